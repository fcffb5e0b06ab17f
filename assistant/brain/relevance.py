"""Which of the facts that somebody told a question is about, and which one is its answer. Pure.

Facts and questions are compared by stems. To be an answer, a fact has to hold every telling word of the question, and to be
about the same subject; it has to be of the kind that is asked for, a place for "where", and if it is about the person
themselves ("my car") the question has to be, too. "What is the speed of light?" is never answered with a lamp.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.brain.questions import OF_TIME, Question, asked
from assistant.brain.stems import stems, telling
from assistant.brain.tokens import words

_RELEVANT = 0.3
"""Share of a question's words, by weight, that a fact has that may have to do with it."""
_NEAREST = 0.6
"""The same of a fact that is to be forgotten; the next one has to be this much further away."""
_CLEARLY = 0.15
_MOST_ANSWERS = 3
_FIRST = {
    "en": frozenset("i my mine me we our ours us myself ourselves".split()),
    "fr": frozenset("je j' mon ma mes moi me m' nous notre nos on mien mienne miens miennes".split()),
}
_VERBS = {
    "en": frozenset(
        """is are was were 's 're am 'm has have 've had do does don did didn doesn can can't will would must should likes like hates
        hate loves love needs need wants want lives live works work goes go starts start ends end costs cost weighs comes arrives
        leaves opens closes keeps parked put left lent bought gave named called takes drinks eats plays studies speaks
        prefers prefer owes belongs wears drives hides sleeps arrived isn aren wasn hasn haven""".split()
    ),
    "fr": frozenset(
        """est sont suis etes sommes etait etaient a ai avons avez ont avait aime aiment aimons n' ne s' habite habitent travaille
        travaillent va vont peut peuvent doit doivent veut veulent fait font faisons fais mange mangent boit boivent joue jouent
        commence finit coute coutent pese arrive arrivent part partent ouvre ferme prend prennent prefere preferent deteste
        se vit vivent porte conduit dort sera seront mets met range laisse""".split()
    ),
}
_PLACE = {
    "en": frozenset(
        "in on at under underneath behind near next inside above below between beside by upstairs downstairs home with".split()
    ),
    "fr": frozenset(
        "a au aux dans sur sous derriere devant chez pres entre en avec contre dessus dessous dehors".split()
    ),
}
_NO_PLACE = re.compile(
    r"\b(?:good|bad|keen|interested|late|early|angry|mad|happy|allergic) (?:at|in|on|with|by)\b"
    r"|\b(?:allergique|sensible|habituee?|opposee?|abonnee?|forte?|bon|bonne|nulle?|interessee?|fachee?|mariee?)s? (?:a|au|aux|en|avec)\b"
)
"""Where there seems to be a place: "allergique aux arachides"."""
_COUNTED = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand|zero|no|half"
    r"|une?|deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
    r"|cinquante|soixante|cent|mille|demie?)\b"
)
_AGED = re.compile(r"\b(?:years?|months?|weeks?|old|born|ans?|mois|semaines?|nee?)\b")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact as it is compared."""

    language: str
    line: str
    """Its words."""
    own: bool
    """Whether it is about the person who told it, or theirs."""
    stems: frozenset[str]
    subject: frozenset[str]
    """Those of its stems that say what it is about."""


def read(text: str, language: str) -> Told:
    """A fact."""
    said = words(text)
    all_stems = telling(said, language)
    verbs = _VERBS.get(language, _VERBS["en"])
    at = [index for index, word in enumerate(said) if index and word in verbs]
    verb = next(
        (index for index in at if said[index] != "'s"), at[0] if at else 0
    )  # "Lucy's birthday is", "Lucy's here"
    # Without a verb that is known, the first word that tells anything is what it is about.
    before = [said[:verb]] if verb else [said[: at + 1] for at in range(len(said))]
    subject = next(filter(None, (telling(part, language) for part in before)), frozenset[str]())
    own = not _FIRST.get(language, _FIRST["en"]).isdisjoint(said)
    return Told(language, " ".join(said), own, all_stems, subject)


def relevant(facts: Mapping[int, Told], question: str) -> list[int]:
    """Those that may have to do with a question, the likeliest first, and of equals the newest."""
    scores = _shares(facts, question)
    found = [number for number, share in scores.items() if share >= _RELEVANT]
    return sorted(found, key=lambda number: (-scores[number], -number))


def nearest(facts: Mapping[int, Told], text: str) -> list[int]:
    """Those that `text` names. Several: any of them may be meant."""
    said = " ".join(words(text))
    if exact := [number for number, fact in facts.items() if fact.line == said]:
        return exact
    wanted = {language: stems(text, language) for language in {fact.language for fact in facts.values()}}
    for fits in (
        [number for number, fact in facts.items() if fact.stems and fact.stems == wanted[fact.language]],
        [number for number, fact in facts.items() if fact.stems >= wanted[fact.language]],
    ):
        if fits:
            return fits
    ranked = sorted(_shares(facts, text).items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < _NEAREST:
        return []
    return [number for number, share in ranked if share > ranked[0][1] - _CLEARLY]


def answering(facts: Mapping[int, Told], question: str, language: str) -> list[int]:
    """Those that are the answer to a question: none, the newest one, or a few, where it only names what it is about."""
    wanted = asked(question, language)
    if wanted is None or not wanted.stems:
        return []
    found = sorted((number for number, fact in facts.items() if _answers(fact, wanted)), reverse=True)
    return sorted(found[:_MOST_ANSWERS]) if wanted.kind == "about" else found[:1]


def _answers(fact: Told, wanted: Question) -> bool:
    if fact.language != wanted.language or (fact.own and not wanted.own and wanted.kind != "where"):
        return False
    if wanted.kind == "about":
        return bool(fact.subject) and fact.subject == wanted.stems
    if wanted.kind == "age":
        return bool(fact.subject) and fact.subject == wanted.stems and bool(_AGED.search(fact.line))
    return _fits_kind(fact, wanted.kind) and (_tells_of_subject(fact, wanted) or _names_subject(fact, wanted))


def _tells_of_subject(fact: Told, wanted: Question) -> bool:
    """ "Where is the spare key?" """
    if not fact.subject <= wanted.stems <= fact.stems:
        return False
    if not fact.subject and not (fact.own and wanted.own):
        return False
    if fact.stems == wanted.stems and wanted.kind not in ("whether", "where"):
        return False  # it tells nothing but what was asked
    single = len(wanted.stems) == 1
    return not single or wanted.own or (wanted.kind in ("where", "when", "count") and fact.subject == wanted.stems)


def _names_subject(fact: Told, wanted: Question) -> bool:
    """ "Who is allergic to peanuts?" """
    rest = fact.stems - fact.subject
    return wanted.kind in ("who", "what") and bool(fact.subject) and rest == wanted.stems and len(rest) > 1


def _fits_kind(fact: Told, kind: str) -> bool:
    if kind == "where":
        return not _PLACE[fact.language].isdisjoint(_NO_PLACE.sub("", fact.line).split()[1:])
    if kind == "when":
        return bool(OF_TIME.search(fact.line))
    return kind != "count" or bool(_COUNTED.search(fact.line))


def _shares(facts: Mapping[int, Told], text: str) -> dict[int, float]:
    """How much of a text each fact has, by the weight of words that few facts have."""
    languages = {fact.language for fact in facts.values()}
    wanted = {language: telling(words(text), language) for language in languages}
    counts = Counter(stem for fact in facts.values() for stem in fact.stems)

    def weight(found: Sequence[str] | frozenset[str]) -> float:
        return sum(math.log(1 + (len(facts) + 1) / (counts[stem] + 0.5)) for stem in found)

    whole = {language: weight(found) for language, found in wanted.items()}
    return {
        number: weight(wanted[fact.language] & fact.stems) / whole[fact.language]
        for number, fact in facts.items()
        if whole[fact.language] and wanted[fact.language] & fact.stems
    }
