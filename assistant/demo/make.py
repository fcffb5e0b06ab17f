"""Makes the shipped recordings: `python -m assistant.demo.make`. For maintainers, when the questions change."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np

from assistant.audio.resample import resampled
from assistant.config import load
from assistant.demo import PAUSE_S, QUESTIONS, joined
from assistant.engines import ENGINES
from assistant.models.store import ModelStore
from assistant.parts import build_voices
from assistant.types import SAMPLE_RATE, Audio


def write_opus(path: Path, audio: Audio) -> None:
    """Ogg Opus, mono, 24 kbit/s."""
    with av.open(str(path), "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=SAMPLE_RATE, layout="mono")
        stream.bit_rate = 24_000
        frame = av.AudioFrame.from_ndarray(audio.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


def main() -> None:
    """Speak the questions of every language that a voice is configured for."""
    config = load(None, engines=ENGINES, environ=os.environ)
    half_second = np.zeros(SAMPLE_RATE // 2, np.int16)
    for language, voice in build_voices(config, ModelStore()).items():
        spoken = [
            np.concatenate(list(resampled(voice.synthesize(question), voice.sample_rate, SAMPLE_RATE)))
            for question in QUESTIONS[language]
        ]
        write_opus(Path(__file__).parent / f"{language}.ogg", np.concatenate([half_second, joined(spoken, PAUSE_S)]))


if __name__ == "__main__":
    main()
