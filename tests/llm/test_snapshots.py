from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from assistant.llm.chat_format import common_prefix
from assistant.llm.snapshots import WORTH_KEEPING, WORTH_RESTORING, Snapshots

SYSTEM = list(range(100))


def talk(which: int, length: int) -> list[int]:
    """A conversation's tokens after the same system prompt."""
    return SYSTEM + [1000 * which + i for i in range(length)]


def keep(snapshots: Snapshots[bytes], tokens: Sequence[int], bytes_a_token: int = 1) -> None:
    size = len(tokens) * bytes_a_token
    snapshots.keep(tokens, size, lambda: bytes(size))


def find(snapshots: Snapshots[bytes], prompt: list[int], have: int) -> list[int] | None:
    found = snapshots.find(lambda tokens: common_prefix(tokens, prompt), have)
    return None if found is None else list(found.tokens)


def test_a_conversation_is_found_again_by_its_longer_beginning() -> None:
    snapshots = Snapshots[bytes](10_000)
    keep(snapshots, talk(1, 200))
    keep(snapshots, talk(2, 100))
    assert find(snapshots, [*talk(1, 200), 7, 8], have=100) == talk(1, 200)
    assert find(snapshots, [*talk(2, 100), 7, 8], have=100) == talk(2, 100)
    assert find(snapshots, [*talk(3, 9)], have=100) is None


def test_a_few_tokens_are_evaluated_rather_than_restored() -> None:
    snapshots = Snapshots[bytes](10_000)
    keep(snapshots, talk(1, 200))
    assert find(snapshots, talk(1, 200), have=300 - WORTH_RESTORING) == talk(1, 200)
    assert find(snapshots, talk(1, 200), have=301 - WORTH_RESTORING) is None


def test_what_would_cost_little_is_not_kept() -> None:
    snapshots = Snapshots[bytes](10_000)
    prompt = talk(2, 10)
    assert snapshots.wants(talk(1, WORTH_KEEPING), 100, prompt)
    assert not snapshots.wants(talk(1, WORTH_KEEPING - 1), 100, prompt)
    assert not snapshots.wants([], 0, prompt)
    assert not Snapshots[bytes](0).wants(talk(1, 500), 100, prompt)


def test_what_is_kept_already_is_not_kept_again() -> None:
    snapshots = Snapshots[bytes](10_000)
    keep(snapshots, talk(1, 200))
    assert not snapshots.wants(talk(1, 199 + WORTH_RESTORING), 100, talk(2, 10))
    assert snapshots.wants(talk(1, 200 + WORTH_RESTORING), 100, talk(2, 10))
    assert snapshots.wants(talk(2, 200), 100, talk(1, 10))


def test_a_history_that_lost_its_oldest_turns_is_the_same_conversation() -> None:
    cached = talk(1, 400)
    assert not Snapshots[bytes](10_000).wants(cached, 100, [*SYSTEM, *cached[300:], 7, 8])
    assert Snapshots[bytes](10_000).wants(cached, 100, [*SYSTEM, *cached[-40:]])


def test_a_grown_conversation_takes_its_old_place() -> None:
    snapshots = Snapshots[bytes](10_000)
    keep(snapshots, talk(1, 200))
    keep(snapshots, talk(2, 200))
    keep(snapshots, talk(1, 300))
    assert [list(snapshot.tokens) for snapshot in snapshots.kept] == [talk(2, 200), talk(1, 300)]


def test_the_one_not_used_for_longest_makes_room() -> None:
    snapshots = Snapshots[bytes](600)
    keep(snapshots, talk(1, 100))
    keep(snapshots, talk(2, 100))
    keep(snapshots, talk(3, 100))
    assert find(snapshots, talk(1, 100), have=100) == talk(1, 100)
    keep(snapshots, talk(4, 100))
    assert [snapshot.tokens[100] for snapshot in snapshots.kept] == [3000, 1000, 4000]


def test_what_is_larger_than_the_limit_is_never_copied() -> None:
    snapshots = Snapshots[bytes](600)
    keep(snapshots, talk(1, 100))

    def take() -> bytes:
        raise AssertionError("copied")

    snapshots.keep(talk(2, 600), 601, take)
    assert len(snapshots.kept) == 1


TURNS = st.lists(st.tuples(st.integers(1, 4), st.integers(0, 300), st.integers(1, 4)), max_size=30)


@given(TURNS, st.integers(0, 2000))
def test_the_limit_holds_and_what_is_found_gains(turns: list[tuple[int, int, int]], limit: int) -> None:
    snapshots = Snapshots[bytes](limit)
    cached: list[int] = []
    for which, length, width in turns:
        prompt = talk(which, length)
        have = common_prefix(cached, prompt)
        found = snapshots.find(lambda tokens, prompt=prompt: common_prefix(tokens, prompt), have)  # type: ignore[misc]
        if snapshots.wants(cached, have, prompt):
            keep(snapshots, cached, width)
        assert sum(len(snapshot.state) for snapshot in snapshots.kept) <= limit
        if found is not None:
            assert common_prefix(found.tokens, prompt) >= have + WORTH_RESTORING
        cached = prompt


@given(TURNS)
def test_with_room_for_all_nothing_much_is_evaluated_twice(turns: list[tuple[int, int, int]]) -> None:
    snapshots = Snapshots[bytes](10**9)
    cached: list[int] = []
    seen: dict[int, int] = {}
    for which, length, _ in turns:
        length = max(length, seen.get(which, 0))
        prompt = talk(which, length)
        have = common_prefix(cached, prompt)
        found = snapshots.find(lambda tokens, prompt=prompt: common_prefix(tokens, prompt), have)  # type: ignore[misc]
        if snapshots.wants(cached, have, prompt):
            keep(snapshots, cached)
        start = have if found is None else common_prefix(found.tokens, prompt)
        known = len(SYSTEM) + seen[which] if which in seen else 0
        assert known - start < WORTH_KEEPING + WORTH_RESTORING
        seen[which] = length
        cached = prompt
