from __future__ import annotations

from typing import Any

import pytest

from assistant.llm.gguf import Gguf
from assistant.llm.sampling import Sampling

PROMPT = "<|im_start|>user\nTell me about the sea.<|im_end|>\n<|im_start|>assistant\n"


@pytest.fixture(scope="module")
def model(starter: Any) -> Gguf:
    path = starter.path("smollm2-135m-instruct").path
    file = path if path.is_file() else next(path.glob("*.gguf"))
    return Gguf(file, context_tokens=256, batch_tokens=64, threads=1, threads_batch=1, mmap=True, mlock=False)


def answer(model: Gguf, count: int = 12, **settings: float) -> list[int]:
    sampling = Sampling(**{"temperature": 0.0, "top_p": 1.0, "repeat_penalty": 1.0, "seed": 1, **settings})  # type: ignore[arg-type]
    model.rewind(0)
    model.evaluate(model.tokenize(PROMPT))
    return [token for token, _ in zip(model.generate(sampling), range(count), strict=False)]


@pytest.mark.models
def test_chance_repeats_with_the_same_seed(model: Gguf) -> None:
    assert answer(model, temperature=1.8) == answer(model, temperature=1.8)
    assert answer(model, temperature=1.8) != answer(model, temperature=1.8, seed=2)


@pytest.mark.models
def test_without_temperature_chance_has_no_say(model: Gguf) -> None:
    assert answer(model) == answer(model, seed=2, top_p=0.1)


@pytest.mark.models
def test_only_the_likeliest_word_is_left_by_a_tiny_top_p(model: Gguf) -> None:
    assert answer(model, temperature=1.8, top_p=1e-6) == answer(model)


@pytest.mark.models
def test_a_strong_penalty_lets_no_word_come_twice_so_soon(model: Gguf) -> None:
    repeated = answer(model, count=40, repeat_penalty=2.0)
    assert len(set(repeated)) > len(set(answer(model, count=40)))
