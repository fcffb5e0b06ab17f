"""The listener: frames from the ring, and an account of what was lost."""

from __future__ import annotations

from assistant.audio.ring import Ring
from assistant.events import SpeechStarted
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.voice.listener import Listener
from tests.fakes import LoudnessDetector, silence, speech


def test_it_reads_whole_frames_and_waits_for_the_rest() -> None:
    ring = Ring(16_000)
    listener = Listener(ring, LoudnessDetector(), Endpointer(EndpointSettings()))
    ring.write(silence(100))
    assert listener.poll() == []
    ring.write(speech(100)[:1590])
    assert listener.poll() == [SpeechStarted(1600)]


def test_what_was_overwritten_is_counted_and_listening_goes_on() -> None:
    ring = Ring(1600)
    listener = Listener(ring, LoudnessDetector(), Endpointer(EndpointSettings()))
    for _ in range(3):
        ring.write(silence(100))
    listener.poll()
    assert listener.lost == 3200
    ring.write(speech(100))
    assert listener.poll() == [SpeechStarted(4800)]
