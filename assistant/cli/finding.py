"""One line of the doctor's table."""

from __future__ import annotations

from dataclasses import dataclass

from rich.text import Text

from assistant.errors import ColibriError


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with an `exit_code` keeps Colibri from working; without one it is a warning."""

    subject: str
    ok: bool
    finding: str
    mend: str = ""
    exit_code: int = 0

    @property
    def verdict(self) -> Text:
        return (
            Text("ok", "green") if self.ok else Text("problem", "red") if self.exit_code else Text("warning", "yellow")
        )


def check(subject: str, ok: bool, finding: str, mend: str) -> Finding:
    """A warning that says how to mend it, unless it is `ok`."""
    return Finding(subject, ok, finding, "" if ok else mend)


def problem(subject: str, error: ColibriError, exit_code: int = 0) -> Finding:
    """Messages of the error tree say what happened, then after a semicolon what to do."""
    finding, _, mend = str(error).partition("; ")
    return Finding(subject, False, finding, mend, exit_code)
