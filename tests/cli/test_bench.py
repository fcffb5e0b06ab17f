"""`colibri bench`: figures, for people and for programs."""

from __future__ import annotations

from tests.cli.command import colibri


def test_the_ring_as_json_is_one_object_with_the_board_it_was_measured_on() -> None:
    (record,) = colibri("bench", "--ring", "--json").records
    assert record["ring"]["write_ns"] > 0
    assert record["board"]["cores"] >= 1


def test_the_ring_for_people() -> None:
    ended = colibri("bench", "--ring")
    assert ended.code == 0
    assert "write_ns" in ended.out
    assert "cores" in ended.out
