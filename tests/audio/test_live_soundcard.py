"""A live device at a real sound card, if a virtual one."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import psutil
import pytest

from assistant.audio.device import devices
from assistant.audio.live import LiveDevice
from assistant.config.sections import AudioSection
from assistant.errors import DeviceMissing
from assistant.types import SAMPLE_RATE, Audio, Samples
from tests.soundcard import SoundCard, sound_card

ECHO_MS = 60


@pytest.fixture
def card() -> Iterator[SoundCard]:
    with sound_card(ECHO_MS) as card:
        yield card


@asynccontextmanager
async def driven(section: AudioSection | None = None) -> AsyncIterator[LiveDevice]:
    device = await LiveDevice.open(section or AudioSection(), None, 60)

    async def drive() -> None:
        async for _ in device.ticks():
            pass

    driver = asyncio.create_task(drive())
    try:
        await until(lambda: device.health.captured > SAMPLE_RATE // 2)
        yield device
    finally:
        await device.close()
        await driver


async def until(reached: Callable[[], bool], patience_s: float = 30) -> None:
    async with asyncio.timeout(patience_s):
        while not reached():
            await asyncio.sleep(0.005)


def mapped() -> str:
    """What this process has in its memory."""
    return Path("/proc/self/maps").read_text()


async def more_of(device: LiveDevice, captured: Samples) -> None:
    """Wait for a quarter of a second more than there was."""
    await until(lambda: device.health.captured > captured + SAMPLE_RATE // 4)


def run(scene: Awaitable[None]) -> None:
    async def whole() -> None:
        await scene

    asyncio.run(whole())


def click(rate: int) -> Audio:
    sound = np.zeros(rate // 20, np.int16)
    sound[: rate // 8000] = 20_000
    return sound


async def heard_click(device: LiveDevice, after: Samples) -> Samples:
    """Where in the microphone's stream the next click begins."""

    def loud() -> list[int]:
        sound = np.abs(device.microphone.view(after, device.microphone.written))
        return list(np.flatnonzero(sound > 2000))

    await until(lambda: bool(loud()))
    return after + loud()[0]


def test_the_microphone_is_bit_exact(card: SoundCard) -> None:
    sound = np.random.default_rng(1).integers(1, 20_000, SAMPLE_RATE).astype(np.int16)

    async def scene() -> None:
        async with driven() as device:
            start = device.microphone.written
            await asyncio.to_thread(card.say, sound)
            first = await heard_click(device, start)
            await until(lambda: device.microphone.written > first + len(sound))
            heard = device.microphone.view(start, device.microphone.written)
            first = int(np.flatnonzero(heard)[0])
            assert np.array_equal(heard[first : first + len(sound)], sound)

    run(scene())


def test_what_is_played_comes_back_and_its_date_is_right(card: SoundCard) -> None:
    async def scene() -> None:
        async with driven() as device:
            late = []
            for _ in range(3):
                device.speaker.arm()
                start = device.microphone.written
                device.speaker.push(click(device.speaker.rate))
                at = await heard_click(device, start)
                assert device.speaker.sounded_at is not None
                late.append(at - device.speaker.sounded_at)
                await asyncio.sleep(0.2)
            assert np.ptp(late) < 16 * 40  # between 0 and 2 blocks: the card's own unsteadiness
            assert 0 < np.median(late) < 16 * (ECHO_MS + 60)

    run(scene())


def test_the_speaker_is_heard_in_the_room(card: SoundCard) -> None:
    async def scene() -> None:
        with card.listening() as recording:
            async with driven() as device:
                device.speaker.push(np.full(device.speaker.rate // 2, 8000, np.int16))
                await until(lambda: int((np.abs(recording.audio) > 7000).sum()) > SAMPLE_RATE * 0.45)

    run(scene())


def test_the_sound_server_is_killed_and_comes_back_three_times(card: SoundCard) -> None:
    process = psutil.Process()

    async def scene() -> None:
        async with driven() as device:
            device.speaker.push(np.full(10 * device.speaker.rate, 500, np.int16))
            sizes = []
            for times in range(1, 4):
                captured, played = device.health.captured, device.speaker.played
                card.kill()
                await until(lambda: device.health.lost)
                card.start()
                await until(lambda: not device.health.lost)
                await more_of(device, captured)
                assert device.health.reopened == times
                assert device.microphone.written == device.health.captured
                assert played < device.speaker.played < played + device.speaker.rate * 5
                gc.collect()
                sizes.append((process.memory_info().rss, process.num_fds(), process.num_threads()))
            (rss, fds, threads), (last_rss, last_fds, last_threads) = sizes[0], sizes[-1]
            assert last_rss - rss < 5_000_000
            assert (last_fds, last_threads) == (fds, threads)

    run(scene())


def test_a_microphone_that_stops_without_a_word_is_noticed_and_goes_on(card: SoundCard) -> None:
    async def scene() -> None:
        async with driven() as device:
            card.suspend_microphone(True)
            await until(lambda: device.health.lost)
            card.suspend_microphone(False)
            await until(lambda: not device.health.lost)
            await more_of(device, device.health.captured)

    run(scene())


def test_a_server_that_hangs_is_noticed_and_does_not_keep_us_from_closing(card: SoundCard) -> None:
    async def scene() -> None:
        device = await LiveDevice.open(AudioSection(), None, 60)

        async def drive() -> None:
            async for _ in device.ticks():
                pass

        driver = asyncio.create_task(drive())
        await until(lambda: device.health.captured > 0)
        card.freeze()
        await until(lambda: device.health.lost)
        card.thaw()
        await until(lambda: not device.health.lost)
        await device.close()
        await driver

    run(scene())


def test_cards_are_found_by_name_and_what_is_missing_is_named(card: SoundCard) -> None:
    async def scene() -> None:
        async with driven(AudioSection(input="puls", output="pulse")):
            assert {"pulse", "default"} <= {found.name for found in devices()}
        with pytest.raises(
            DeviceMissing, match=r"no speaker 'USB'; set audio\.output to default or to one of: .*pulse"
        ):
            await LiveDevice.open(AudioSection(output="USB"), None, 60)

    run(scene())


def test_no_memory_is_shared_with_the_sound_server(card: SoundCard) -> None:
    async def scene() -> None:
        async with driven():
            maps = mapped()
        assert "libpulse" in maps
        assert "memfd:pulseaudio" not in maps

    run(scene())


def test_without_a_sound_server_there_is_no_microphone(card: SoundCard) -> None:
    card.kill()
    with pytest.raises(DeviceMissing, match="microphone"):
        asyncio.run(LiveDevice.open(AudioSection(), None, 60))
