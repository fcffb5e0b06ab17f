"""What a bench found: sections of figures, as one JSON object, and against those of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.bench.statistics import Spread, ratio
from assistant.errors import UsageError
from assistant.observe.turns import TurnRecord

Better = Literal["less", "more", "neither"]

TOLERANCE = 1.1
"""A figure that is worse by more than this factor is marked."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured. The unit is in the name."""

    name: str
    value: Spread | float | None
    """None where there was nothing to measure."""
    better: Better = "less"

    def cells(self) -> dict[str, float | None]:
        """Its numbers by name: those of the spread, or one without a name."""
        return asdict(self.value) if isinstance(self.value, Spread) else {"": self.value}


@dataclass(frozen=True, slots=True)
class Report:
    """`facts` say what the figures were measured on."""

    facts: Mapping[str, Any]
    sections: Mapping[str, Sequence[Figure]]
    turns: Sequence[TurnRecord] = ()

    def json(self) -> str:
        """One line of JSON: the facts, `figures` by section and name, `turns`."""
        figures = {
            title: {figure.name: _plain(figure.value) for figure in section} for title, section in self.sections.items()
        }
        turns = [asdict(turn) for turn in self.turns]
        return json.dumps({**self.facts, "figures": figures, "turns": turns}, ensure_ascii=False)


def _plain(value: Spread | float | None) -> Any:
    return asdict(value) if isinstance(value, Spread) else value


@dataclass(frozen=True, slots=True)
class Change:
    """One number, before and after."""

    section: str
    name: str
    before: float | None
    after: float | None
    better: Better

    @property
    def ratio(self) -> float | None:
        """After / before."""
        return ratio(self.after, self.before)

    @property
    def worse(self) -> bool:
        """By more than a tenth."""
        if self.before is None or self.after is None or self.better == "neither":
            return False
        smaller, larger = (self.before, self.after) if self.better == "less" else (self.after, self.before)
        return larger > smaller * TOLERANCE


def read(path: Path) -> Mapping[str, Any]:
    """The figures of a saved report by section and name. Raises `UsageError` when it is none."""
    try:
        figures = json.loads(path.read_text(encoding="utf-8"))["figures"]
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}); make one with: colibri bench --out FILE"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no report of colibri bench; make one with: colibri bench --out FILE") from error
    if not isinstance(figures, dict) or not all(isinstance(section, dict) for section in figures.values()):
        raise UsageError(f"{path} is no report of colibri bench; make one with: colibri bench --out FILE")
    return figures


def changes(before: Mapping[str, Any], after: Report) -> Iterator[Change]:
    """Every number of `after` that `before`, as `read` gives it, has too."""
    for title, section in after.sections.items():
        for figure in section:
            earlier = before.get(title, {}).get(figure.name)
            numbers = earlier if isinstance(earlier, dict) else {"": earlier}
            for cell, value in figure.cells().items():
                known = numbers.get(cell)
                if isinstance(known, int | float):
                    yield Change(title, f"{figure.name} {cell}".strip(), known, value, figure.better)
