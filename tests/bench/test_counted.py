from __future__ import annotations

from assistant.bench.counted import Counted
from tests.fakes import ScriptedLlm


def test_the_last_answer_before_a_turn_was_given_and_all_others_were_not() -> None:
    llm = Counted(ScriptedLlm("one two", "one two three", "one", "one two three four"))
    for _ in range(2):
        list(llm.stream([], max_tokens=9))
    llm.given()
    assert (llm.kept, llm.wasted) == (3, 2)
    for _ in range(2):
        list(llm.stream([], max_tokens=9))
    assert (llm.kept, llm.wasted) == (3, 7)


def test_a_cancelled_answer_counts_as_far_as_it_came() -> None:
    llm = Counted(ScriptedLlm("one two three"))
    stream = llm.stream([], max_tokens=9)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert (llm.kept, llm.wasted) == (0, 1)


def test_a_turn_without_an_answer_is_none() -> None:
    llm = Counted(ScriptedLlm())
    llm.given()
    assert (llm.kept, llm.wasted) == (0, 0)


def test_all_else_is_the_model_itself() -> None:
    model = ScriptedLlm()
    assert Counted(model).context_tokens == 2048
    Counted(model).prefill([])
    assert model.prefilled == [[]]
