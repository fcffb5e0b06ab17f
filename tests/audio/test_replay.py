"""The replayed sound card: one clock for both directions, real time, and time that runs only while somebody computes."""

from __future__ import annotations

import asyncio
import time

import numpy as np

from assistant.audio.replay import BLOCK, ReplayDevice
from assistant.types import SAMPLE_RATE


def drained(device: ReplayDevice) -> int:
    async def run() -> int:
        return len([None async for _ in device.ticks()])

    return asyncio.run(run())


def test_the_whole_recording_reaches_the_microphone_and_the_last_block_is_filled_up() -> None:
    recording = np.arange(1, 1000, dtype=np.int16)
    device = ReplayDevice(recording, fast=True)
    assert drained(device) == 4
    heard = device.microphone.view(0, 4 * BLOCK)
    assert list(heard[:999]) == list(recording)
    assert not heard[999:].any()


def test_silence_follows_until_the_conversation_is_at_rest_but_not_for_ever() -> None:
    device = ReplayDevice(np.zeros(BLOCK, np.int16), fast=True, patience_s=1.0, settled=lambda: False)
    assert drained(device) == 1 + SAMPLE_RATE // BLOCK
    ticks = iter(range(5))
    device = ReplayDevice(np.zeros(BLOCK, np.int16), fast=True, settled=lambda: next(ticks, None) is None)
    assert drained(device) == 6


def test_what_is_played_is_recorded_beside_what_was_said() -> None:
    device = ReplayDevice(np.full(4 * BLOCK, 5, np.int16), fast=True)

    async def run() -> None:
        async for _ in device.ticks():
            assert device.now == device.microphone.written
            if device.now == BLOCK:
                device.speaker.push(np.full(100, 7, np.int16))

    asyncio.run(run())
    stereo = device.stereo()
    assert stereo.shape == (4 * BLOCK, 2)
    assert set(stereo[:, 0]) == {5}
    assert list(np.flatnonzero(stereo[:, 1])) == list(range(BLOCK, BLOCK + 100))


def test_fast_still_takes_the_time_that_somebody_computes() -> None:
    device = ReplayDevice(np.zeros(10 * SAMPLE_RATE, np.int16), fast=True)
    device.computing = lambda: device.microphone.written < SAMPLE_RATE // 5
    began = time.monotonic()
    drained(device)
    assert time.monotonic() - began >= 0.15
