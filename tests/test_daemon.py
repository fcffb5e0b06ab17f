"""The composition root: what it asks for, how it starts, and that it stops."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from assistant import daemon
from assistant.audio.replay import ReplayDevice
from assistant.config import Config, load
from assistant.daemon import Models
from assistant.engines import ENGINES
from assistant.errors import ModelMissing, UsageError
from assistant.models.store import ModelStore
from assistant.parts import build_confirmer, endpoint_settings, needed_models, ring_length
from assistant.types import SAMPLE_RATE, from_ms
from assistant.workers import Worker
from tests.fakes import Diary, ScriptedLlm, ScriptedStt, ToneVoice


def configured(*overrides: str, environ: Mapping[str, str] | None = None) -> Config:
    return load(None, engines=ENGINES, overrides=overrides, environ={"COLIBRI_CONFIG": os.devnull, **(environ or {})})


def test_every_model_is_needed_once() -> None:
    config = configured("languages=[en, fr]", "tts.voices={en: a-voice, fr: a-voice}", "llm.model=a-model")
    assert needed_models(config) == ("whisper-base", "a-model", "a-voice", "smart-turn-v3.2")
    assert "smart-turn-v3.2" not in needed_models(configured("turn.engine=none"))


def test_all_that_is_missing_is_said_at_once_before_anything_is_loaded(tmp_path: Path) -> None:
    async def start() -> None:
        async with daemon.open_models(configured(), ModelStore(tmp_path)):
            pytest.fail("nothing is there to start with")

    before = threading.active_count()
    with pytest.raises(ModelMissing) as missing:
        asyncio.run(start())
    assert [line.rpartition(" ")[2] for line in str(missing.value).splitlines()] == [
        "whisper-base",
        "smollm2-135m-instruct",
        "en_US-joe-medium",
        "smart-turn-v3.2",
    ]
    assert threading.active_count() == before


def test_a_name_that_no_model_has_is_bad_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean whisper-base"):
        daemon.require(ModelStore(tmp_path), ["whisper-bse"])


def test_a_worker_ends_with_its_block() -> None:
    async def work() -> Worker:
        async with daemon.worker("test") as worker:
            assert await worker.run(lambda: 7) == 7
            return worker

    before = threading.active_count()
    asyncio.run(work())
    assert threading.active_count() == before


def test_whoever_interrupts_does_not_wait_for_a_model_that_loads() -> None:
    loading, interrupted = threading.Event(), threading.Event()

    def load_slowly() -> None:
        loading.set()
        assert interrupted.wait(60)

    async def start() -> None:
        async with daemon.worker("test") as worker:
            await worker.run(load_slowly)

    async def interrupt() -> None:
        task = asyncio.create_task(start())
        await asyncio.to_thread(loading.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(interrupt())  # would otherwise only end when the job gives up
    interrupted.set()


def test_milliseconds_become_samples() -> None:
    config = configured("vad.threshold=0.6", "turn.pause_ms=200", "turn.end_ms=500", "turn.max_s=10")
    settings = endpoint_settings(config)
    assert (settings.pause, settings.end, settings.longest) == (3200, 8000, 160_000)
    assert settings.threshold == 0.6
    assert settings.release < settings.threshold


def test_the_ring_holds_the_longest_turn_whatever_is_configured() -> None:
    assert ring_length(configured("audio.ring_s=60")) == 60 * SAMPLE_RATE
    config = configured("audio.ring_s=5", "turn.max_s=30")
    assert ring_length(config) > 30 * SAMPLE_RATE + from_ms(config.turn.pre_roll_ms + config.turn.end_ms)


def test_a_conversation_is_put_together_and_hears_nothing_in_silence() -> None:
    diary = Diary()
    config = configured()

    async def converse() -> None:
        async with daemon.worker("any") as thread:
            models = Models(
                stt=ScriptedStt("Never"),
                stt_worker=thread,
                llm=ScriptedLlm("Never."),
                llm_worker=thread,
                voices={"en": ToneVoice()},
                tts_worker=thread,
                detector=None,
                turn_worker=thread,
            )
            device = ReplayDevice(np.zeros(2 * SAMPLE_RATE, np.int16), fast=True)
            await daemon.build_loop(config, models, device, diary).run()

    asyncio.run(converse())
    assert (diary.turns, diary.transcripts) == ([], [])


@pytest.mark.models
def test_all_models_are_loaded_each_with_a_thread_of_its_own(starter: ModelStore) -> None:
    async def start() -> list[str]:
        async with daemon.open_models(configured(), starter) as models:
            assert list(models.voices) == ["en"]
            return [thread.name for thread in threading.enumerate()]

    names = asyncio.run(start())
    own = ("stt", "llm", "tts", "turn")
    assert [names.count(name) for name in own] == [1, 1, 1, 1]
    assert not set(own) & {thread.name for thread in threading.enumerate()}


def test_a_button_confirms_no_words() -> None:
    with pytest.raises(UsageError, match="a button hears no words"):
        build_confirmer(configured("wake.confirm=button"))
