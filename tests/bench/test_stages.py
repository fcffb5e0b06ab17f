from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.bench import stages
from assistant.bench.report import Figure
from assistant.llm import Message
from tests.bench.fakes import clip
from tests.fakes import LoudnessDetector, ScriptedLlm, ScriptedStt, ToneVoice, silence, speech


def names(figures: Sequence[Figure]) -> list[str]:
    return [figure.name for figure in figures]


@pytest.mark.parametrize("seconds", [1, 2])
def test_clips_are_made_to_last(seconds: int) -> None:
    audio = stages.lasting(clip("One", 1500), seconds)
    assert len(audio) == seconds * 16_000
    assert abs(audio).sum() == 8000 * min(24_000, seconds * 16_000)


def test_the_engines_transcribe_every_clip_by_turns() -> None:
    ours, plain = ScriptedStt(), ScriptedStt()
    found = stages.of_stt(ours, plain, {1: silence(1000), 2: silence(2000)}, "en", repeats=3)
    assert [len(audio) for audio in ours.heard] == [16_000] * 4 + [32_000] * 3
    assert len(plain.heard) == 7
    assert names(found) == [
        "stt_cold_ms",
        "stt_plain_cold_ms",
        *(name for n in (1, 2) for name in (f"stt_{n}_s_ms", f"stt_plain_{n}_s_ms", f"stt_{n}_s_times_faster")),
    ]


def test_a_cold_prefix_is_new_from_its_first_word_and_a_warm_one_known_up_to_the_question() -> None:
    llm = ScriptedLlm(*["A few words."] * 5)
    beginning = [Message("system", "Be nice."), Message("user", "Hello"), Message("assistant", "Hi")]
    found = stages.of_llm(llm, beginning, ("One?", "Other?"), repeats=2)
    openings = [prompt[0].content for prompt in llm.prompts]
    assert openings == ["Be nice.", "1. Be nice.", "1. Be nice.", "2. Be nice.", "2. Be nice."]
    assert [prompt[-1].content for prompt in llm.prompts] == ["One?", "One?", "Other?", "One?", "Other?"]
    assert llm.prefilled == [llm.prompts[2][:-1], llm.prompts[4][:-1]]
    assert names(found)[-1] == "llm_tokens_per_s"


def test_a_model_that_says_nothing_is_measured_all_the_same() -> None:
    found = stages.of_llm(ScriptedLlm("", "", ""), [Message("system", "Be nice.")], ("One?", "Other?"), repeats=1)
    assert found[-1].value == 0


def test_clauses_are_spoken_and_set_against_how_long_they_sound() -> None:
    voice = ToneVoice()
    found = stages.of_tts(voice, {2: "Of course.", 3: "It is so."}, repeats=2)
    assert voice.spoken == ["Of course."] * 3 + ["It is so."] * 2
    assert names(found) == ["tts_cold_ms", "tts_2_words_ms", "tts_3_words_ms", "tts_real_time_factor"]


def test_the_detector_hears_speech_and_silence() -> None:
    found = {figure.name: figure.value for figure in stages.of_vad(LoudnessDetector(), speech(1000))}
    assert found["vad_speech_ns_per_frame"]
    assert set(found) == {
        f"vad_{name}_{what}" for name in ("speech", "silence") for what in ("ns_per_frame", "core_share")
    }


@pytest.mark.parametrize("language", stages.SENTENCES)
def test_each_language_has_all_that_is_said(language: str) -> None:
    assert list(stages.SENTENCES[language]) == [1, 2, 4, 8]
    assert [len(text.split()) for text in stages.CLAUSES[language].values()] == [2, 5, 12]
    assert len(stages.QUESTIONS[language]) == 2
