"""This board says what it is."""

from assistant.observe.board import is_pressure, this_board


def test_facts_are_there_and_plausible() -> None:
    board = this_board()
    assert board.cores >= 1
    assert 0 < board.available_mb <= board.memory_mb
    assert board.cpu
    assert board.python.count(".") == 2


def test_a_hot_or_crowded_board_is_under_pressure() -> None:
    assert not is_pressure(None, 1.0, 2)
    assert not is_pressure(79.9, 4.0, 2)
    assert is_pressure(80.0, 0.0, 4)
    assert is_pressure(40.0, 8.1, 4)
