"""What makes an answer good, as far as that can be told without a judge: small predicates on a question and its answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.brain.plain import plain
from assistant.brain.sentences import SpokenBudget
from assistant.brain.tokens import words

Kind = Literal["fact", "talk", "follow_up", "house"]

MOST_WORDS = 30
"""Of a spoken answer: about twelve seconds."""
MOST_SENTENCES = 3
_LIKE_THE_QUESTION = 0.85
_SHORTEST_ECHO = 4
"""Words; shorter ones, such as greetings, are rightly given back."""
_FUNCTION_WORDS = {
    "en": frozenset(
        "the is are was of to in it that you and a an can't don't i my your there with for what how".split()
    ),
    "fr": frozenset(
        "le la les un une des du de est sont et en que qui je vous votre mon il elle ce dans pour pas ne avec".split()
    ),
}
_PREAMBLE = re.compile(
    r"(?:(?:the|my|your|a|la|ma|votre) (?:correct |right |bonne )?(?:answer|réponse)\b|answer:|réponse\s?:|as an? (?:ai|language)|"
    r"en tant qu['’]|sure[,!]|certainly[,!]|of course[,!]|bien sûr[,!]|user:|assistant:|colibri:)",
    re.IGNORECASE,
)
_ADMITS = re.compile(
    r"\b(?:(?:can['’]?t|cannot|can not|could ?n['’]t) (?:see|tell|know|check|look|access|answer|say|help|hear|find|read|do)|"
    r"(?:don['’]t|do not) (?:know|have (?:access|that|any (?:way|information|access)|information)|see)|not (?:able|sure)|unable|"
    r"no (?:way|idea|access)|not (?:have|connected)|"
    r"ne (?:sais|peux|vois|connais)\b|n['’]ai pas (?:accès|cette|ces|d['’]|de moyen|la possibilité)|pas (?:accès|possible)|"
    r"impossible|aucun moyen|aucune idée)",
    re.IGNORECASE,
)

_CLAIMS = re.compile(
    r"\b(?:is|are|was|were|has|you (?:left|have|did)|est|sont|était|étaient|vous avez)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask, and what its answer has to have."""

    kind: Kind
    language: str
    ask: str
    before: tuple[tuple[str, str], ...] = ()
    """What was said before, and answered."""
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: as the model wrote it, and as it would be spoken."""

    written: str
    spoken: str


def right(question: Question, given: Given) -> bool:
    """It has one of the words that it has to have, and none that it must not have."""
    said = f" {' '.join(words(given.spoken))} "
    wanted, unwanted = ([f" {' '.join(words(word))} " for word in listed] for listed in (question.any, question.none))
    return bool(words(given.spoken)) and (not wanted or _has(said, wanted)) and not _has(said, unwanted)


def admits(question: Question, given: Given) -> bool:
    """It says that it does not know, or cannot see, and claims nothing before that."""
    found = _ADMITS.search(given.spoken)
    return found is not None and _CLAIMS.search(given.spoken[: found.start()]) is None


def short(question: Question, given: Given) -> bool:
    """It can be listened to, and the model itself came to an end."""
    budget = SpokenBudget(MOST_SENTENCES)
    kept = budget.feed(given.spoken + "\n")
    return kept.strip() == given.spoken.strip() and 0 < len(given.spoken.split()) <= MOST_WORDS


def in_language(question: Question, given: Given) -> bool:
    """It has at least as many small words of the question's language as of any other."""
    said = words(given.spoken)
    counts = {language: sum(word in known for word in said) for language, known in _FUNCTION_WORDS.items()}
    return counts.get(question.language, 0) >= max(counts.values())


def without_markup(question: Question, given: Given) -> bool:
    """Nothing had to be taken out before it could be spoken."""
    return " ".join(plain(given.written).split()) == " ".join(given.written.split())


def without_echo(question: Question, given: Given) -> bool:
    """It does not say the question again."""
    asked, said = words(question.ask), words(given.spoken)
    if len(asked) < _SHORTEST_ECHO:
        return True
    beginning = said[: len(asked) + 1]
    matcher = SequenceMatcher(None, asked, beginning, autojunk=False)
    repeated = matcher.ratio() >= _LIKE_THE_QUESTION and given.spoken.rstrip().endswith("?")
    return f" {' '.join(asked)} " not in f" {' '.join(said)} " and not repeated


def without_preamble(question: Question, given: Given) -> bool:
    """It begins with the matter itself, not with "The answer is"."""
    return _PREAMBLE.match(given.spoken) is None


Check = Callable[[Question, Given], bool]

FORM: Mapping[str, Check] = {
    "short": short,
    "language": in_language,
    "no_markup": without_markup,
    "no_echo": without_echo,
    "no_preamble": without_preamble,
}
"""What every answer has to pass."""
MATTER: Mapping[Kind, tuple[str, Check]] = {
    "fact": ("right", right),
    "talk": ("right", right),
    "follow_up": ("right", right),
    "house": ("admits", admits),
}
"""What an answer of a kind has to pass besides."""


def checked(question: Question, given: Given) -> dict[str, bool]:
    """Every check by name, with whether the answer passes."""
    name, check = MATTER[question.kind]
    return {name: check(question, given)} | {form: passes(question, given) for form, passes in FORM.items()}


def _has(said: str, listed: list[str]) -> bool:
    return any(word in said for word in listed)
