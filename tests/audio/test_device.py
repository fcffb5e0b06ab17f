"""Sound cards, by a PortAudio that has the cards a test gives it."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from assistant.audio import device
from assistant.errors import DeviceMissing


class PortAudio:
    """The part of sounddevice that we use. A card is (name, inputs, outputs, native rate)."""

    class PortAudioError(Exception):
        pass

    def __init__(self, *cards: tuple[str, int, int, int], default: tuple[int, int] = (-1, -1)) -> None:
        self.cards = cards
        self.default = type("Default", (), {"device": default})
        self.takes: Callable[[int, int], bool] = lambda rate, channels: True
        self.played: list[tuple[NDArray[np.int16], int, int]] = []
        self.broken = False

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "ALSA"}]

    def query_devices(self) -> list[dict[str, Any]]:
        keys = ("name", "max_input_channels", "max_output_channels", "default_samplerate")
        return [{**dict(zip(keys, card, strict=True)), "hostapi": 0} for card in self.cards]

    def check_output_settings(self, index: int, channels: int, dtype: str, *, samplerate: int) -> None:
        if channels > self.cards[index][2] or not self.takes(samplerate, channels):
            raise self.PortAudioError("Invalid sample rate")

    def play(self, frames: NDArray[np.int16], rate: int, *, device: int, latency: float, blocking: bool) -> None:
        assert blocking
        if self.broken:
            raise self.PortAudioError("Device unavailable")
        self.played.append((frames, rate, device))


SOUND = (np.sin(np.arange(2205) * 0.1) * 8000).astype(np.int16)


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> Callable[..., PortAudio]:
    def install(*cards: tuple[str, int, int, int], default: tuple[int, int] = (-1, -1)) -> PortAudio:
        sound = PortAudio(*cards, default=default)
        monkeypatch.setitem(sys.modules, "sounddevice", sound)
        return sound

    return install


def test_devices_are_listed_as_portaudio_sees_them(card: Callable[..., PortAudio]) -> None:
    card(("Mic", 4, 0, 16000), ("DAC", 0, 2, 48000), default=(0, 1))
    assert device.devices() == [
        device.SoundDevice(0, "Mic", "ALSA", 4, 0, 16000, True, False),
        device.SoundDevice(1, "DAC", "ALSA", 0, 2, 48000, False, True),
    ]


def test_the_sound_is_played_as_it_is_where_the_card_takes_it(card: Callable[..., PortAudio]) -> None:
    sound = card(("Mic", 1, 0, 16000), ("DAC", 0, 2, 48000), default=(0, 1))
    device.play(SOUND, 22050)
    ((frames, rate, index),) = sound.played
    assert (rate, index) == (22050, 1)
    assert np.array_equal(frames, SOUND[:, np.newaxis])


def test_a_card_of_one_rate_gets_its_own(card: Callable[..., PortAudio]) -> None:
    sound = card(("DAC", 0, 2, 48000))
    sound.takes = lambda rate, channels: rate == 48000
    device.play(SOUND, 22050)
    ((frames, rate, _),) = sound.played
    assert (rate, frames.shape) == (48000, (4800, 1))
    assert np.abs(frames).max() == pytest.approx(8000, rel=0.05)


@pytest.mark.parametrize("native_only", [False, True])
def test_a_card_without_mono_gets_the_same_on_both_sides(card: Callable[..., PortAudio], native_only: bool) -> None:
    sound = card(("HDMI", 0, 8, 48000))
    sound.takes = lambda rate, channels: channels == 2 and not (native_only and rate != 48000)
    device.play(SOUND, 22050)
    ((frames, rate, _),) = sound.played
    assert (rate, frames.shape[1]) == (48000 if native_only else 22050, 2)
    assert np.array_equal(frames[:, 0], frames[:, 1])


@pytest.mark.parametrize(("wanted", "index"), [("default", 2), (1, 1), ("usb dac", 1), ("hdmi", 2), ("HDMI 1", 3)])
def test_the_configured_speaker_is_used(card: Callable[..., PortAudio], wanted: int | str, index: int) -> None:
    sound = card(
        ("USB mic", 1, 0, 48000),
        ("USB DAC", 0, 2, 48000),
        ("HDMI 10", 0, 2, 48000),
        ("HDMI 1", 0, 2, 48000),
        default=(0, 2),
    )
    device.play(SOUND, 48000, wanted)
    assert sound.played[0][2] == index


def test_without_a_default_the_first_speaker_is_used(card: Callable[..., PortAudio]) -> None:
    sound = card(("Mic", 1, 0, 16000), ("DAC", 0, 2, 48000))
    device.play(SOUND, 48000)
    assert sound.played[0][2] == 1


def test_no_speaker_at_all(card: Callable[..., PortAudio]) -> None:
    card(("Mic", 1, 0, 16000))
    with pytest.raises(DeviceMissing, match="connect one"):
        device.play(SOUND, 16000)


@pytest.mark.parametrize("wanted", [0, 7, "Bluetooth"])
def test_another_speaker_than_there_is_names_those_there_are(card: Callable[..., PortAudio], wanted: int | str) -> None:
    card(("Mic", 1, 0, 16000), ("DAC", 0, 2, 48000))
    with pytest.raises(DeviceMissing, match=r"audio\.output to default or to one of: 1 \(DAC\)"):
        device.play(SOUND, 16000, wanted)


def test_a_speaker_in_use_elsewhere_says_so(card: Callable[..., PortAudio]) -> None:
    card(("DAC", 0, 2, 48000)).broken = True
    with pytest.raises(DeviceMissing, match=r"DAC cannot be used \(Device unavailable\); close what else uses it"):
        device.play(SOUND, 16000)


def test_without_portaudio_the_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "sounddevice":
            raise OSError("PortAudio library not found")
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DeviceMissing, match="not found; install it: sudo apt install libportaudio2"):
        device.devices()


@pytest.mark.parametrize(("wanted", "index"), [("default", 1), (0, 0), ("ARRAY", 2)])
def test_the_configured_microphone_is_found(card: Callable[..., PortAudio], wanted: int | str, index: int) -> None:
    card(("USB mic", 1, 0, 48000), ("Mic", 1, 0, 16000), ("Array", 6, 0, 16000), ("DAC", 0, 2, 48000), default=(1, 3))
    assert device.microphone(device.devices(), wanted).index == index


def test_a_speaker_is_no_microphone(card: Callable[..., PortAudio]) -> None:
    card(("Mic", 1, 0, 16000), ("DAC", 0, 2, 48000))
    with pytest.raises(
        DeviceMissing, match=r"no microphone 'DAC'; set audio\.input to default or to one of: 0 \(Mic\)"
    ):
        device.microphone(device.devices(), "DAC")


def test_cards_that_are_locked_for_us_are_told_from_cards_that_are_not_there(tmp_path: Path) -> None:
    assert device.hint("Device unavailable", tmp_path) is None
    advice = device.hint("Permission denied", tmp_path)
    assert advice is not None
    assert "sudo usermod -aG audio" in advice
    (tmp_path / "pcmC0D0c").symlink_to(tmp_path / "nothing")  # nobody may read it, not even root
    assert device.hint("", tmp_path) == advice
