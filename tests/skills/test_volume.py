from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from assistant.brain.intents import IntentMatcher, Match
from assistant.errors import ColibriError
from assistant.registry import Options
from assistant.skills import Call, Refusal, Reply
from assistant.skills.volume import LEAST, STEP, USUAL, Dial, Volume, asks_again
from tests.skills.room import FakeLoudspeaker, call, world

LAST = "It's 7:30 PM."


@pytest.fixture
def room() -> FakeLoudspeaker:
    return FakeLoudspeaker()


@pytest.fixture
def skill(tmp_path: Path, room: FakeLoudspeaker) -> Iterator[Volume]:
    skill = Volume(world(tmp_path, room), Options())
    yield skill
    skill.close()


def done(skill: Volume, asked: Call) -> str | Reply:
    return asyncio.run(skill.handle(asked))


def test_the_volume_is_set_and_a_short_sound_says_so(skill: Volume, room: FakeLoudspeaker) -> None:
    assert done(skill, call("SetVolume", percent=40)) == Reply("The volume is at 40 percent.", obvious=True)
    assert room.volume == 40
    french = done(skill, call("SetVolume", language="fr", percent=35))
    assert french == Reply("Le volume est à 35 %.", obvious=True)


@pytest.mark.parametrize(
    ("intent", "before", "after"),
    [
        ("VolumeUp", 50, 50 + STEP),
        ("VolumeUp", 95, 100),
        ("VolumeUp", 0, USUAL),
        ("VolumeDown", 50, 50 - STEP),
        ("VolumeDown", LEAST + 1, LEAST),
    ],
)
def test_louder_and_quieter_are_steps_that_stay_audible(
    skill: Volume, room: FakeLoudspeaker, intent: str, before: int, after: int
) -> None:
    room.volume = before
    assert done(skill, call(intent, "turn it somewhere")) == Reply(f"The volume is at {after} percent.", obvious=True)
    assert room.volume == after


def test_a_step_may_be_named(skill: Volume, room: FakeLoudspeaker) -> None:
    done(skill, call("VolumeUp", by=7))
    assert room.volume == 57
    done(skill, call("VolumeDown", by=20))
    assert room.volume == 37


@pytest.mark.parametrize(("intent", "limit"), [("VolumeUp", 100), ("VolumeDown", LEAST)])
def test_at_its_limit_it_says_so_aloud(skill: Volume, room: FakeLoudspeaker, intent: str, limit: int) -> None:
    room.volume = limit
    answer = done(skill, call(intent))
    assert isinstance(answer, str)
    assert "as I" in answer
    assert room.volume == limit


@pytest.mark.parametrize(
    ("text", "language", "again"),
    [
        ("Louder, please.", "en", True),
        ("I can't hear you, speak up.", "en", True),
        ("Could you talk a bit louder?", "en", True),
        ("Turn it up.", "en", False),
        ("Raise the volume a little.", "en", False),
        ("Make it louder.", "en", False),
        ("Plus fort, s'il te plaît.", "fr", True),
        ("Je t'entends pas, parle plus fort.", "fr", True),
        ("Monte le son.", "fr", False),
        ("Mets le son plus fort.", "fr", False),
        ("Un peu plus de volume.", "fr", False),
    ],
)
def test_who_did_not_hear_is_told_again_and_who_wants_volume_is_not(
    skill: Volume, room: FakeLoudspeaker, text: str, language: str, again: bool
) -> None:
    assert asks_again(call("VolumeUp", text, language)) is again
    answer = done(skill, call("VolumeUp", text, language, previous=LAST))
    assert room.volume == 50 + STEP
    if again:
        assert answer == LAST
    else:
        assert isinstance(answer, Reply)
        assert answer.obvious


def test_louder_with_nothing_to_say_again_or_in_writing_is_only_louder(skill: Volume, room: FakeLoudspeaker) -> None:
    for asked in (call("VolumeUp", "Louder!"), call("VolumeUp", "Louder!", previous=LAST, aloud=False)):
        assert isinstance(done(skill, asked), Reply)
    assert room.volume == 50 + 2 * STEP


def test_at_full_volume_it_says_so_and_says_it_again(skill: Volume, room: FakeLoudspeaker) -> None:
    room.volume = 100
    answer = done(skill, call("SpeakLouder", "Say that again louder.", previous=LAST))
    assert answer == f"That's as loud as I can get. {LAST}"


