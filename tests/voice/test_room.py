"""The room: its volume, its microphone, what everybody is told; and a reply that is said again, louder."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import structlog

from assistant.audio.replay import ReplayDevice
from assistant.audio.speaker import Speaker, amplitude
from assistant.brain.errands import Errands
from assistant.brain.intents import IntentMatcher
from assistant.brain.understanding import Understanding
from assistant.registry import Options
from assistant.skills import Place, World
from assistant.skills.volume import STEP, Dial, Volume
from assistant.voice.loop import VoiceLoop
from assistant.voice.room import MOST_WAITING, RINGING_AT_LEAST, Room
from tests.fakes import ScriptedLlm, ScriptedStt, silence, speech
from tests.voice.test_loop import Conversation


@dataclass
class FakeSound:
    speaker: Speaker = field(default_factory=lambda: Speaker(16_000))
    muted: bool = False


@dataclass
class FakeConversation:
    """Somebody talks for so many tries to announce something."""

    talking: int = 0
    language: str = "en"
    said: list[tuple[str, str]] = field(default_factory=list)

    def announce(self, text: str, language: str) -> bool:
        if self.talking:
            self.talking -= 1
            return False
        self.said.append((text, language))
        return True


def test_the_volume_is_that_of_the_speaker_and_is_kept_over_a_restart(tmp_path: Path) -> None:
    room = Room(FakeSound(), FakeConversation(), Dial(tmp_path))
    assert room.volume == 100
    room.volume = 35
    room.close()
    sound = FakeSound()
    again = Room(sound, FakeConversation(), Dial(tmp_path))
    assert (again.volume, sound.speaker.volume) == (35, 35)
    again.volume = 140
    assert (again.volume, sound.speaker.volume) == (100, 100)
    again.close()


@pytest.mark.parametrize(("volume", "while_it_rings"), [(0, RINGING_AT_LEAST), (10, RINGING_AT_LEAST), (80, 80)])
def test_what_rings_is_heard_at_any_volume(tmp_path: Path, volume: int, while_it_rings: int) -> None:
    sound = FakeSound()
    room = Room(sound, FakeConversation(), Dial(tmp_path))
    room.volume = volume
    room.rings(True)
    assert sound.speaker.volume == while_it_rings
    room.volume = volume  # somebody turns it down meanwhile
    assert (room.volume, sound.speaker.volume) == (volume, while_it_rings)
    room.rings(False)
    assert sound.speaker.volume == volume
    room.close()


def test_whoever_watches_is_told_when_the_microphone_goes_off_and_on(tmp_path: Path) -> None:
    told: list[bool] = []
    sound = FakeSound(muted=True)
    room = Room(sound, FakeConversation(), Dial(tmp_path), told.append)
    assert room.deaf
    room.deaf = False
    assert not sound.muted
    room.deaf = True
    assert (sound.muted, told) == (True, [True, False, True])
    room.close()


def test_the_language_is_that_of_the_conversation(tmp_path: Path) -> None:
    conversation = FakeConversation()
    room = Room(FakeSound(), conversation, Dial(tmp_path))
    room.language = "fr"
    assert (room.language, conversation.language) == ("fr", "fr")
    room.close()


def announced(folder: Path, conversation: FakeConversation, *texts: str) -> None:
    """Announce these one after another, and let it go on until there is nothing left to say."""

    async def live() -> None:
        room = Room(FakeSound(), conversation, Dial(folder), nap=lambda _: asyncio.sleep(0))
        running = asyncio.create_task(room.run())
        await asyncio.sleep(0)
        for text in texts:
            room.announce(text, "en")
        for _ in range(100):
            await asyncio.sleep(0)
        assert not running.done()
        running.cancel()
        room.close()

    asyncio.run(live())


def test_announcements_wait_until_nobody_talks_and_keep_their_order(tmp_path: Path) -> None:
    conversation = FakeConversation(talking=7)
    announced(tmp_path, conversation, "Dinner is ready", "Come")
    assert conversation.said == [("Dinner is ready", "en"), ("Come", "en")]


def test_of_too_many_announcements_the_oldest_are_dropped_which_is_logged_without_their_words(tmp_path: Path) -> None:
    conversation = FakeConversation(talking=3)
    texts = [f"Number {number}" for number in range(MOST_WAITING + 2)]
    with structlog.testing.capture_logs() as logged:
        announced(tmp_path, conversation, *texts)
    assert [text for text, _ in conversation.said] == texts[2:]
    assert ["dropped" in entry["event"] for entry in logged] == [True, True]
    assert "Number" not in str(logged)


def volume_errands(folder: Path, place: Place) -> tuple[Errands, Volume]:
    skill = Volume(World(folder, lambda: datetime.now().astimezone(), ("en",), place), Options())
    return Errands(Understanding(IntentMatcher(["volume"], ["en"])), {"volume": skill}), skill


def test_louder_in_answer_to_a_reply_is_that_reply_again_and_louder(tmp_path: Path) -> None:
    place = Place()
    errands, skill = volume_errands(tmp_path, place)

    def enter(loop: VoiceLoop, device: ReplayDevice) -> None:
        dial = Dial(tmp_path)
        dial.put("volume", 50)
        place.loudspeaker = Room(FakeSound(device.speaker), loop, dial)

    talk = Conversation(ScriptedStt("One?", "Louder, please."), ScriptedLlm("First."), errands=errands, begun=enter)
    device = talk.run(silence(500), speech(500), silence(3000), speech(500), silence(3000))
    skill.close()
    assert [(turn.source, turn.heard) for turn in talk.diary.turns] == [
        ("llm", "First."),
        ("intent:VolumeUp", "First."),
    ]
    second = talk.diary.turns[1]
    assert second.first_audio_s is not None
    heard, cut = device.stereo()[:, 1], int(second.first_audio_s * 16_000) - 160
    levels = [int(np.abs(part).max()) for part in (heard[:cut], heard[cut:])]
    assert levels == [round(1000 * amplitude(percent)) for percent in (50, 50 + STEP)]
    first, again = (np.flatnonzero(part) for part in (heard[:cut], heard[cut:]))
    assert len(first) == len(again)
