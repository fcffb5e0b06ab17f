"""What a question asks for: a place, a time, a number, … Pure.

Only the questions that something told once can answer: not why, nor how to, nor what one should.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.brain.stems import telling
from assistant.brain.tokens import words

_LEAD = {
    "en": r"(?:(?:please|hey|hi|ok|okay|so|well|and|um|uh|oh|sorry|again) )*"
    r"(?:(?:(?:can|could|would) you )?(?:please )?(?:tell me|remind me|say)(?: again)? |do you (?:know|remember|recall) )?",
    "fr": r"(?:(?:s' il te plait|s' il vous plait|(?:dis|dites)(?! moi)|euh|alors|et|bon|ok|he|eh|au fait) )*"
    r"(?:(?:(?:tu peux|vous pouvez|peux tu|pouvez vous) )?(?:dis moi|dites moi|me dire|rappelle moi|rappelez moi|me rappeler) "
    r"|(?:tu sais|vous savez|sais tu|savez vous|tu te souviens|vous vous souvenez|te souviens tu) )?",
}
_KINDS = {
    "en": (
        ("about", r"(?:what (?:do|did) you (?:know|remember) (?:about|of)|(?:tell me )?(?:all |everything )?(?:you know )?about) (?!me$)"),
        ("where", r"where\b"),
        ("when", r"when\b|what (?:time|day|date|month|year)\b|which (?:day|date|month)\b|at what time\b|on what day\b"),
        ("age", r"how old\b"),
        ("count", r"how (?:many|much|tall|long|big|far|often|late|early|heavy)\b"),
        ("who", r"(?:who|whose|whom)\b"),
        ("what", r"(?:what|which|in which|on which)\b"),
        ("whether", r"(?:is|are|was|were|am|do|does|did|has|have)\b"),
    ),
    "fr": (
        ("about", r"(?:(?:qu' est ce que|que) (?:tu sais|vous savez|sais tu|savez vous)|parle moi|parlez moi) (?:sur|de|du|des|d'|a propos de) (?!moi$)"),
        ("where", r"(?:c' est |(?:il|elle|ils|elles) (?:est|sont) )?ou\b|.* (?:est|sont|ai|a) (?:.* )?ou$"),
        ("when", r"quand\b|a quelle heure\b|quel jour\b|quelle date\b|quelle est la date\b|c' est quand\b|.* (?:quand|a quelle heure|quel jour)$"),
        ("age", r"quel age\b|.*\ba quel age$"),
        ("count", r"combien\b|c' est combien\b|.* combien$"),
        ("who", r"(?:qui|a qui|avec qui)\b(?! est ce que)"),
        ("what", r"(?:quel|quelle|quels|quelles|comment|c' est quoi|que|qu'|quoi)(?= |$)(?! est ce qu'? (?:il faut|on peut))"),
        ("whether", r"(?:est ce que|est ce qu'|est|sont|suis je|ai je|a t)(?= |$)"),
    ),
}  # fmt: skip
_FIRST = {
    "en": frozenset("i my mine me we our ours us".split()),
    "fr": frozenset("je j' mon ma mes moi me m' nous notre nos on".split()),
}
_ADVICE = {
    "en": re.compile(
        r"\b(?:should|could|would|might|shall|why|how (?:do|does|can|did|to|come))\b|\bcan (?:i|we|you)\b"
        r"|^what (?:is|'s|are) an? "
    ),
    "fr": re.compile(
        r"\b(?:dois|doit|devons|devrai\w*|peux|peut|pouvons|pourrai\w*|faut|vaut|pourquoi|comment(?! s' appell))\b|quoi une?\b|ce qu' une?\b|que c' est\b"
    ),
}
"""Asks for advice, for a reason, or what something is at all: for more than was ever told."""
_ASKING = {"en": frozenset("many much old kind sort".split()), "fr": frozenset("age heure jour date".split())}
"""Words that ask, and need not be in the answer."""
_TOLD = {
    "en": re.compile(r"^(?:i (?:told|said|asked) you )"),
    "fr": re.compile(r"^(?:je (?:t'|vous) ai (?:dit|demande) )"),
}
OF_TIME = re.compile(
    r"\d|\b(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august"
    r"|september|october|november|december|today|tomorrow|noon|midnight|morning|evening|afternoon|night|week|weekends?|month|year"
    r"|spring|summer|autumn|fall|winter|christmas|easter|day|daily|every"
    r"|o'clock|half past|quarter|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|first|second|third|\w+teenth|\w+tieth"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre"
    r"|novembre|decembre|demain|midi|minuit|matin|soir|nuit|semaine|mois|annee|printemps|ete|automne|hiver|noel|paques|heures?"
    r"|premier|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze)\b"
)
"""Words that say when, without accents."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for."""

    kind: str
    """where, when, age, count, who, what, whether; or about: anything about somebody or something."""
    language: str
    own: bool
    """Whether the person asks about themselves, or theirs."""
    stems: frozenset[str]
    """Of the words that tell what it is about."""


def asked(text: str, language: str) -> Question | None:
    """A question, if it is one that something told may answer."""
    if language not in _KINDS:
        return None
    line = re.sub(rf"^{_LEAD[language]}", "", " ".join(words(text))) or " ".join(words(text))
    if _ADVICE[language].search(line):
        return None
    # "Tell me about Lucy" asks with the very words that lead other questions.
    for each in dict.fromkeys((line, " ".join(words(text)))):
        for kind, form in _KINDS[language]:
            if found := re.match(form, each):
                whole = kind in ("where", "when", "age", "count") and found.end() == len(each)
                rest = each if whole else each[found.end() :]
                said = _TOLD[language].sub("", rest.strip()).split()
                own = not _FIRST[language].isdisjoint(said)
                telling_words = (word for word in said if word not in _ASKING[language])
                return Question(kind, language, own, telling(telling_words, language))
    return None