def test_mute_lasts_until_unmute_which_knows_how_loud_it_was(tmp_path: Path, room: FakeLoudspeaker) -> None:
    room.volume = 85
    skill = Volume(world(tmp_path, room), Options())
    for _ in range(2):
        assert isinstance(done(skill, call("Mute", aloud=False)), Reply)
        assert room.volume == 0
    skill.close()
    restarted = Volume(world(tmp_path, room), Options())
    assert done(restarted, call("Unmute")) == Reply("The volume is at 85 percent.", obvious=True)
    done(restarted, call("Mute"))
    done(restarted, call("VolumeUp", "turn it up"))
    restarted.close()
    assert room.volume == 85


def test_aloud_mute_in_silence_is_unmute_misheard(skill: Volume, room: FakeLoudspeaker) -> None:
    for volume in (0, 50, 0):
        done(skill, call("Mute", "A mute."))
        assert room.volume == volume


def test_unmute_of_what_is_not_muted_changes_nothing(skill: Volume, room: FakeLoudspeaker) -> None:
    done(skill, call("Unmute"))
    assert room.volume == 50


@pytest.mark.parametrize(("language", "way_back"), [("en", "button"), ("fr", "bouton")])
def test_the_microphone_goes_off_and_it_is_said_how_it_comes_back(
    skill: Volume, room: FakeLoudspeaker, language: str, way_back: str
) -> None:
    answer = done(skill, call("MicrophoneOff", language=language))
    assert room.deaf
    assert isinstance(answer, str)
    assert way_back in answer
    assert "USR1" in answer


def test_repeat_says_what_was_heard_last(skill: Volume) -> None:
    assert done(skill, call("Repeat", previous=LAST)) == LAST
    assert done(skill, call("Repeat")) == "I haven't said anything yet."


def test_without_a_loudspeaker_only_words_are_left(tmp_path: Path) -> None:
    skill = Volume(world(tmp_path, None), Options())
    for intent in sorted(Volume.intents - {"Stop", "Repeat"}):
        with pytest.raises(Refusal, match="haut-parleur"):
            done(skill, call(intent, language="fr", percent=50))
    assert done(skill, call("Repeat", previous=LAST)) == LAST
    assert done(skill, call("Stop", language="fr")) == "D'accord."
    skill.close()


def test_what_only_asks_for_words_does_not_wait_for_the_end_of_the_turn() -> None:
    assert Volume.intents - Volume.acts == {"Stop", "Repeat"}


def test_a_dial_keeps_and_a_broken_one_is_said_and_goes_on(tmp_path: Path) -> None:
    dial = Dial(tmp_path)
    assert dial.get("x", 70) == 70
    dial.put("x", 30)
    dial.close()
    again = Dial(tmp_path)
    assert again.get("x", 70) == 30
    again.close()
    with structlog.testing.capture_logs() as logged:
        again.put("x", 20)
    assert again.get("x", 70) == 20
    assert "not kept" in logged[0]["event"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ColibriError, match=r"volume\.db"):
        Dial(tmp_path / "file")


@pytest.mark.parametrize(
    ("language", "text", "intent", "slots"),
    [
        ("en", "Raise your volume to eighty.", "SetVolume", {"percent": 80}),
        ("en", "Turn it down by 20 percent.", "VolumeDown", {"by": 20}),
        ("en", "What? I can't hear you.", "SpeakLouder", {}),
        ("en", "Mute yourself.", "Mute", {}),
        ("en", "I mute yourself.", "Mute", {}),
        ("en", "Turn the sound back on.", "Unmute", {}),
        ("en", "Mute the microphone.", "MicrophoneOff", {}),
        ("en", "Stop listening to us.", "MicrophoneOff", {}),
        ("en", "Sorry?", "Repeat", {}),
        ("en", "Stop the music.", None, {}),
        ("en", "Repeat after me: hello.", None, {}),
        ("fr", "Mets le volume à fond.", "SetVolume", {"percent": 100}),
        ("fr", "Augmente le volume de 20 %.", "VolumeUp", {"by": 20}),
        ("fr", "Répète plus fort.", "SpeakLouder", {}),
        ("fr", "Coupe le son.", "Mute", {}),
        ("fr", "Remets le son.", "Unmute", {}),
        ("fr", "Éteins ton micro.", "MicrophoneOff", {}),
        ("fr", "Ne m'écoute plus.", "MicrophoneOff", {}),
        ("fr", "Hein ?", "Repeat", {}),
        ("fr", "Arrête la musique.", None, {}),
        ("fr", "Qui parle le plus fort ?", None, {}),
    ],
)
def test_what_is_said_besides_the_phrasings(
    language: str, text: str, intent: str | None, slots: dict[str, int]
) -> None:
    found = IntentMatcher(["volume"], [language]).match(text, language)
    assert found == (Match(intent, slots, text) if intent else None)
