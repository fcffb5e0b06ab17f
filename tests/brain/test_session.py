"""History: whole turns leave, the oldest first, and rarely."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.session import Exchange, Session
from assistant.llm import Message


def words(messages: Sequence[Message]) -> int:
    return sum(len(message.content.split()) for message in messages)


def test_messages_alternate_and_an_unheard_answer_is_not_forgotten() -> None:
    session = Session(100, words)
    session.add(Exchange("What is this?", "A bird."))
    session.add(Exchange("And that?", ""))
    assert [(message.role, message.content) for message in session.messages()] == [
        ("user", "What is this?"), ("assistant", "A bird."), ("user", "And that?"), ("assistant", "..."),
    ]  # fmt: skip


def test_clear_forgets_everything() -> None:
    session = Session(100, words)
    session.add(Exchange("a", "b"))
    session.clear()
    assert session.messages() == []


@given(st.lists(st.integers(1, 30), max_size=60))
def test_the_budget_holds_the_newest_stay_and_trimming_is_rare(lengths: list[int]) -> None:
    session, trims = Session(60, words), 0
    for number, length in enumerate(lengths):
        before = session.exchanges
        session.add(Exchange(f"{number}", " ".join(["word"] * length)))
        assert words(session.messages()) <= 60
        kept = [int(exchange.user) for exchange in session.exchanges]
        assert kept == list(range(number + 1 - len(kept), number + 1))
        trims += session.exchanges[: len(before)] != before
    # After a cut at least half of the budget is free again.
    assert trims <= 1 + sum(lengths + [1] * len(lengths)) // 29


def test_one_exchange_that_is_longer_than_the_budget_leaves_nothing_half() -> None:
    session = Session(10, words)
    session.add(Exchange("q", " ".join(["word"] * 50)))
    assert session.exchanges == ()
