"""The words of an answer to "Did you mean A or B?", in English and French; a language without its own gets English. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.brain.tokens import words
from assistant.tts.normalize import normalize


@dataclass(frozen=True, slots=True)
class Words:
    """Folded, as `tokens.words` makes them."""

    yes: frozenset[str]
    no: frozenset[str]
    ordinals: Mapping[str, int]
    """Their places, from 0; -1 is the last."""
    besides: frozenset[str]
    """Words that say nothing about which one."""
    denying: frozenset[str]
    """Words of a clause that says which one not."""
    but: frozenset[str]
    """Words at which a clause ends."""
    phrases: tuple[tuple[str, str], ...]
    """What several words mean, in one."""


def _phrases(
    yes: Sequence[str], no: Sequence[str], all_of_them: Sequence[str], number: str
) -> tuple[tuple[str, str], ...]:
    said = [*((phrase, "yes") for phrase in yes), *((phrase, "none") for phrase in no)]
    said += [(phrase, "both") for phrase in all_of_them]
    said += [(f"{number} {name}", ordinal) for name, ordinal in _NUMBERED[number].items()]
    return tuple((" ".join(words(phrase)), meant) for phrase, meant in said)


_NUMBERED = {
    "number": {"one": "first", "two": "second", "three": "third", "four": "fourth"},
    "numéro": {"un": "premier", "deux": "deuxieme", "trois": "troisieme", "quatre": "quatrieme"},
}

_EN = Words(
    yes=frozenset("yes yeah yep yup sure ok okay right correct exactly indeed absolutely definitely".split()),
    no=frozenset("no nope nah neither none nothing cancel not nor".split()),
    ordinals={"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "last": -1, "latter": -1,
              "two": 1, "three": 2, "four": 3},
    besides=frozenset(
        "the a an one ones please in on at of to for with it 's that this these those i mean meant want wanted said say "
        "is was would like 'd 'll take my er uh um oh well thanks thank you them either was my option".split()
    ),
    denying=frozenset("not except neither nor".split()),
    but=frozenset({"but"}),
    phrases=_phrases(
        ("that's it", "that's right", "that is right", "go ahead", "do it", "of course", "that's the one"),
        ("neither of the two", "none of the two", "never mind", "forget it", "forget that", "something else", "no way"),
        ("both of them", "the two of them", "all of them"),
        "number",
    ),
)  # fmt: skip
_FR = Words(
    yes=frozenset("yes oui ouais ok okay exact exactement voila parfait absolument effectivement evidemment si".split()),
    no=frozenset("none non aucun aucune ni rien annule annulez pas nan oublie oubliez".split()),
    ordinals={"premier": 0, "premiere": 0, "deuxieme": 1, "second": 1, "seconde": 1, "troisieme": 2, "quatrieme": 3,
              "dernier": -1, "derniere": -1, "deux": 1, "trois": 2, "quatre": 3},
    besides=frozenset(
        "le la les l' un une des du de d' celui celle ceux celles ci s'il s' il vous te plait dans sur a au aux en pour avec "
        "c' ca etait est ce je j' veux voulais vouloir voudrais dire parle parlais de euh heu ah oh ben merci bien donc que qu' "
        "l'un l'autre autre option choix ne n'".split()
    ),
    denying=frozenset("pas sauf ni".split()),
    but=frozenset({"mais"}),
    phrases=_phrases(
        ("c'est ça", "c'est bien ça", "d'accord", "bien sûr", "tout à fait", "vas-y", "allez-y", "c'est cela"),
        ("laisse tomber", "laissez tomber", "tant pis", "autre chose", "pas du tout", "ni l'un ni l'autre",
         "ni l'une ni l'autre", "aucun des deux", "aucune des deux"),
        ("les deux", "toutes les deux"),
        "numéro",
    ),
)  # fmt: skip
_WORDS = {"en": _EN, "fr": _FR}
_CLAUSE = re.compile(r"[,.;:!?…]+")


def words_of(language: str) -> Words:
    return _WORDS.get(language, _EN)


def folded(text: str, language: str) -> list[str]:
    """The words of a text, numbers spelled out, as somebody may say them instead."""
    return words(normalize(text, language))


def meaning(said: Sequence[str], language: str) -> frozenset[str]:
    """Words without those that say nothing, if there are others."""
    return frozenset(said) - words_of(language).besides or frozenset(said)


def clauses(text: str, language: str, kept: Collection[str]) -> list[list[str]]:
    """The words of each clause, with phrases as one word, without those that say nothing; those to be `kept` stay where nothing
    else is left."""
    known, found = words_of(language), list[list[str]]()
    for part in _CLAUSE.split(normalize(text, language)):
        line = f" {' '.join(words(part))} "
        for phrase, meant in known.phrases:
            line = line.replace(f" {phrase} ", f" {meant} ")
        clause = list[str]()
        for word in line.split():
            if word in known.but:
                found.append(clause)
                clause = []
            else:
                clause.append(word)
        found.append(clause)
    telling = [[word for word in clause if word not in known.besides] for clause in found]
    if not any(telling):
        telling = [[word for word in clause if word in kept] for clause in found]
    return [clause for clause in telling if clause]
