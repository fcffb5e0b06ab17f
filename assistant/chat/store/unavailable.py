"""The one error of the store."""

from __future__ import annotations

from assistant.errors import ColibriError


class StoreUnavailable(ColibriError):
    """The disk fails, is full or locked, or too much waits for it already. Nothing of what was asked has been done."""
