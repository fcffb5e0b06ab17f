"""A language model that recites: answers that last as long as a measurement needs, the same every time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from assistant.llm import LanguageModel, Message, OnEnding
from assistant.types import Cancelled, never

TEXTS = (
    "The river begins high in the mountains as a small stream between the rocks. It grows with every valley it passes, "
    "turns the wheels of seven mills, and carries wooden boats down to the harbour. In spring the water is brown and fast.",
    "A good loaf needs flour, water, salt and a lot of patience. Mix them in the evening and leave the bowl in a cool room. "
    "In the morning the dough has doubled, and the kitchen smells of yeast. Bake it until the crust is dark.",
    "Whales sleep with one half of the brain at a time, so that they remember to breathe. A mother swims slowly while her calf "
    "rests beside her. Together they cross whole oceans, from the cold north to the warm bays of the south.",
    "The old clock in the tower was built four hundred years ago by two brothers. One made the wheels and the other the bells. "
    "It has stopped only three times since, once because of snow, and twice because of pigeons.",
)


class Reciter:
    """Says one of `TEXTS` after another, whatever it is asked; everything else is left to `llm`."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm
        self.context_tokens = llm.context_tokens
        self._texts = itertools.cycle(TEXTS)

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._llm.count_tokens(messages)

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        """Nothing to prepare."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        if on_ending is not None:
            on_ending(0.9)
        for word in next(self._texts).split():
            if cancelled():
                return
            yield word + " "
