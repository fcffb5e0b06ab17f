"""The kind of thing that a question asks for, and whether a text holds one. Pure."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["time", "duration", "price", "phone", "count", "person"]

_ASKED: dict[str, tuple[tuple[Kind, re.Pattern[str]], ...]] = {
    "en": (
        ("phone", re.compile(r"\b(phone|telephone|call|ring|number (of|for)|what number|which number)\b")),
        ("price", re.compile(r"\b(how much (is|are|does|do|will|would|did|for|to)|cost|price|fee|how expensive|pay)\b")),
        ("duration", re.compile(r"\b(how long|how many (minutes|hours|days|weeks|months|years))\b")),
        ("time", re.compile(r"\b(when|what time|what day|which days?|what days|how late|how early|until what|what date|by what)\b")),
        ("count", re.compile(r"\b(how (many|much|old|far|big|hot|often|high|fast|tall|wide|soon)|what temperature)\b")),
        ("person", re.compile(r"\b(who|whom)\b")),
    ),
    "fr": (
        ("phone", re.compile(r"\b(téléphon\w*|telephon\w*|numéro|numero|appeler|joindre)\b")),
        ("price", re.compile(r"\b(coût\w*|cout\w*|prix|tarifs?|payer|paie|combien (ça|cela) (coûte|fait)|combien (est|sont|faut-il payer))\b")),
        ("duration", re.compile(r"\b(combien de (temps|minutes|heures|jours|semaines|mois)|quelle durée|quel délai)\b")),
        ("time", re.compile(r"\b(quand|à quelle heure|quelle heure|quels? jours?|quelle date|quels horaires|quelle période)\b")),
        ("count", re.compile(r"\b(combien|quel âge|quelle (température|taille|quantité|vitesse)|à combien)\b")),
        ("person", re.compile(r"\b(qui (est|dois|contacter|appeler|prévenir|s'occupe|peut|a)|à qui|avec qui|chez qui)\b")),
    ),
}  # fmt: skip

_TIME = {
    "en": r"\b(mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\b|\d\s?[ap]\.?m\b|\b\d{1,2}:\d\d\b|\bnoon\b|\bmidnight\b|\b(day|days|weeks?|months?|hours?|minutes?)\b|"
    r"\bo'clock\b|\b(19|20)\d\d\b|\b(spring|summer|autumn|winter|morning|evening|afternoon|night|daily)\b",
    "fr": r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?\b|\b(janvier|février|mars|avril|mai|juin|juillet|août|"
    r"septembre|octobre|novembre|décembre)\b|\b\d{1,2}\s?h(eures?)?\s?(\d\d)?\b|\bmidi\b|\bminuit\b|"
    r"\b(jours?|semaines?|mois|heures?|minutes?)\b|\b(19|20)\d\d\b|\b(printemps|été|automne|hiver|matin|soir|nuit)\b",
}
_NUMBER = {
    "en": r"(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|half|every)",
    "fr": r"(\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente|quarante|cinquante|soixante|demi)",
}
_DURATION = {
    "en": rf"\b(an hour|{_NUMBER['en']}[\s-](\w+ )?(second|minute|hour|day|week|fortnight|month|year)s?)\b",
    "fr": rf"\b{_NUMBER['fr']}[\s-](\w+ )?(secondes?|minutes?|heures?|jours?|semaines?|quinzaine|mois|ans?|années?)\b",
}
_PRICE = {
    "en": r"[€$£]|\b(euros?|dollars?|pounds?|cents?|free|pence)\b",
    "fr": r"[€$£]|\b(euros?|dollars?|centimes?|gratuite?s?|gratuitement)\b",
}
_PHONE = re.compile(r"\d(?:[\d .\-/()]{6,})\d|\b\d{2,5}\b")
_COUNT = {language: rf"\d|\b{number}\b" for language, number in _NUMBER.items()}
_PERSON = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|M|Mme|Mlle)\b\.?\s+[A-ZÀ-Ý]|(?<=[a-z,:] )[A-ZÀ-Ý][a-zà-ÿ]+ [A-ZÀ-Ý][a-zà-ÿ]+|^[A-ZÀ-Ý]\w+ [A-ZÀ-Ý]\w+"
)


def asked_for(question: str, language: str) -> Kind | None:
    """What it asks for, if its words tell."""
    text = question.lower().replace("’", "'")
    return next((kind for kind, pattern in _ASKED.get(language, ()) if pattern.search(text)), None)


def holds(text: str, kind: Kind, language: str) -> bool:
    """Whether a text in a language has something of that kind; of languages that are not known, it may."""
    if kind == "phone":
        return _PHONE.search(text) is not None
    if kind == "person":
        return _PERSON.search(text) is not None
    patterns = {"time": _TIME, "duration": _DURATION, "price": _PRICE, "count": _COUNT}[kind]
    return language not in patterns or re.search(patterns[language], text, re.IGNORECASE) is not None
