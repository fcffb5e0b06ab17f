"""What a file of sentences may hold: Home Assistant's format, and beside it `action` in an owner's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from assistant.brain.slots import Value

Texts = tuple[str, ...]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ListValue(_Part):
    """What is said for a value of a list, a template, and what it stands for."""

    said: str = Field(alias="in", min_length=1)
    out: Value | None = None
    context: Mapping[str, Value] = {}


class ListRange(_Part):
    """Numbers of a list."""

    low: float = Field(alias="from")
    high: float = Field(alias="to")
    step: float = Field(1, gt=0)
    multiplier: float = 1
    type: str = "number"


class SlotList(_Part):
    """Exactly one of these."""

    values: tuple[str | ListValue, ...] | None = Field(None, min_length=1)
    range: ListRange | None = None
    wildcard: bool = False
    learnt: bool = False
    """Its values are only known while the assistant runs, and may change; as long as there are none, nothing matches it."""


class Block(_Part):
    """Templates that mean the same."""

    sentences: Texts = Field(min_length=1)
    slots: Mapping[str, Value] = {}
    lists: Mapping[str, SlotList] = {}
    expansion_rules: Mapping[str, str] = {}
    requires_context: Mapping[str, Any] = {}
    excludes_context: Mapping[str, Any] = {}


class Entry(_Part):
    """One intent."""

    data: tuple[Block, ...] = Field(min_length=1)
    action: Mapping[str, Any] | None = None


class Sentences(_Part):
    """A file."""

    language: str | None = None
    intents: Mapping[str, Entry] = {}
    lists: Mapping[str, SlotList] = {}
    expansion_rules: Mapping[str, str] = {}
