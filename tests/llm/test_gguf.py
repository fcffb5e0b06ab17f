from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assistant.errors import EngineError
from assistant.llm.gguf import Gguf
from assistant.llm.sampling import Sampling

GREEDY = Sampling(temperature=0.0, top_p=1.0, repeat_penalty=1.0, seed=1)
PROMPT = "<|im_start|>user\nCount: one two three four<|im_end|>\n<|im_start|>assistant\n"


def load(path: Path) -> Gguf:
    return Gguf(path, context_tokens=256, batch_tokens=64, threads=1, threads_batch=2, mmap=True, mlock=False)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x00" * 100])
def test_what_is_no_gguf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.gguf"
    path.write_bytes(content)
    with pytest.raises(EngineError, match="is not a GGUF model; fetch it again"):
        load(path)


@pytest.fixture(scope="module")
def file(starter: Any) -> Path:
    path: Path = starter.path("smollm2-135m-instruct").path
    return path if path.is_file() else next(path.glob("*.gguf"))


@pytest.fixture(scope="module")
def model(file: Path) -> Gguf:
    return load(file)


def answer(model: Gguf, sampling: Sampling, count: int = 8) -> list[int]:
    model.rewind(0)
    model.evaluate(model.tokenize(PROMPT))
    return [token for token, _ in zip(model.generate(sampling), range(count), strict=False)]


@pytest.mark.models
def test_a_truncated_file_is_an_engine_error_and_prints_nothing(
    file: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with file.open("rb") as whole:
        (tmp_path / "cut.gguf").write_bytes(whole.read(4_000_000))
    with pytest.raises(EngineError, match=r"cut\.gguf does not load .*fetch it again"):
        load(tmp_path / "cut.gguf")
    assert capfd.readouterr() == ("", "")


@pytest.mark.models
@pytest.mark.parametrize("text", ["Hello, world.", "Café à Zürich, 日本 🙂", "a\n\n  b\t" + "x" * 300])
def test_pieces_spell_the_text(model: Gguf, text: str) -> None:
    assert b"".join(map(model.piece, model.tokenize(text))).decode() == text


@pytest.mark.models
def test_control_tokens_are_recognised_and_spell_nothing(model: Gguf) -> None:
    tokens = model.tokenize(PROMPT)
    control = [token for token in tokens if model.is_control(token)]
    assert len(control) == 3
    assert all(model.piece(token) == b"" for token in control)
    assert {"<|im_start|>", "<|im_end|>", "<|endoftext|>"} <= set(model.control_texts())
    assert "the" not in model.control_texts()


@pytest.mark.models
@pytest.mark.parametrize(("text", "ends"), [("What is the capital of France", True), ("What is the capital of", False)])
def test_the_ending_is_that_of_the_tokens_evaluated_last(model: Gguf, text: str, ends: bool) -> None:
    model.rewind(0)
    model.evaluate(model.tokenize(f"<|im_start|>user\n{text}"))
    assert (model.ending() > 0.2) is ends


@pytest.mark.models
def test_marks_and_control_tokens_close_and_words_do_not(model: Gguf) -> None:
    closing = {token for token, closes in enumerate(model._closing) if closes}
    assert {*model.tokenize("."), *model.tokenize(" ?"), *model.tokenize("!"), *model.tokenize("<|im_end|>")} <= closing
    assert not closing & {*model.tokenize(", and"), *model.tokenize(" of the")}


@pytest.mark.models
def test_a_rewound_cache_answers_as_a_fresh_one(model: Gguf) -> None:
    fresh = answer(model, GREEDY)
    tokens = model.tokenize(PROMPT)
    model.rewind(len(tokens) - 4)
    assert model.cached == tokens[:-4]
    model.evaluate(tokens[-4:])
    again = [token for token, _ in zip(model.generate(GREEDY), range(8), strict=False)]
    assert again == fresh


@pytest.mark.models
def test_a_restored_cache_answers_as_the_one_that_was_copied(model: Gguf) -> None:
    fresh = answer(model, GREEDY)
    tokens = model.tokenize(PROMPT)
    model.rewind(len(tokens))
    state = model.state()
    assert len(state) == model.state_size()
    model.rewind(0)
    model.evaluate([100] * 60)
    model.restore(tokens, state)
    assert model.cached == tokens
    model.rewind(len(tokens) - 1)
    model.evaluate(tokens[-1:])
    assert [token for token, _ in zip(model.generate(GREEDY), range(8), strict=False)] == fresh


@pytest.mark.models
def test_a_state_that_does_not_load_leaves_an_empty_cache(model: Gguf) -> None:
    answer(model, GREEDY)
    state = model.state()
    state[:] = [0] * len(state)
    model.restore([1, 2], state)
    assert model.cached == []
    assert answer(model, GREEDY)


@pytest.mark.models
def test_too_many_tokens_are_an_engine_error_and_the_cache_works_afterwards(model: Gguf) -> None:
    model.rewind(0)
    for _ in range(4):
        model.evaluate([100] * 64)
    with pytest.raises(EngineError, match="lower context_tokens"):
        model.evaluate([100])
    assert model.cached == []
    assert answer(model, GREEDY)
