"""How many spoken orders are understood with intent and every slot right, clean and in noise: the recogniser and the sentences of
this configuration, on recordings that somebody has labelled."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from assistant.audio import files
from assistant.brain.intents import Match
from assistant.brain.understanding import Understanding
from assistant.errors import UsageError
from assistant.stt import SpeechToText
from assistant.types import Audio, never
from assistant.voice.hearing import hear

SNRS = (24, 21, 18, 15, 12, 9, 6)
"""In dB."""
_FORMAT = '{"file": "one.flac", "intent": "orderDrink", "slots": {"size": "large"}}'


@dataclass(frozen=True, slots=True)
class Order:
    """A recording, and what was asked for in it."""

    file: Path
    intent: str
    slots: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Missed:
    """An order that was not understood right."""

    order: str
    snr_db: int | None
    heard: str
    understood: str
    expected: str


@dataclass(slots=True)
class Outcome:
    """`right[snr]` of `orders`; None is the recording as it is."""

    orders: int
    right: dict[int | None, int] = field(default_factory=dict)
    wrong: int = 0
    """Something else was understood, and would have been done."""
    missed: list[Missed] = field(default_factory=list)

    def record(self) -> dict[str, object]:
        """Ready for JSON."""
        right = {"as it is" if snr is None else f"{snr} dB": count for snr, count in self.right.items()}
        missed = [asdict(one) for one in self.missed]
        return {"orders": self.orders, "right": right, "in_noise": self.in_noise, "wrong": self.wrong, "missed": missed}

    @property
    def in_noise(self) -> float | None:
        """The mean share over all noise levels, in percent."""
        noisy = [count for snr, count in self.right.items() if snr is not None]
        return 100 * sum(noisy) / (len(noisy) * self.orders) if noisy else None


def read(path: Path) -> list[Order]:
    """Orders, one JSON object a line; files are beside it. Raises `UsageError`."""
    orders = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            slots = {name: value.strip() if isinstance(value, str) else value for name, value in entry["slots"].items()}
            orders.append(Order(path.parent / entry["file"], entry["intent"], slots))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(f"{path}:{number}: is not an order; write {_FORMAT}") from error
    if not orders:
        raise UsageError(f"{path}: there are no orders; write one a line: {_FORMAT}")
    return orders


def measure(
    orders: Sequence[Order],
    stt: SpeechToText,
    understanding: Understanding,
    languages: Sequence[str],
    noise: Audio | None,
    progress: Callable[[str], None],
) -> Outcome:
    """Each order clean, and in `noise`, if there is some, at each of `SNRS`: a piece of it that the order's number decides."""
    outcome = Outcome(len(orders))
    for number, order in enumerate(orders):
        progress(f"order {number + 1} of {len(orders)}")
        speech = files.load(order.file)
        for snr, audio in _in_noise(speech, noise, number):
            text = hear(stt, audio, languages, understanding, str, never)
            found = understanding.exactly(text.text, text.language) or understanding.nearly(text.text, text.language)[0]
            right = isinstance(found, Match) and found.intent == order.intent and dict(found.slots) == dict(order.slots)
            outcome.right[snr] = outcome.right.get(snr, 0) + right
            if not right:
                outcome.wrong += isinstance(found, Match)
                outcome.missed.append(Missed(order.file.name, snr, text.text, _shown(found), _shown(order)))
    return outcome


def _in_noise(speech: Audio, noise: Audio | None, seed: int) -> Iterator[tuple[int | None, Audio]]:
    yield None, speech
    if noise is None:
        return
    start = np.random.default_rng(seed).integers(0, max(1, len(noise) - len(speech)))
    piece = np.resize(noise[start:], len(speech)).astype(np.float64)
    level = float(np.sqrt(np.mean(speech.astype(np.float64) ** 2) / max(1.0, float(np.mean(piece**2)))))
    for snr in SNRS:
        mixed = speech + piece * level / 10 ** (snr / 20)
        yield snr, np.clip(np.rint(mixed), -32768, 32767).astype(np.int16)


def _shown(found: object) -> str:
    if isinstance(found, Match | Order):
        return f"{found.intent} {dict(found.slots)}"
    return "nothing" if found is None else type(found).__name__.lower()
