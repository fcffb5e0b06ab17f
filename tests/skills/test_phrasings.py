"""What people say, written down by somebody who had not seen a template: at least 95 of 100 are understood with every slot, and
at most one general question in a hundred is taken for something to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant import registry
from assistant.brain.intents import SENTENCES, Ambiguous, IntentMatcher, Match
from assistant.skills import READERS, SKILLS
from assistant.skills.home import Home
from assistant.skills.home.finding import lists
from tests.skills.home.houses import phrased

PHRASINGS = Path(__file__).parent / "phrasings"
LANGUAGES = ("en", "fr")


@cache
def matcher() -> IntentMatcher:
    readers = {kind: registry.load("readers", READERS, kind) for kind in READERS}
    return IntentMatcher(
        SKILLS, LANGUAGES, readers=readers, names={language: names(language) for language in LANGUAGES}
    )


def names(language: str) -> Mapping[str, Sequence[str]]:
    """Those of a house that has what the phrasings speak of, and as much besides."""
    about = [p for p in load(PHRASINGS / f"{language}.yaml") if p["intent"] in Home.intents]
    return lists(phrased(about, language), language)


@cache
def intents(language: str) -> frozenset[str]:
    """Those of the skills that exist."""
    files = (SENTENCES / language / f"{skill}.yaml" for skill in SKILLS)
    return frozenset(name for file in files if file.is_file() for name in load(file)["intents"])


def load(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


def described(found: Match | Ambiguous | None) -> str:
    readings = found.readings if isinstance(found, Ambiguous) else (found,)
    return " or ".join(f"{match.intent} {dict(match.slots)}" if match else "nothing" for match in readings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_say_is_understood(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    phrasings = load(PHRASINGS / f"{language}.yaml")
    skipped = Counter(phrasing["intent"] for phrasing in phrasings if phrasing["intent"] not in intents(language))
    said = [phrasing for phrasing in phrasings if phrasing["intent"] in intents(language)]
    misses = []
    for phrasing in said:
        found = matcher().match(phrasing["say"], language)
        expected = Match(phrasing["intent"], phrasing.get("slots", {}), phrasing["say"])
        if found != expected:
            misses.append(f"{phrasing['say']}\n    is {described(expected)}, not {described(found)}")
    if skipped:
        with capsys.disabled():
            names = ", ".join(f"{intent} ({count})" for intent, count in sorted(skipped.items()))
            print(f"\n{language}: {skipped.total()} phrasings skipped, whose intents no skill has: {names}")
    report = "\n".join((f"{len(misses)} of {len(said)} misunderstood:", *misses))
    assert said, "no skill has any of the phrasings' intents"
    assert len(misses) <= 0.05 * len(said), report


@pytest.mark.parametrize("language", LANGUAGES)
def test_general_questions_are_left_to_the_language_model(language: str) -> None:
    questions = load(PHRASINGS / f"general_{language}.yaml")
    found = {question: matcher().match(question, language) for question in questions}
    caught = [f"{question}\n    taken for {described(match)}" for question, match in found.items() if match]
    assert len(caught) <= 0.01 * len(questions), "\n".join((f"{len(caught)} of {len(questions)} caught:", *caught))


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrasings_of_other_skills_are_not_caught(language: str) -> None:
    phrasings = [p["say"] for p in load(PHRASINGS / f"{language}.yaml") if p["intent"] not in intents(language)]
    caught = [
        f"{said}\n    taken for {described(match)}" for said in phrasings if (match := matcher().match(said, language))
    ]
    assert len(caught) <= 0.02 * max(len(phrasings), 50), "\n".join(caught)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_house_is_understood(language: str) -> None:
    said = [p for p in load(PHRASINGS / f"{language}.yaml") if p["intent"] in Home.intents]
    found = {p["say"]: matcher().match(p["say"], language) for p in said}
    missed = [p["say"] for p in said if found[p["say"]] != Match(p["intent"], p.get("slots", {}), p["say"])]
    assert len(said) > 50
    assert len(missed) <= 0.05 * len(said), "\n".join(missed)
