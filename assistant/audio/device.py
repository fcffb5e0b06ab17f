"""Sound cards, as PortAudio sees them. The only file that imports sounddevice."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.errors import DeviceMissing


@dataclass(frozen=True, slots=True)
class SoundDevice:
    """One device. A number of channels of 0 means that it cannot do that."""

    index: int
    name: str
    host_api: str
    input_channels: int
    output_channels: int
    sample_rate: int
    """Its native rate in Hz."""
    default_input: bool
    default_output: bool


def devices() -> list[SoundDevice]:
    """All sound devices. Raises `DeviceMissing` when PortAudio itself is missing."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceMissing(f"{error}; install it: sudo apt install libportaudio2") from error
    hosts = sounddevice.query_hostapis()
    default_input, default_output = sounddevice.default.device
    return [
        SoundDevice(
            index=index,
            name=found["name"],
            host_api=hosts[found["hostapi"]]["name"],
            input_channels=found["max_input_channels"],
            output_channels=found["max_output_channels"],
            sample_rate=round(found["default_samplerate"]),
            default_input=index == default_input,
            default_output=index == default_output,
        )
        for index, found in enumerate(sounddevice.query_devices())
    ]
