"""Small sentence files, written where a test wants them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

from assistant.brain.intents import IntentMatcher


def write(folder: Path, name: str, text: str) -> Path:
    """A file of sentences; the path is relative to `folder`."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dedent(text), encoding="utf-8")
    return path


def skill(folder: Path, text: str, language: str = "en", name: str = "skill") -> None:
    """The sentences of a skill, beside the typed slots that all use."""
    kinds = "number ordinal percent duration time daytime day text item name".split()
    write(folder, "common.yaml", "lists: {" + ", ".join(f"{kind}: {{wildcard: true}}" for kind in kinds) + "}")
    write(folder, f"{language}/{name}.yaml", f"language: {language}\n" + dedent(text))


def matcher(folder: Path, text: str, language: str = "en", **options: Any) -> IntentMatcher:
    """A matcher of one skill with those sentences."""
    skill(folder, text, language)
    return IntentMatcher(["skill"], [language], sentences=folder, **options)


def templates(*sentences: str, intent: str = "Do", more: str = "") -> str:
    """A file with one intent that has those templates."""
    lines = "\n".join(f"          - {sentence!r}" for sentence in sentences)
    return f"intents:\n  {intent}:\n    data:\n      - sentences:\n{lines}\n{more}"
