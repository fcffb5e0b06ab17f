"""This board says what it is."""

from assistant.observe.board import this_board


def test_facts_are_there_and_plausible() -> None:
    board = this_board()
    assert board.cores >= 1
    assert 0 < board.available_mb <= board.memory_mb
    assert board.cpu
    assert board.python.count(".") == 2
