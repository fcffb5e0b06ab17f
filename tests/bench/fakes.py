"""A whole assistant of scripted engines, for the parts of the bench that drive one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant import daemon
from assistant.bench.clips import Clip, trimmed
from assistant.config import Config, load
from assistant.daemon import Models
from assistant.engines import ENGINES
from assistant.workers import Worker
from tests.fakes import LoudnessDetector, ScriptedLlm, ScriptedStt, ToneVoice, speech

DEFAULTS = Path(__file__).parents[2] / "configs" / "default.yaml"


def default_config() -> Config:
    """So that no test sees the configuration of this machine."""
    return load(DEFAULTS, engines=ENGINES, environ={})


@contextmanager
def scripted(stt: ScriptedStt, llm: ScriptedLlm) -> Iterator[Models]:
    """Models that do as they are told, and a detector that goes by loudness."""
    workers = [Worker(name) for name in ("stt", "llm", "tts")]
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(daemon, "build_detector", lambda config: LoudnessDetector())
            yield Models(
                stt=stt,
                stt_worker=workers[0],
                llm=llm,
                llm_worker=workers[1],
                voices={"en": ToneVoice()},
                tts_worker=workers[2],
            )
    finally:
        for worker in workers:
            worker.close()


def clip(text: str, ms: int = 900) -> Clip:
    """A sentence of so many milliseconds."""
    return trimmed(text, "en", speech(ms))
