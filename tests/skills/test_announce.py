from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.brain.intents import IntentMatcher, Match
from assistant.registry import Options
from assistant.skills import Refusal, Reply
from assistant.skills.announce import Announce
from tests.skills.room import FakeLoudspeaker, call, world


@pytest.mark.parametrize("aloud", [True, False])
@pytest.mark.parametrize(("language", "text"), [("en", "dinner is ready"), ("fr", "le dîner est prêt")])
def test_everybody_is_told_what_was_said_in_the_language_it_was_said_in(
    tmp_path: Path, aloud: bool, language: str, text: str
) -> None:
    room = FakeLoudspeaker()
    skill = Announce(world(tmp_path, room), Options())
    answer = asyncio.run(skill.handle(call("Announce", language=language, aloud=aloud, text=text)))
    assert room.said == [(text, language)]
    assert isinstance(answer, Reply)
    assert answer.obvious


@pytest.mark.parametrize(("room", "why"), [(None, "loudspeaker"), (FakeLoudspeaker(volume=0), "sound on")])
def test_what_nobody_would_hear_is_refused(tmp_path: Path, room: FakeLoudspeaker | None, why: str) -> None:
    skill = Announce(world(tmp_path, room), Options())
    with pytest.raises(Refusal, match=why):
        asyncio.run(skill.handle(call("Announce", text="dinner is ready")))
    assert room is None or not room.said


@pytest.mark.parametrize(
    ("language", "text", "announced"),
    [
        ("en", "Tell the kids to come downstairs.", "come downstairs"),
        ("en", "Let everyone know the taxi is here.", "the taxi is here"),
        ("fr", "Dis aux enfants de venir manger.", "venir manger"),
        ("fr", "Annonce à toute la maison qu'on part.", "on part"),
    ],
)
def test_who_is_told_is_not_part_of_it(language: str, text: str, announced: str) -> None:
    assert IntentMatcher(["announce"], [language]).match(text, language) == Match("Announce", {"text": announced}, text)
