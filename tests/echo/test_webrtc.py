from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from assistant.audio.room import Room
from assistant.echo.webrtc import WebRtcCanceller
from assistant.errors import EngineError
from assistant.types import SAMPLE_RATE
from tests.echo.rooms import cancelled, db, echo, speech


def test_it_follows_an_echo_that_comes_20_ms_later_all_at_once() -> None:
    played = speech(8.0)
    captured = echo(played, Room(delay_ms=40))
    middle, jump, second = len(captured) // 2, SAMPLE_RATE // 50, SAMPLE_RATE
    captured = np.concatenate([captured[:middle], captured[middle - jump : -jump]])
    left = cancelled(WebRtcCanceller(WebRtcCanceller.Options()), captured, played)
    assert db(left[-second:]) < db(captured[-second:]) - 20


def test_noise_suppression_removes_what_is_steady() -> None:
    noise = np.random.default_rng(1).normal(0, 300, 4 * SAMPLE_RATE).astype(np.int16)
    plain, quiet = (
        cancelled(WebRtcCanceller(WebRtcCanceller.Options(noise_suppression=wanted)), noise, np.zeros_like(noise))
        for wanted in (False, True)
    )
    second = SAMPLE_RATE
    assert db(quiet[-second:]) < db(plain[-second:]) - 6


def test_gain_control_makes_a_quiet_voice_louder() -> None:
    voice = speech(4.0) // 50
    plain, loud = (
        cancelled(WebRtcCanceller(WebRtcCanceller.Options(gain_control=wanted)), voice, np.zeros_like(voice))
        for wanted in (False, True)
    )
    assert db(loud[-SAMPLE_RATE:]) > db(plain[-SAMPLE_RATE:]) + 6


def test_without_the_library_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "livekit.rtc", None)
    with pytest.raises(EngineError, match=r"pip install .* livekit.* or choose the engine speexdsp"):
        WebRtcCanceller(WebRtcCanceller.Options())


def test_a_failure_of_the_library_is_an_error_of_ours() -> None:
    class Broken:
        def process_reverse_stream(self, frame: object) -> None:
            raise RuntimeError("-9")

    canceller: Any = WebRtcCanceller(WebRtcCanceller.Options())
    canceller._apm = Broken()
    frame = np.zeros(canceller.hop, np.int16)
    with pytest.raises(EngineError, match="-9"):
        canceller.cancel(frame, frame)


def test_it_needs_no_event_loop_and_its_threads_end_with_the_process() -> None:
    program = (
        "from assistant.echo.webrtc import WebRtcCanceller as C; import numpy as np; c = C(C.Options());"
        "c.cancel(np.zeros(c.hop, np.int16), np.zeros(c.hop, np.int16))"
    )
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0


def test_its_settings_cost_no_library() -> None:
    program = "import sys; from assistant.echo.webrtc import WebRtcCanceller as C; C.Options(); sys.exit('livekit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0
