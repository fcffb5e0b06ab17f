from __future__ import annotations

import os
import sys

import numpy as np
import pytest

from assistant.audio.connection import Hush, connect, disconnect
from assistant.audio.speaker import Speaker
from assistant.audio.streams import Mute
from assistant.config.sections import AudioSection
from assistant.errors import DeviceMissing
from tests.audio.portaudio import PortAudio

BOARD = (("Mic", 1, 0, 16_000), ("DAC", 0, 2, 44_100))


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    monkeypatch.setenv("PULSE_CLIENTCONFIG", "/nonexistent")  # what is set for this process is undone
    sound = PortAudio(*BOARD)
    monkeypatch.setitem(sys.modules, "sounddevice", sound)
    return sound


def opened(card: PortAudio, section: AudioSection | None = None) -> list[tuple[int, int, int, int]]:
    """How both sides are opened: card, rate, channels, frames of a block."""
    connect(section or AudioSection(), Mute())
    return [(stream.settings["device"], stream.rate, stream.channels, stream.block) for stream in card.streams]


def test_what_we_use_ourselves_is_asked_for_first(card: PortAudio) -> None:
    assert opened(card) == [(0, 16_000, 1, 320), (1, 48_000, 1, 960)]
    for stream in card.streams:
        assert stream.started
        assert (stream.settings["dtype"], stream.settings["latency"]) == ("int16", "low")


def test_the_length_of_blocks_is_configured(card: PortAudio) -> None:
    assert [block for *_, block in opened(card, AudioSection(block_ms=10))] == [160, 480]


def test_cards_of_one_rate_and_one_number_of_channels_get_what_they_take(card: PortAudio) -> None:
    card.plugged = [("Array", 6, 0, 48_000), ("HDMI", 0, 8, 44_100)]
    card.takes = lambda rate, channels: (rate, channels) in ((48_000, 6), (44_100, 8))
    assert opened(card) == [(0, 48_000, 6, 960), (1, 44_100, 8, 882)]


def test_a_channel_that_is_chosen_is_among_those_opened(card: PortAudio) -> None:
    card.plugged = [("Array", 6, 0, 48_000), ("DAC", 0, 2, 48_000)]
    assert opened(card, AudioSection(channel=4))[0] == (0, 16_000, 5, 320)


def test_a_channel_that_is_not_there_is_named(card: PortAudio) -> None:
    with pytest.raises(DeviceMissing, match=r"Mic has 1 channels, counted from 0; set audio\.channel"):
        connect(AudioSection(channel=1), Mute())


@pytest.mark.parametrize("wanted", [2, "usb"])
def test_the_configured_cards_are_used(card: PortAudio, wanted: int | str) -> None:
    card.plugged = [*BOARD, ("USB audio", 1, 2, 48_000)]
    section = AudioSection(input=wanted, output=wanted)
    assert [device for device, *_ in opened(card, section)] == [2, 2]


def test_a_card_that_is_plugged_in_later_is_seen(card: PortAudio) -> None:
    card.plugged = []
    with pytest.raises(DeviceMissing, match="there is no microphone"):
        connect(AudioSection(), Mute())
    card.plugged = list(BOARD)
    connect(AudioSection(), Mute())


def test_an_earlier_connection_is_closed_and_its_speaker_kept(card: PortAudio) -> None:
    card.takes = lambda rate, channels: channels == 1 and rate in (16_000, 44_100)
    old = connect(AudioSection(), Mute())
    card.takes = lambda rate, channels: True
    new = connect(AudioSection(), Mute(), 500, old.speaker, old)
    assert new.speaker is old.speaker
    assert [(stream.rate, stream.started) for stream in card.streams] == [(16_000, True), (44_100, True)]
    assert new.inlet.position == 500
    disconnect(new)
    assert card.streams == []


def test_a_card_that_no_longer_takes_the_speakers_rate_is_refused(card: PortAudio) -> None:
    card.takes = lambda rate, channels: rate != 44_100
    with pytest.raises(DeviceMissing, match="speaker DAC cannot be used"):
        connect(AudioSection(), Mute(), 0, Speaker(44_100))


def test_a_card_in_use_says_what_to_do(card: PortAudio) -> None:
    card.takes, card.trouble = (lambda rate, channels: False), "Device unavailable"
    with pytest.raises(DeviceMissing, match=r"microphone Mic cannot be used \(Device unavailable\); close what else"):
        connect(AudioSection(), Mute())


def test_a_card_that_is_not_ours_to_use_says_what_to_do(card: PortAudio) -> None:
    card.takes, card.trouble = (lambda rate, channels: False), "Unanticipated host error: Permission denied"
    with pytest.raises(DeviceMissing, match="sudo usermod -aG audio"):
        connect(AudioSection(), Mute())


def test_when_one_side_cannot_be_opened_none_stays_open(card: PortAudio) -> None:
    refuse, opened = card.refuse_if_gone, iter([None, "gone"])

    def second_is_gone(index: int) -> None:
        if next(opened):
            card.plugged = []
        refuse(index)

    card.refuse_if_gone = second_is_gone  # type: ignore[method-assign]
    with pytest.raises(DeviceMissing, match=r"sound card cannot be opened \(Device unavailable\)"):
        connect(AudioSection(), Mute())
    assert card.streams == []


def test_both_sides_meet_in_time(card: PortAudio) -> None:
    connection = connect(AudioSection(), Mute(), 100)
    connection.speaker.push(np.ones(100, np.int16))
    card.run(3)
    assert connection.pulse.captured == connection.pulse.played == 3
    assert connection.speaker.sounded_at == 100 + 320 + 800
    assert not connection.pulse.ended
    card.pull_out()
    assert connection.pulse.ended


def test_standard_error_is_hushed_and_heard_again(capfd: pytest.CaptureFixture[str]) -> None:
    hush = Hush()
    os.write(2, b"ALSA lib: noise\n")
    hush.end()
    os.write(2, b"ours\n")
    hush.end()
    assert capfd.readouterr().err == "ours\n"
