"""The record of a turn: one shape for replay, bench, the log and the web page."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One turn. Times ending in `_s` are positions in the microphone's stream."""

    turn: int
    wake_s: float | None
    speech_start_s: float
    speech_end_s: float
    """Where speech really ended, not where it was noticed."""
    endpoint_s: float
    """Where the turn was judged to be over."""
    draft_s: float | None
    """Where work on the reply began that was heard."""
    first_audio_s: float | None
    """Where the reply's first sample left the speaker; None when nothing was heard."""
    response_ms: int | None
    """First reply sample minus last speech sample, both at the device boundary."""
    transcript: str
    language: str
    reply: str
    """All that was to be said."""
    heard: str
    """What of it left the speaker."""
    source: str
    """`llm`, `intent:NAME`, or `error` for the apology when a stage failed."""
    interrupted: bool
    drafts: int
    """How many drafts were begun, the committed one included."""
    stages_ms: dict[str, int] = field(default_factory=dict)
    """Computing time of `stt`, then from the transcript on: `llm_first_token`, `llm_first_clause`; and `tts_first_audio`."""
    cpu_s: float = 0.0
    """Processor time of the whole process from the start of speech to the end of the reply."""

    def json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


class TurnLog:
    """The last `keep` turns, in memory only."""

    def __init__(self, keep: int = 200) -> None:
        self._records: deque[TurnRecord] = deque(maxlen=keep)

    def add(self, record: TurnRecord) -> None:
        self._records.append(record)

    def __iter__(self) -> Iterator[TurnRecord]:
        return iter(tuple(self._records))

    def __len__(self) -> int:
        return len(self._records)
