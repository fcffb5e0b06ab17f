"""How a conversation looks while it happens: for people, or as one JSON line a turn."""

from __future__ import annotations

import structlog
from rich.console import Console
from rich.text import Text

from assistant.config import Config
from assistant.config.sections import NO_ENGINE
from assistant.observe.turns import TurnRecord
from assistant.turns.states import State

log = structlog.get_logger(__name__)


class JsonLines:
    """One JSON object a turn on standard output."""

    def state(self, state: State) -> None:
        """Nothing to print."""

    def transcript(self, text: str) -> None:
        """Nothing to print."""

    def turn(self, record: TurnRecord) -> None:
        print(record.json(), flush=True)


class Logged:
    """The log says what happens. What was said is private, and is not in it."""

    def state(self, state: State) -> None:
        log.debug("state", state=state.value)

    def transcript(self, text: str) -> None:
        """Nothing to tell."""

    def turn(self, record: TurnRecord) -> None:
        log.info(
            "turn",
            turn=record.turn,
            response_ms=record.response_ms,
            source=record.source,
            language=record.language,
            interrupted=record.interrupted,
            drafts=record.drafts,
            cpu_s=record.cpu_s,
            **record.stages_ms,
        )


class Terminal:
    """Every turn as it happens: what was understood so far, then the answer and how long it took."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._open = False

    def state(self, state: State) -> None:
        """Shown on a terminal only, on the line that is being written."""
        if state in (State.LISTENING, State.ASLEEP):
            self._clear()
        elif self._console.is_terminal and state in (State.HEARING, State.THINKING):
            self._line(Text(f"  … {state.value}", "dim"))

    def transcript(self, text: str) -> None:
        if self._console.is_terminal and text:
            self._line(Text(f"  … {text}", "dim"))

    def turn(self, record: TurnRecord) -> None:
        self._clear()
        self._say(_clock(record.speech_start_s), ("you      ", "bold cyan"), record.transcript)
        if record.response_ms is None:
            self._say("     ", ("colibri  ", "bold green"), ("(nothing was heard)", "dim"))
            return
        shown = record.heard + (" —" if record.interrupted else "")
        self._say(_clock(record.first_audio_s or 0), ("colibri  ", "bold green"), shown)
        self._say("     ", (_figures(record), "dim"))

    def _say(self, clock: str, *parts: str | tuple[str, str]) -> None:
        """One line, however long: the terminal wraps it, and what reads a pipe gets it whole."""
        self._console.print(Text.assemble((f"{clock}  ", "dim"), *parts), soft_wrap=True)

    def _line(self, text: Text) -> None:
        self._clear()
        text.truncate(self._console.width - 1)
        self._console.print(text, end="", soft_wrap=True)
        self._open = True

    def _clear(self) -> None:
        if self._open:
            self._console.file.write("\r\x1b[2K")
            self._open = False


class Guide(Terminal):
    """A live conversation: says once how to begin, and again whenever it sleeps."""

    def __init__(self, console: Console, config: Config) -> None:
        super().__init__(console)
        words = " or ".join(f'"{word.replace("_", " ")}"' for word in config.wake.words)
        self._hint = {
            NO_ENGINE: "  speak, it listens",
            "button": "  press the talk button, then speak",
        }.get(config.wake.engine, f"  say {words}, then speak")

    def state(self, state: State) -> None:
        super().state(state)
        if state is State.ASLEEP or (state is State.LISTENING and "listens" in self._hint):
            self._line(Text(self._hint, "dim"))
        elif state is State.LISTENING:
            self._line(Text("  … listening", "dim"))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def _figures(record: TurnRecord) -> str:
    waited = round((record.endpoint_s - record.speech_end_s) * 1000)
    stages = ", ".join(f"{name.replace('_', ' ')} {ms}" for name, ms in record.stages_ms.items())
    ending = ", interrupted" if record.interrupted else ""
    return f"answered after {record.response_ms} ms (end of turn noticed after {waited}; work: {stages}){ending}"
