"""Languages of a conversation: which is likeliest."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import UsageError


def with_first(language: str, languages: Sequence[str]) -> tuple[str, ...]:
    """`languages` with `language`, which is one of them, first. Raises `UsageError`."""
    if language not in languages:
        raise UsageError(f"{language} is not configured; add it to `languages`, with a voice in `tts.voices`")
    return (language, *(other for other in languages if other != language))
