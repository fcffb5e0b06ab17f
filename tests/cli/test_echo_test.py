"""`colibri doctor --echo`: what it measures in a room that is known, and what it says about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import numpy as np
import pytest

from assistant.audio.capture import Capture, Take
from assistant.audio.delay import Delay
from assistant.audio.ring import Ring
from assistant.audio.room import Room, RoomDevice
from assistant.audio.speaker import Speaker
from assistant.cli import echo_test
from assistant.cli.echo_test import EchoReport, analyse, findings, record, stimulus
from assistant.config import Config
from assistant.echo import EchoCanceller
from assistant.echo.webrtc import WebRtcCanceller
from assistant.errors import DeviceMissing
from assistant.types import SAMPLE_RATE, Audio, from_ms

GOOD = EchoReport(
    silent=False, delay=Delay(from_ms(60), 0.9), echo_db=-12.0, clipped=0.0, cancelled_db=30.0, into_noise=True
)


def taken(room: Room, canceller: EchoCanceller | None, noise: float = 20.0) -> Take:
    hiss = np.random.default_rng(2).normal(0, noise, SAMPLE_RATE).astype(np.int16)
    device = RoomDevice(np.zeros(60 * SAMPLE_RATE, np.int16), room, canceller, noise=hiss, fast=True)
    return asyncio.run(record(device, stimulus()))


def webrtc() -> EchoCanceller:
    return WebRtcCanceller(WebRtcCanceller.Options())


@pytest.mark.parametrize(("delay_ms", "echo_db"), [(20, -6), (60, -20), (120, -12)])
def test_delay_level_and_cancelling_of_a_room(delay_ms: int, echo_db: float) -> None:
    report = analyse(taken(Room(delay_ms=delay_ms, echo_db=echo_db), webrtc()))
    assert report.found
    assert report.delay.samples == pytest.approx(from_ms(delay_ms), abs=2)
    assert report.echo_db == pytest.approx(echo_db, abs=1.5)
    assert report.cancelled_db > 20
    assert report.clipped == 0
    assert [finding.ok for finding in findings(report, "webrtc")] == [True, True, True]


def test_nothing_is_cancelled_without_a_canceller() -> None:
    report = analyse(taken(Room(), None))
    assert report.cancelled_db == pytest.approx(0, abs=0.1)
    assert not report.into_noise


def test_a_faint_echo_that_vanishes_in_the_noise_is_well_cancelled() -> None:
    report = analyse(taken(Room(echo_db=-45), webrtc()))
    assert report.found
    assert report.into_noise
    assert all(finding.ok for finding in findings(report, "webrtc"))


def test_headphones_have_no_echo() -> None:
    report = analyse(taken(Room(echo_db=-120), webrtc()))
    assert not report.found
    (with_engine,) = findings(report, "webrtc")
    assert not with_engine.ok
    assert "echo.engine none" in with_engine.mend
    for already in ("none", "system"):  # the sound server has cancelled it before it is captured
        assert [finding.ok for finding in findings(report, already)] == [True]


def test_a_muted_microphone_is_recognised() -> None:
    report = analyse(taken(Room(echo_db=-200, rt60_ms=0), None, noise=0.0))
    assert report.silent
    assert [finding.mend for finding in findings(report, "webrtc")] == [
        "unmute it, look at audio.muted, audio.input and audio.channel"
    ]


def test_an_overdriven_microphone_is_recognised() -> None:
    report = analyse(taken(Room(echo_db=18), webrtc()))
    assert report.clipped > 0.01
    level = [finding for finding in findings(report, "webrtc") if finding.subject == "echo level"]
    assert ["clipped" in finding.finding and not finding.ok for finding in level] == [True]


@pytest.mark.parametrize(
    ("report", "engine", "subject", "mend"),
    [
        (replace(GOOD, delay=Delay(from_ms(500), 0.9)), "webrtc", "echo delay", "Bluetooth"),
        (replace(GOOD, clipped=0.02), "webrtc", "echo level", "turn the speaker"),
        (replace(GOOD, cancelled_db=5.0, into_noise=False), "speexdsp", "echo cancelled", "set echo.engine to another"),
        (replace(GOOD, cancelled_db=0.0, into_noise=False), "none", "echo cancelled", "set echo.engine to webrtc"),
        (replace(GOOD, cancelled_db=0.0, into_noise=False), "system", "echo cancelled", "set audio.input"),
    ],
)
def test_one_row_warns_and_says_how_to_mend_it(report: EchoReport, engine: str, subject: str, mend: str) -> None:
    warnings = [finding for finding in findings(report, engine) if not finding.ok]
    assert [finding.subject for finding in warnings] == [subject]
    assert mend in warnings[0].mend
    assert warnings[0].exit_code == 0


class Card:
    """A sound card of 48 kHz, whose speaker is wired to its microphone; `flows`: whether anything moves."""

    def __init__(self, flows: bool) -> None:
        self.microphone = Ring(SAMPLE_RATE)
        self.speaker = Speaker(48_000)
        self.capture = Capture(self.microphone, None)
        self._flows = flows
        self.heard: list[Audio] = []

    async def ticks(self) -> AsyncIterator[None]:
        while True:
            await asyncio.sleep(0)
            if self._flows:
                out = np.zeros(960, np.int16)
                self.speaker.pull(out, self.microphone.written)
                self.capture.feed(out[::3], out[::3])
            yield


def test_a_sound_longer_than_the_speakers_queue_is_played_at_the_cards_rate() -> None:
    sound = np.full(15 * SAMPLE_RATE, 1000, np.int16)
    take = asyncio.run(record(Card(flows=True), sound))
    assert np.count_nonzero(take.played > 500) == pytest.approx(len(sound), abs=100)
    assert len(take.played) >= len(sound) + SAMPLE_RATE


def test_a_card_without_a_sound_is_not_waited_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(echo_test, "_PATIENCE_S", 0.05)
    with pytest.raises(DeviceMissing, match="no sound flows; "):
        asyncio.run(record(Card(flows=False), np.zeros(0, np.int16)))


def test_a_missing_device_is_one_row_and_3(monkeypatch: pytest.MonkeyPatch) -> None:
    async def none(config: Config) -> Take:
        raise DeviceMissing("there is no microphone; connect one")

    monkeypatch.setattr(echo_test, "_measure", none)
    (finding,) = echo_test.examine(Config())
    assert (finding.finding, finding.mend, finding.exit_code) == ("there is no microphone", "connect one", 3)
