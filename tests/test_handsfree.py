"""The real command at a real sound card, if a virtual one: said into its microphone, heard from its speaker."""

from __future__ import annotations

import json
import queue
import signal
import threading
import time
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.audio.resample import resampled
from assistant.models.store import ModelStore
from assistant.parts import build_stt, build_voices
from assistant.tts import Voice
from assistant.types import SAMPLE_RATE, Audio
from tests.cli.command import start
from tests.soundcard import SoundCard, sound_card
from tests.test_daemon import configured

pytestmark = pytest.mark.models

PATIENCE_S = 60


class Daemon:
    """`colibri run` and what it logs."""

    def __init__(self, *arguments: str | Path) -> None:
        self._process = start("run", "--set", "log.format=json", "--set", "log.level=debug", *arguments)
        self._events: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if line.startswith("{"):
                self._events.put(json.loads(line))

    def wait_for(self, event: str, **fields: object) -> dict[str, Any]:
        """The next log entry of this name, with these fields."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            found = self._events.get(timeout=max(0.1, deadline - time.monotonic()))
            if found["event"] == event and fields.items() <= found.items():
                return found

    def stop(self) -> float:
        """Ask it to end as the service manager does; how many seconds that took."""
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(20) == 0
        return time.monotonic() - began

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture(scope="module")
def voice() -> Voice:
    return build_voices(configured(), ModelStore())["en"]


def spoken(voice: Voice, text: str) -> Audio:
    speech = resampled(voice.synthesize(text), voice.sample_rate, SAMPLE_RATE)
    return np.concatenate([*speech, np.zeros(SAMPLE_RATE // 2, np.int16)])


@pytest.fixture(scope="module")
def card() -> Iterator[SoundCard]:
    with sound_card(echo_ms=60) as card:
        yield card


@pytest.fixture
def daemon(card: SoundCard) -> Iterator[Daemon]:
    daemon = Daemon()
    daemon.wait_for("listening")
    try:
        yield daemon
    finally:
        daemon.kill()


def test_wake_word_and_question_are_answered_aloud(card: SoundCard, daemon: Daemon, voice: Voice) -> None:
    with card.listening() as recording:
        card.say(spoken(voice, "Hey Jarvis, what is the capital of France?"))
        daemon.wait_for("state", state="speaking")
        daemon.wait_for("state", state="listening")
    answer = build_stt(configured(), ModelStore()).transcribe(recording.audio)
    # about that: the smallest Whisper hears "France is Paris" as "Francis Peris" now and then
    assert any(get_close_matches(word, ("paris", "france"), cutoff=0.75) for word in answer.text.lower().split())


def test_it_stops_at_once_while_it_speaks(card: SoundCard, daemon: Daemon, voice: Voice) -> None:
    card.say(spoken(voice, "Hey Jarvis, what is the capital of France?"))
    daemon.wait_for("state", state="speaking")
    assert daemon.stop() < 10  # a second, on a machine with nothing else to do


def test_a_question_without_the_wake_word_is_none_of_its_business(
    card: SoundCard, daemon: Daemon, voice: Voice
) -> None:
    with card.listening() as recording:
        card.say(spoken(voice, "What is the capital of France?"))
        card.say(spoken(voice, "Hey Jarvis."))
        daemon.wait_for("state", state="listening")
    assert int(np.abs(recording.audio[: SAMPLE_RATE * 2]).max()) == 0


def test_a_card_that_is_pulled_out_in_the_middle_of_a_turn_comes_back(
    card: SoundCard, daemon: Daemon, voice: Voice
) -> None:
    for _ in range(3):
        card.say(spoken(voice, "Hey Jarvis, what is the capital of France?"))
        daemon.wait_for("state", state="speaking")
        card.kill()
        daemon.wait_for("sound card lost; it is opened again as soon as possible")
        card.start()
        daemon.wait_for("sound card is back")
        daemon.wait_for("state", state="listening")
        daemon.wait_for("state", state="asleep")
    card.say(spoken(voice, "Hey Jarvis, what is the capital of France?"))
    assert daemon.wait_for("turn")["response_ms"] is not None
