"""French names with their article, and what agrees with them. Pure. A name that no noun here begins keeps none."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.skills.home.entities import key

_MASCULINE = """
    lampadaire plafonnier spot lustre éclairage néon projecteur ruban ventilateur ventilo chauffage radiateur thermostat
    climatiseur convecteur poêle volet store rideau portail garage portillon interrupteur téléviseur écran ordinateur
    aspirateur four frigo réfrigérateur congélateur lave sèche aquarium sapin arrosage humidificateur déshumidificateur
    purificateur chargeur ampli amplificateur verrou capteur détecteur salon bureau couloir jardin grenier sous-sol hall
    balcon cellier dressing séjour palier vestibule placard atelier étage rez-de-chaussée wc toit
"""
_FEMININE = """
    lumière lampe guirlande applique veilleuse ampoule suspension prise porte fenêtre baie machine cafetière bouilloire télé
    télévision tv radio chaîne enceinte barre box pompe piscine alarme caméra sonnette serrure chaudière clim climatisation
    hotte plaque imprimante console fontaine multiprise température humidité cuisine chambre salle cave entrée terrasse
    buanderie véranda mezzanine cour remise maison bibliothèque
"""
_PLURAL_ENDINGS = ("s", "x")
_VOWELS = "aeiouyh"


def _read(nouns: str) -> frozenset[str]:
    return frozenset(key(noun).split()[0] for noun in nouns.split())


_GENDERS = {noun: gender for gender, nouns in (("m", _MASCULINE), ("f", _FEMININE)) for noun in _read(nouns)}


@dataclass(frozen=True, slots=True)
class Subject:
    """A name ready to be spoken of."""

    text: str
    gender: str = "m"
    plural: bool = False

    def agree(self, masculine: str) -> str:
        """A participle, such as "allumé", in its gender and number."""
        return masculine + ("e" if self.gender == "f" else "") + ("s" if self.plural else "")


def subject(name: str) -> Subject:
    """A name with its article: "la lumière de la cuisine", "les volets"."""
    first = key(name).split(" ")[0]
    plural = first not in _GENDERS and first.endswith(_PLURAL_ENDINGS)
    gender = _GENDERS.get(first) or (_GENDERS.get(first[:-1]) if plural else None)
    if gender is None:
        return Subject(name)
    if plural:
        return Subject(f"les {name}", gender, plural=True)
    if first[0] in _VOWELS and first != "hall":
        return Subject(f"l'{name}", gender)
    return Subject(f"{'la' if gender == 'f' else 'le'} {name}", gender)
