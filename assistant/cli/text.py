"""`colibri ask`, `chat`, `say`, `transcribe`: one stage of the assistant at a time."""

from __future__ import annotations

import asyncio
import json as jsonlib
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from assistant.abilities import abilities, state_folder
from assistant.audio import device, files
from assistant.brain.brain import Brain
from assistant.brain.clauses import ClauseSplitter
from assistant.brain.session import Exchange, Session
from assistant.cli.config import ConfigFile, Overrides, configuration
from assistant.config import Config
from assistant.config.languages import ISO_639_1
from assistant.daemon import worker
from assistant.errors import ColibriError, EngineError, UsageError
from assistant.models.store import ModelStore
from assistant.observe import log
from assistant.parts import (
    build_brain,
    build_detector,
    build_llm,
    build_stt,
    build_voices,
    endpoint_settings,
)
from assistant.stt import Transcript
from assistant.tts.normalize import normalize
from assistant.types import Audio, to_s
from assistant.voice import recording

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
    question = _given(text)
    if not any(character.isalnum() for character in question):
        raise UsageError('there is no question; give one: colibri ask "What is the capital of France?"')
    settings, spoken = _settings(config, overrides, language)
    asyncio.run(_ask(settings, question, spoken, json))


async def _ask(settings: Config, question: str, language: str, json: bool) -> None:
    async with _open_brain(settings) as brain:
        began = time.monotonic()
        answer = await brain.answer(brain.new_session(aloud=False), question, language)
        text = ""
        async for piece in answer:
            text += piece
            if not json:
                print(piece, end="", flush=True)
        if not json:
            print()
            return
        record = {"text": question, "reply": text.strip(), "language": language, "source": answer.source}
        _print_json({**record, "compute_s": round(time.monotonic() - began, 3)})


def chat(config: ConfigFile = None, overrides: Overrides = None, language: Language = None) -> None:
    """A conversation in writing. An empty line or Ctrl-D ends it."""
    settings, spoken = _settings(config, overrides, language)
    you, colibri = ("you      ", "colibri  ") if sys.stdin.isatty() else ("", "")
    failed: ColibriError | None = None
    # Lines are read between two runs of the event loop: a thread that waits for one could not be interrupted.
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        try:
            brain = runner.run(stack.enter_async_context(_open_brain(settings)))
            session = brain.new_session(aloud=False)
            while question := _line(you):
                print(colibri, end="", flush=True)
                try:
                    runner.run(_exchange(brain, session, question, spoken))
                except ColibriError as error:
                    print(error, file=sys.stderr)
                    failed = error
        finally:
            runner.run(stack.aclose())
    if failed is not None:
        raise typer.Exit(failed.exit_code)


async def _exchange(brain: Brain, session: Session, question: str, language: str) -> None:
    reply = ""
    async for piece in await brain.answer(session, question, language):
        print(piece, end="", flush=True)
        reply += piece
    print()
    await brain.remember(session, Exchange(question, reply.strip()), language)


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


@asynccontextmanager
async def _open_brain(settings: Config) -> AsyncIterator[Brain]:
    with abilities(settings, state_folder()) as able:
        async with worker("llm") as thread:
            llm = await thread.run(partial(build_llm, settings, ModelStore()))
            async with able.running():
                yield build_brain(settings, llm, thread, able)


def say(
    text: Annotated[str, typer.Argument(help="What to say; - reads standard input.")],
    config: ConfigFile = None,
    overrides: Overrides = None,
    language: Language = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.wav", help="Write it instead of playing it.")] = None,
) -> None:
    """Speak a text."""
    words = _given(text)
    if not any(character.isalnum() for character in words):
        raise UsageError('there is nothing to say; give some words: colibri say "Good morning"')
    settings, spoken = _settings(config, overrides, language)
    if out is None:
        device.speaker(device.devices(), settings.audio.output)  # before the voice is loaded
    audio, rate = _spoken(settings, words, spoken)
    if out is None:
        device.play(audio, rate, settings.audio.output)
    else:
        files.save(out, audio, rate)


def _spoken(settings: Config, words: str, language: str) -> tuple[Audio, int]:
    """The words as sound, shape (n,), and its rate in Hz."""
    voice = build_voices(settings.model_copy(update={"languages": (language,)}), ModelStore())[language]
    clauses = ClauseSplitter(language).whole(words)
    audio = [chunk for clause in clauses for chunk in voice.synthesize(normalize(clause.text, language))]
    if not audio:
        raise EngineError(f"the voice for {language} cannot read this aloud; write it in words of that language")
    return np.concatenate(audio), voice.sample_rate


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
    if language is not None and language not in ISO_639_1:
        raise UsageError(f"{language} is no language; give a two-letter code of ISO 639-1, such as en or fr")
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    stt = build_stt(settings, ModelStore())
    languages = (language,) if language else settings.languages
    failed: ColibriError | None = None
    for path in recordings:
        try:
            audio = files.load(path)
            began = time.monotonic()
            transcript = recording.transcribe(
                audio, stt, build_detector(settings), endpoint_settings(settings), languages
            )
        except ColibriError as error:
            print(error, file=sys.stderr)
            failed = error
            continue
        if json:
            _print_json(_transcribed(path, transcript, audio, time.monotonic() - began))
        else:
            print(transcript.text, flush=True)
    if failed is not None:
        raise typer.Exit(failed.exit_code)


def _transcribed(path: Path, transcript: Transcript, audio: Audio, compute_s: float) -> dict[str, object]:
    return {
        "file": str(path),
        "text": transcript.text,
        "language": transcript.language,
        "confidence": round(transcript.confidence, 3),
        "audio_s": to_s(len(audio)),
        "compute_s": round(compute_s, 3),
    }


def _print_json(record: dict[str, object]) -> None:
    print(jsonlib.dumps(record, ensure_ascii=False), flush=True)


def _given(text: str) -> str:
    return (sys.stdin.read() if text == "-" else text).strip()


def _settings(config: Path | None, overrides: Sequence[str] | None, language: str | None) -> tuple[Config, str]:
    settings = configuration(config, overrides)
    log.configure(settings.log.level, settings.log.format)
    if language is not None and language not in settings.languages:
        raise UsageError(
            f"{language} is not configured; configured: {', '.join(settings.languages)}. "
            f"Add it to `languages`, with a voice in `tts.voices`"
        )
    return settings, language or settings.languages[0]
