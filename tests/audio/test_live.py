"""A live device at a scripted PortAudio: sound arrives when the test says so, and the clock is the test's as well."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Awaitable, Callable

import numpy as np
import pytest
from structlog.testing import capture_logs

from assistant.audio.live import LiveDevice
from assistant.config.sections import AudioSection
from assistant.errors import DeviceMissing
from assistant.types import Audio
from tests.audio.portaudio import Frames, PortAudio

BOARD = (("Mic", 1, 0, 16_000), ("DAC", 0, 2, 48_000))
BLOCK = 320


def numbered(position: int, frames: int, channels: int) -> Frames:
    """A microphone whose sample i is i."""
    return np.repeat(np.arange(position, position + frames)[:, np.newaxis] % 30_000, channels, axis=1).astype(np.int16)


class Witness:
    """A canceller that takes nothing away and remembers what it was given."""

    hop = 160

    def __init__(self) -> None:
        self.captured: list[Audio] = []
        self.played: list[Audio] = []
        self.resets = 0

    def cancel(self, captured: Audio, played: Audio) -> Audio:
        self.captured.append(captured.copy())
        self.played.append(played.copy())
        return captured

    def reset(self) -> None:
        self.resets += 1


class Stage:
    """A live device, its card, its clock, and somebody who waits for its ticks."""

    def __init__(self, card: PortAudio, section: AudioSection, canceller: Witness | None) -> None:
        self.card = card
        self.section = section
        self.canceller = canceller
        self.now = 1000.0
        self.ticks = 0
        self.device: LiveDevice
        self._driver: asyncio.Task[None]

    async def open(self) -> None:
        self.device = await LiveDevice.open(self.section, self.canceller, 10, lambda: self.now)
        self._driver = asyncio.create_task(self._drive())
        await asyncio.sleep(0)  # ticking from here on

    async def _drive(self) -> None:
        async for _ in self.device.ticks():
            self.ticks += 1

    async def close(self) -> None:
        await self.device.close()
        await self._driver

    async def run(self, blocks: int, *, recording: bool = True, playing: bool = True) -> None:
        """Time passes at the card, and what came of it has been taken in."""
        for _ in range(blocks):
            self.now += 0.02
            self.card.run(1, recording=recording, playing=playing)
        await self.look()

    async def look(self) -> None:
        """Let the device look at its card a few times."""
        await asyncio.sleep(0.04)

    async def until(self, reached: Callable[[], bool]) -> None:
        """Clock and card go on until it is so."""
        async with asyncio.timeout(20):
            while not reached():
                self.now += 0.1
                self.card.run(5)
                await asyncio.sleep(0.01)

    def recorded(self) -> Audio:
        return self.device.microphone.view(0, self.device.microphone.written)


def play(
    scene: Callable[[Stage], Awaitable[None]],
    card: PortAudio,
    section: AudioSection | None = None,
    canceller: Witness | None = None,
) -> Stage:
    """The device is opened, the scene played, the device closed."""

    async def whole() -> Stage:
        stage = Stage(card, section or AudioSection(), canceller)
        await stage.open()
        try:
            await scene(stage)
        finally:
            await stage.close()
        return stage

    return asyncio.run(whole())


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    monkeypatch.setenv("PULSE_CLIENTCONFIG", "/nonexistent")  # what is set for this process is undone
    sound = PortAudio(*BOARD)
    monkeypatch.setitem(sys.modules, "sounddevice", sound)
    return sound


def test_what_the_microphone_hears_is_in_the_ring_sample_by_sample(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        await stage.run(7)
        await stage.run(3)
        assert np.array_equal(stage.recorded(), numbered(0, 10 * BLOCK, 1)[:, 0])
        assert stage.device.health.captured == 10 * BLOCK
        assert stage.ticks >= 2

    card.room = numbered
    assert play(scene, card).card.streams == []


def test_positions_begin_with_the_first_tick_however_long_that_took(card: PortAudio) -> None:
    async def scene() -> None:
        device = await LiveDevice.open(AudioSection(), None, 10)
        card.run(500)  # ten seconds, while models are loaded
        device.speaker.push(np.ones(10, np.int16))
        ticks = device.ticks()
        waiting = asyncio.ensure_future(anext(ticks))
        await asyncio.sleep(0)
        card.run(1)
        await waiting
        assert np.array_equal(device.microphone.view(0, BLOCK), numbered(500 * BLOCK, BLOCK, 1)[:, 0])
        assert device.speaker.sounded_at == BLOCK + 800
        assert device.health.overwritten == 0
        await device.close()

    card.room = numbered
    asyncio.run(scene())


def test_what_is_pushed_is_played(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        stage.device.speaker.push(np.arange(1, 961, dtype=np.int16))
        await stage.run(2)
        assert np.array_equal(card.heard[0][:, 0], np.arange(1, 961))
        assert not card.heard[1].any()

    play(scene, card)


def test_the_canceller_gets_what_was_played_while_it_was_captured(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        await stage.run(10)
        stage.device.speaker.push(np.full(480, 5000, np.int16))
        await stage.run(10)

    card.takes = lambda rate, channels: rate == 16_000 or channels == 2
    witness = Witness()
    play(scene, card, canceller=witness)
    captured, played = np.concatenate(witness.captured), np.concatenate(witness.played)
    assert len(captured) == len(played) == 20 * BLOCK
    loud = np.flatnonzero(played > 2500)
    assert 155 <= len(loud) <= 165  # 10 ms
    assert 10 * BLOCK <= loud[0] <= 10 * BLOCK + 400  # at once, or a little later


def test_muted_sound_reaches_nothing_and_time_goes_on(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        device = stage.device
        assert device.muted
        await stage.run(5)
        device.muted = False
        await stage.run(10)
        device.muted = True
        await stage.run(5)
        sound = np.abs(stage.recorded().reshape(-1, BLOCK)).max(axis=1)
        assert not sound[:5].any()
        assert sound[10:15].all()
        assert not sound[15:].any()
        assert len(sound) == 20

    card.room = lambda position, frames, channels: np.full((frames, channels), 9000, np.int16)
    witness = Witness()
    play(scene, card, AudioSection(muted=True), witness)
    assert not np.concatenate(witness.captured)[: 5 * BLOCK].any()


def test_mute_outlasts_a_lost_card(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        await stage.run(3)
        stage.device.muted = True
        await lose_and_find(stage)
        before = stage.device.microphone.written
        await stage.run(10)
        assert not stage.recorded()[before:].any()

    card.room = lambda position, frames, channels: np.full((frames, channels), 9000, np.int16)
    play(scene, card)


async def lose_and_find(stage: Stage) -> None:
    """All cards are pulled out, and plugged in again."""
    cards = stage.card.plugged
    stage.card.pull_out()
    await stage.until(lambda: stage.device.health.lost)
    stage.card.plugged = cards
    await stage.until(lambda: not stage.device.health.lost)


def test_a_card_that_is_pulled_out_is_found_again_and_everything_goes_on_where_it_was(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        device = stage.device
        await stage.run(10)
        device.speaker.push(np.arange(20_000, dtype=np.int16))
        await stage.run(5)
        cards, card.plugged = card.plugged, []
        for stream in card.streams:
            stream.started = False
            stream.settings["finished_callback"]()
        await stage.look()
        assert device.health.lost
        assert (device.microphone.written, device.speaker.played) == (15 * BLOCK, 5 * 960)
        ticks = stage.ticks
        for _ in range(300):
            stage.now += 0.1
            await asyncio.sleep(0)
        await stage.look()
        assert stage.ticks > ticks
        assert (device.microphone.written, device.speaker.played) == (15 * BLOCK, 5 * 960)
        card.plugged = cards
        card.heard.clear()
        await stage.until(lambda: not device.health.lost)
        assert np.concatenate(card.heard)[0, 0] == 5 * 960
        assert device.microphone.written == device.health.captured > 15 * BLOCK
        assert device.health.reopened == 1
        assert stage.canceller is not None
        assert stage.canceller.resets >= 1

    with capture_logs() as logs:
        play(scene, card, canceller=Witness())
    assert [entry["event"] for entry in logs if entry["log_level"] != "debug"] == [
        "sound card lost; it is opened again as soon as possible",
        "sound card is back",
    ]


def test_sound_is_dated_rightly_after_the_card_was_lost(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        await stage.run(10)
        await lose_and_find(stage)
        await stage.look()
        captured = stage.device.microphone.written
        stage.device.speaker.push(np.ones(10, np.int16))
        await stage.run(1)
        assert stage.device.speaker.sounded_at == captured + BLOCK + 800

    play(scene, card)


@pytest.mark.parametrize("side", ["recording", "playing"])
def test_a_card_that_falls_silent_without_a_word_is_opened_again(card: PortAudio, side: str) -> None:
    async def scene(stage: Stage) -> None:
        await stage.run(10)
        first = list(card.streams)
        await stage.run(100, recording=side != "recording", playing=side != "playing")
        assert stage.device.health.lost
        await stage.run(100, recording=side != "recording", playing=side != "playing")
        await stage.until(lambda: not stage.device.health.lost)
        assert not set(first) & set(card.streams)

    play(scene, card)


def test_nothing_is_left_behind_however_often_the_card_is_lost(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        threads = threading.active_count()
        for times in range(1, 31):
            stage.now += 60  # steady for so long that earlier losses are forgotten
            await stage.run(1)
            await lose_and_find(stage)
            assert stage.device.health.reopened == times
            assert len(card.streams) == 2
        assert threading.active_count() == threads
        assert stage.device.microphone.written == stage.device.health.captured

    play(scene, card)


def test_what_the_card_lost_is_counted_over_all_its_openings(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        for stream in card.streams:
            stream.call(status=True)
        await lose_and_find(stage)
        card.streams[1].call(status=True)
        assert (stage.device.health.input_xruns, stage.device.health.output_xruns) == (1, 2)

    play(scene, card)


def test_an_event_loop_that_came_too_late_is_counted_and_goes_on(card: PortAudio) -> None:
    async def scene(stage: Stage) -> None:
        await stage.run(10)
        await stage.run(150)  # three seconds without a look
        await stage.run(10)
        assert stage.device.health.overwritten == 2  # both sides
        assert stage.device.health.captured == stage.device.microphone.written == 20 * BLOCK
        assert not stage.device.health.lost

    play(scene, card)


def test_without_a_card_it_says_what_to_do(card: PortAudio) -> None:
    card.plugged = []
    with pytest.raises(DeviceMissing, match="there is no microphone"):
        asyncio.run(LiveDevice.open(AudioSection(), None, 10))


async def _timed(closing: Awaitable[None]) -> None:
    async with asyncio.timeout(5):  # a second by itself; a busy machine may need longer
        await closing


def test_closing_does_not_wait_for_a_card_that_hangs(card: PortAudio) -> None:
    async def scene() -> None:
        device = await LiveDevice.open(AudioSection(), None, 10)
        card.answering.clear()
        await _timed(device.close())

    try:
        asyncio.run(scene())
    finally:
        card.answering.set()


def test_closing_does_not_wait_for_a_card_that_hangs_while_it_is_opened_again(card: PortAudio) -> None:
    async def scene() -> None:
        stage = Stage(card, AudioSection(), None)
        await stage.open()
        card.answering.clear()
        card.pull_out()
        for _ in range(20):
            stage.now += 0.1
            await asyncio.sleep(0.01)
        assert stage.device.health.lost
        await _timed(stage.close())

    try:
        asyncio.run(scene())
    finally:
        card.answering.set()


def test_what_was_just_being_opened_is_closed_too(card: PortAudio) -> None:
    async def scene() -> None:
        stage = Stage(card, AudioSection(), None)
        await stage.open()
        cards = card.plugged
        card.pull_out()
        card.plugged = cards
        while card.started_anew == 1:
            stage.now += 0.1
            await asyncio.sleep(0)
        await stage.close()
        assert card.streams == []

    asyncio.run(scene())
