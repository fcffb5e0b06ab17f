"""Rounds in a simulated room, with scripted engines: what counts as noticed, as silent, as false."""

from __future__ import annotations

import numpy as np

from assistant.audio.room import Room
from assistant.bench.clips import Clip
from assistant.bench.room import Kind, Outcome, Round, _silence_after
from assistant.bench.rounds import figures
from assistant.types import from_ms

QUESTION = Clip("Tell me.", "en", np.ones(1600, np.int16), 1600)


def outcome(kind: Kind, **found: object) -> Outcome:
    return Outcome(Round(QUESTION, kind, None if kind is Kind.NOBODY else QUESTION), Room(), **found)  # type: ignore[arg-type]


def test_silence_is_where_it_begins_to_last() -> None:
    played = np.full(from_ms(3000), 500, np.int16)
    played[from_ms(400) : from_ms(430)] = 0  # a plosive is no silence
    played[from_ms(1200) :] = 0
    assert _silence_after(played, from_ms(1000)) == 200
    assert _silence_after(np.full(from_ms(4000), 500, np.int16), 0) is None


def test_figures_count_each_kind_for_itself() -> None:
    found = {
        figure.name: figure.value
        for figure in figures(
            [
                outcome(Kind.NOBODY, answered=True, hushed=1),
                outcome(Kind.WORDS, answered=True, over_at=1, interrupted=True, silent_ms=180),
                outcome(Kind.WORDS, answered=True, over_at=1, silent_ms=None),
                outcome(Kind.NOISE, answered=True, over_at=1, hushed=2),
            ]
        )
    }
    assert found["answers_given"] == 4
    assert (found["interrupted_itself"], found["hushed_by_itself"]) == (0, 1)
    assert found["noticed_share"] == 0.5
    assert (found["false_stops_share"], found["false_hushes_share"]) == (0.0, 1.0)
