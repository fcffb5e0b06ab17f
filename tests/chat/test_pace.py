"""The pace: of each conversation its latest answers are remembered, and no more than are asked about."""

from __future__ import annotations

from assistant.chat.pace import MOST, Pace
from assistant.chat.store import Lane


def lane(user: str | int) -> Lane:
    return Lane("fake", "bot", f"{user}")


ANNA, BEN = lane("anna"), lane("ben")


def test_who_was_never_answered_has_a_clean_sheet() -> None:
    pace = Pace(3)
    assert (list(pace.answers(ANNA)), pace.told(ANNA)) == ([], 0.0)


def test_answers_are_remembered_in_their_order() -> None:
    pace = Pace(3)
    pace.answered(ANNA, 5.0)
    pace.answered(ANNA, 7.0)
    assert list(pace.answers(ANNA)) == [5.0, 7.0]


def test_only_so_many_answers_are_remembered_the_latest() -> None:
    pace = Pace(3)
    for now in range(10):
        pace.answered(ANNA, now)
    assert list(pace.answers(ANNA)) == [7, 8, 9]


def test_who_was_told_to_slow_down_was_told_last_then() -> None:
    pace = Pace(3)
    pace.tell(ANNA, 5.0)
    pace.tell(ANNA, 7.0)
    assert (pace.told(ANNA), list(pace.answers(ANNA))) == (7.0, [])
    pace.answered(ANNA, 8.0)
    assert (pace.told(ANNA), list(pace.answers(ANNA))) == (7.0, [8.0])


def test_each_conversation_has_a_pace_of_its_own() -> None:
    pace = Pace(3)
    pace.answered(ANNA, 5.0)
    pace.tell(ANNA, 6.0)
    pace.answered(BEN, 7.0)
    others = [BEN, ANNA._replace(channel="other"), ANNA._replace(account="other")]
    assert [(list(pace.answers(one)), pace.told(one)) for one in others] == [([7.0], 0.0), ([], 0.0), ([], 0.0)]
    assert (list(pace.answers(ANNA)), pace.told(ANNA)) == ([5.0], 6.0)


def test_of_so_many_conversations_none_is_forgotten() -> None:
    pace = Pace(3)
    for user in range(MOST):
        pace.answered(lane(user), user)
    assert all(list(pace.answers(lane(user))) == [user] for user in range(MOST))


def test_of_one_more_the_one_that_was_silent_for_longest_is_forgotten() -> None:
    pace = Pace(3)
    for user in range(MOST):
        pace.answered(lane(user), user)
        pace.tell(lane(user), 0.5)
    pace.answered(lane(0), 2000.0)
    pace.tell(lane(1), 2001.0)
    pace.answered(lane("new"), 2002.0)
    remembered = [lane(user) for user in (0, 1, *range(3, MOST), "new")]
    assert all(pace.answers(one) for one in remembered)
    assert (list(pace.answers(lane(2))), pace.told(lane(2))) == ([], 0.0)


def test_who_is_asked_about_is_not_silent() -> None:
    pace = Pace(3)
    for user in range(MOST):
        pace.answered(lane(user), 1.0 + user)
    assert pace.answers(lane(0))
    assert pace.told(lane(1)) == 0.0
    pace.answered(lane("new"), 2000.0)
    pace.answered(lane("newer"), 2000.0)
    assert [bool(pace.answers(lane(user))) for user in (0, 1, 4)] == [True, True, True]
    assert [bool(pace.answers(lane(user))) for user in (2, 3)] == [False, False]
