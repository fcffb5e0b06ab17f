"""What `colibri bench` does, in order: speak the questions, converse, then whatever else was asked for."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from assistant import __version__
from assistant.abilities import abilities
from assistant.bench import answers, conversation, figures, naive, room, rounds, stages, writers
from assistant.bench.clips import Clip, spoken_apart
from assistant.bench.conversation import Asked, Progress
from assistant.bench.questions import questions
from assistant.bench.report import Figure, Report
from assistant.brain.prompt import opening
from assistant.config import Config
from assistant.daemon import Models, open_models, worker
from assistant.models.store import ModelStore
from assistant.observe.board import this_board
from assistant.observe.turns import TurnRecord
from assistant.parts import build_brain, build_detector, build_llm, prompt_style
from assistant.stt.whisper_defaults import WhisperDefaults


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to measure."""

    turns: int = 20
    """Of the conversation; 0: no conversation."""
    naive: bool = False
    """The plain chain on the same questions, too."""
    stages: bool = False
    """Each engine alone, too."""
    chat: bool = False
    """The same conversation once more, while others write."""
    fast: bool = False
    """Do not wait where nobody computes."""
    room: int = 0
    """Answers in simulated rooms: half of them alone, the others with words or noises over them."""
    answers: bool = False
    """How well the language model answers in writing."""


async def measure(config: Config, store: ModelStore, wanted: Wanted, progress: Progress = lambda text: None) -> Report:
    """Everything that is wanted. Raises `ModelMissing`, `UsageError`."""
    facts, sections = _facts(config, wanted), dict[str, Sequence[Figure]]()
    turns: Sequence[TurnRecord] = ()
    if wanted.turns:
        language, texts = questions(config.languages, wanted.turns)
        progress("speaking the questions")
        clips = await asyncio.to_thread(spoken_apart, config, store, texts, language)
        talk = await _conversation(config, store, wanted, clips, progress)
        facts, sections, turns = {**facts, **talk.facts}, dict(talk.sections), talk.turns
    if wanted.stages:
        sections["stages"] = await _stages(config, store, progress)
    if wanted.room:
        sections["room"] = await _room(config, store, wanted, progress)
    if wanted.answers:
        judged = await _answers(config, store, progress)
        facts["answers"] = [one.record() for one in judged]
        for language in dict.fromkeys(one.question.language for one in judged):
            of_language = [one for one in judged if one.question.language == language]
            sections[f"answers, {language}"] = answers.figures(of_language)
    return Report({**facts, "load_after": _load()}, sections, turns)


async def _conversation(
    config: Config, store: ModelStore, wanted: Wanted, clips: Sequence[Clip], progress: Progress
) -> Report:
    progress("loading the models")
    began = time.monotonic()
    async with open_models(config, store) as models:
        load_s = time.monotonic() - began
        talk = await conversation.converse(config, models, clips, fast=wanted.fast, progress=progress)
        ours = figures.of_conversation(talk, load_s)
        sections: dict[str, Sequence[Figure]] = {"colibri": ours}
        facts: dict[str, Any] = {"questions": [_question(asked) for asked in talk.asked]}
        if wanted.chat:
            async with writers.writing(config, models, clips) as served:
                crowded = await conversation.converse(
                    config,
                    models,
                    clips,
                    fast=wanted.fast,
                    polite=True,
                    progress=lambda text: progress(f"with chat: {text}"),
                )
            sections["colibri, while others write"] = figures.of_conversation(crowded, load_s)
            sections["while others write / alone"] = figures.of_chat(ours, sections["colibri, while others write"])
            facts["written"] = asdict(served)
        if wanted.naive:
            stt = await models.stt_worker.run(partial(_plain_stt, config, store))
            plain = await naive.converse(config, models, stt, build_detector(config), clips, progress=progress)
            sections["plain chain"] = figures.of_naive(plain)
            sections["plain chain / colibri"] = figures.of_both(sections["plain chain"], ours)
            facts["plain_turns"] = [asdict(turn) for turn in plain]
        return Report(facts, sections, talk.turns)


def _question(asked: Asked) -> dict[str, Any]:
    return {"text": asked.clip.text, "end_s": round(asked.end_s, 3), "turns": [turn.turn for turn in asked.turns]}


async def _room(config: Config, store: ModelStore, wanted: Wanted, progress: Progress) -> list[Figure]:
    language = config.languages[0]
    progress("loading the models")
    async with open_models(config, store) as models:
        words = noises = wanted.room // 4
        voice = models.voices[language]
        played = rounds.rounds(voice, language, wanted.room - words - noises, words, noises)
        outcomes = await room.play(config, models, played, rounds.ROOMS, fast=wanted.fast, progress=progress)
        return rounds.figures(outcomes)


async def _answers(config: Config, store: ModelStore, progress: Progress) -> list[answers.Judged]:
    """Without skills: what the language model says by itself."""
    asked = answers.load(config.languages)
    progress("loading the language model")
    async with worker("llm") as thread:
        llm = answers.Dictated(await thread.run(partial(build_llm, config, store)))
        with abilities(config) as able:
            return await answers.ask(build_brain(config, llm, thread, able), llm, asked, progress)


async def _stages(config: Config, store: ModelStore, progress: Progress) -> list[Figure]:
    language, _ = questions(config.languages, 0)
    sentences = stages.SENTENCES[language]
    progress("speaking the sentences")
    spoken = await asyncio.to_thread(spoken_apart, config, store, list(sentences.values()), language)
    clips = {seconds: stages.lasting(clip, seconds) for seconds, clip in zip(sentences, spoken, strict=True)}
    progress("loading the models")
    began = time.monotonic()
    async with open_models(config, store) as models:
        loaded = Figure("models_loaded_s", round(time.monotonic() - began, 2))
        plain = await models.stt_worker.run(partial(_plain_stt, config, store))
        found = await _each(config, models, plain, clips, language, progress)
        return [loaded, *found]


async def _each(
    config: Config, models: Models, plain: WhisperDefaults, clips: Mapping[int, Any], language: str, progress: Progress
) -> list[Figure]:
    """One engine after the other, each in its own thread."""
    progress("speech to text")
    found = await models.stt_worker.run(partial(stages.of_stt, models.stt, plain, clips, language))
    progress("language model")
    beginning = opening(language, config.llm.system_prompt, prompt_style(config))
    found += await models.llm_worker.run(partial(stages.of_llm, models.llm, beginning, stages.QUESTIONS[language]))
    progress("text to speech")
    voice, clauses = models.voices[language], stages.CLAUSES[language]
    found += await models.tts_worker.run(partial(stages.of_tts, voice, clauses))
    progress("voice activity detection")
    found += stages.of_vad(build_detector(config), clips[max(clips)])
    return found


def _plain_stt(config: Config, store: ModelStore) -> WhisperDefaults:
    return WhisperDefaults(store.path(config.stt.model), WhisperDefaults.Options())


def _facts(config: Config, wanted: Wanted) -> dict[str, Any]:
    return {
        "colibri": __version__,
        "board": asdict(this_board()),
        "models": {"stt": config.stt.model, "llm": config.llm.model, "tts": dict(config.tts.voices)},
        "wanted": asdict(wanted),
        "load_before": _load(),
    }


def _load() -> float:
    """Processes that wanted a core, averaged over the last minute."""
    return round(os.getloadavg()[0], 2)
