"""Push to talk: no word wakes it, only the talk button or a signal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant import registry
from assistant.types import Audio, Samples, from_ms


class ButtonOnly:
    """Hears nothing. The configured words have no meaning."""

    class Options(registry.Options):
        pass

    hop: Samples = from_ms(100)

    def __init__(self, words: Sequence[str], options: Options) -> None:
        self.phrases: Mapping[str, str] = {}
        self.thresholds: Mapping[str, float] = {}

    def scores(self, frame: Audio) -> Mapping[str, float]:
        return {}

    def reset(self) -> None:
        pass
