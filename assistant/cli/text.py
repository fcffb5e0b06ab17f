"""`colibri ask`, `chat`, `say`, `transcribe`: one stage of the assistant at a time."""

from __future__ import annotations

import asyncio
import json as jsonlib
import sys
import time
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant.audio import files
from assistant.brain.brain import Brain
from assistant.brain.session import Exchange, Session
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.daemon import build_brain, build_detector, build_llm, build_stt, build_voices, endpoint_settings, worker
from assistant.errors import ColibriError, DeviceMissing, UsageError
from assistant.models.store import ModelStore
from assistant.observe import log
from assistant.tts.normalize import normalize
from assistant.types import to_s
from assistant.voice import recording
from assistant.voice.clauses import ClauseSplitter

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Language = Annotated[str | None, typer.Option("--language", metavar="CODE", help="Default: the first configured one.")]


def ask(
    text: Annotated[str, typer.Argument(help="What to ask; - reads standard input.")],
    config: ConfigFile = None,
    overrides: Overrides = None,
    language: Language = None,
    json: AsJson = False,
) -> None:
    """Ask in writing, get the answer in writing, through the same brain."""
    question = (sys.stdin.read() if text == "-" else text).strip()
    if not question:
        raise UsageError('there is no question; give one: colibri ask "What is the capital of France?"')
    settings, spoken = _settings(config, overrides, language)
    asyncio.run(_ask(settings, question, spoken, json))


async def _ask(settings: Config, question: str, language: str, json: bool) -> None:
    async with worker("llm") as thread:
        brain = build_brain(settings, await thread.run(partial(build_llm, settings, ModelStore())), thread)
        began = time.monotonic()
        answer = brain.answer(brain.new_session(), question, language)
        text = ""
        async for piece in answer:
            text += piece
            if not json:
                print(piece, end="", flush=True)
        if not json:
            print()
            return
        record = {"text": question, "reply": text.strip(), "language": language, "source": answer.source}
        print(jsonlib.dumps({**record, "compute_s": round(time.monotonic() - began, 3)}, ensure_ascii=False))


def chat(config: ConfigFile = None, overrides: Overrides = None, language: Language = None) -> None:
    """A conversation in writing. An empty line or Ctrl-D ends it."""
    settings, spoken = _settings(config, overrides, language)
    asyncio.run(_chat(settings, spoken))


async def _chat(settings: Config, language: str) -> None:
    prompt = "you      " if sys.stdin.isatty() else ""
    async with worker("llm") as thread:
        brain = build_brain(settings, await thread.run(partial(build_llm, settings, ModelStore())), thread)
        session = brain.new_session()
        while question := (await asyncio.to_thread(_line, prompt)):
            reply = await _reply(brain, session, question, language)
            await brain.remember(session, Exchange(question, reply), language)


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


async def _reply(brain: Brain, session: Session, question: str, language: str) -> str:
    reply = ""
    print("colibri  " if sys.stdin.isatty() else "", end="", flush=True)
    async for piece in brain.answer(session, question, language):
        print(piece, end="", flush=True)
        reply += piece
    print()
    return reply.strip()


def say(
    text: Annotated[str, typer.Argument(help="What to say; - reads standard input.")],
    config: ConfigFile = None,
    overrides: Overrides = None,
    language: Language = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.wav", help="Write it instead of playing it.")] = None,
) -> None:
    """Speak a text."""
    words = (sys.stdin.read() if text == "-" else text).strip()
    if not any(character.isalnum() for character in words):
        raise UsageError('there is nothing to say; give some words: colibri say "Good morning"')
    settings, spoken = _settings(config, overrides, language)
    voice = build_voices(settings, ModelStore())[spoken]
    splitter = ClauseSplitter(spoken)
    clauses = [*splitter.feed(words), *splitter.finish()]
    audio = [chunk for clause in clauses for chunk in voice.synthesize(normalize(clause.text, spoken))]
    if out is None:
        raise DeviceMissing("no speaker can be used yet; write a file instead: colibri say TEXT --out FILE.wav")
    files.save(out, np.concatenate(audio), voice.sample_rate)


def transcribe(
    recordings: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    config: ConfigFile = None,
    overrides: Overrides = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Default: found among the configured ones.")
    ] = None,
    json: AsJson = False,
) -> None:
    """Write down what was said. A file that cannot be used is reported, the others are done."""
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    stt = build_stt(settings, ModelStore())
    languages = (language,) if language else settings.languages
    endpoint = endpoint_settings(settings)
    failed: ColibriError | None = None
    for path in recordings:
        try:
            audio = files.load(path)
            began = time.monotonic()
            transcript = recording.transcribe(audio, stt, build_detector(settings), endpoint, languages)
        except ColibriError as error:
            print(error, file=sys.stderr)
            failed = error
            continue
        if not json:
            print(transcript.text, flush=True)
            continue
        record = {"file": str(path), "text": transcript.text, "language": transcript.language}
        record |= {"confidence": round(transcript.confidence, 3), "audio_s": to_s(len(audio))}  # type: ignore[dict-item]
        print(
            jsonlib.dumps({**record, "compute_s": round(time.monotonic() - began, 3)}, ensure_ascii=False), flush=True
        )
    if failed is not None:
        raise typer.Exit(failed.exit_code)


def _settings(config: Path | None, overrides: list[str] | None, language: str | None) -> tuple[Config, str]:
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    if language is not None and language not in settings.languages:
        raise UsageError(
            f"{language} is not configured; configured: {', '.join(settings.languages)}. "
            f"Add it to `languages`, with a voice in `tts.voices`"
        )
    return settings, language or settings.languages[0]
