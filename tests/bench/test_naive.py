from __future__ import annotations

import asyncio

import numpy as np
import pytest

from assistant.bench.naive import HANGOVER, converse, listen
from assistant.errors import EngineError
from assistant.types import from_ms
from tests.bench.fakes import clip, default_config, scripted
from tests.fakes import LoudnessDetector, ScriptedLlm, ScriptedStt, silence, speech


def test_the_turn_ends_700_ms_after_the_last_frame_of_speech() -> None:
    audio = np.concatenate([silence(500), speech(400), silence(500), speech(300), silence(1500), speech(100)])
    heard = listen(audio, LoudnessDetector(), 0.5)
    assert heard.start == from_ms(500)
    assert heard.end == from_ms(1700)
    assert heard.endpoint == heard.end + HANGOVER


def test_the_hangover_is_a_whole_number_of_frames() -> None:
    detector = LoudnessDetector()
    detector.hop = 512
    heard = listen(np.concatenate([silence(512), speech(512), silence(1500)]), detector, 0.5)
    assert (heard.endpoint - heard.end) % 512 == 0
    assert HANGOVER <= heard.endpoint - heard.end < HANGOVER + 512


def test_a_question_without_speech_is_an_error() -> None:
    with pytest.raises(EngineError, match="hears no speech"):
        listen(silence(500), LoudnessDetector(), 0.5)


def test_the_chain_converses_with_a_history_and_waits_for_whole_answers() -> None:
    stt = ScriptedStt("Warm-up.", "One?", "Two?")
    llm = ScriptedLlm("The first answer.", "The second one.")
    with scripted(stt, llm) as models:
        turns = asyncio.run(
            converse(default_config(), models, stt, LoudnessDetector(), [clip("One", 600), clip("Two", 600)])
        )
        assert models.voices["en"].spoken == ["The first answer.", "The second one."]  # type: ignore[attr-defined]
    assert [(turn.transcript, turn.reply) for turn in turns] == [
        ("One?", "The first answer."),
        ("Two?", "The second one."),
    ]
    assert [message.content for message in llm.prompts[1][-3:]] == ["One?", "The first answer.", "Two?"]
    assert [len(audio) for audio in stt.heard[1:]] == [16 * (300 + 600 + 700)] * 2
    assert all((turn.endpoint_wait_ms, turn.end_late_ms) == (700, 0) for turn in turns)
    assert all(turn.response_ms >= 700 for turn in turns)
    assert llm.prefilled == []
