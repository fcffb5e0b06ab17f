"""Port: where sound comes from and goes to.

A device has a microphone ring that it writes and a `Speaker` that it empties, and it ticks: once a block, when new samples
are in the ring. Whoever drives the conversation waits for ticks, so that a recording which is fed faster than real time,
a file in real time and a sound card run through the same code.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from assistant.audio.ring import Ring
from assistant.audio.speaker import Speaker


class AudioDevice(Protocol):
    """A microphone and a speaker that share one clock: positions count the microphone's samples at 16 kHz."""

    microphone: Ring
    speaker: Speaker

    def ticks(self) -> AsyncIterator[None]:
        """One item for each block that has arrived; ends when the device has nothing more to give."""
        ...
