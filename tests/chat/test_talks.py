"""Conversations in writing: when one goes on, and when it begins anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from assistant.brain.brain import Brain, BrainSettings
from assistant.chat.store import Lane
from assistant.chat.talks import MOST, SILENT_S, Talks
from assistant.people import Person, Role
from assistant.workers import Worker
from tests.chat.store.given import Clock
from tests.fakes import ScriptedLlm

ANNA, BEN = Person("anna", Role.OWNER), Person("ben", Role.GUEST)
LANE = Lane("fake", "bot", "u1")


@contextmanager
def talking() -> Iterator[tuple[Talks, Clock]]:
    worker, clock = Worker("llm", bound=1), Clock()
    try:
        yield Talks(Brain(ScriptedLlm(), worker, BrainSettings()), clock), clock
    finally:
        worker.close()


def lane(user: int) -> Lane:
    return Lane("fake", "bot", f"{user}")


def test_a_conversation_goes_on_until_it_was_silent_for_long() -> None:
    with talking() as (talks, clock):
        sessions = [talks.of(LANE, ANNA)]
        for silent_s in (1.0, SILENT_S, SILENT_S):  # each time since the last message, not since the first
            clock.now += silent_s
            sessions.append(talks.of(LANE, ANNA))
        assert all(one is next_ for one, next_ in pairwise(sessions))


def test_after_a_long_silence_it_begins_anew() -> None:
    with talking() as (talks, clock):
        before = talks.of(LANE, ANNA)
        clock.now += SILENT_S + 1
        after = talks.of(LANE, ANNA)
        assert after is not before
        clock.now += SILENT_S
        assert talks.of(LANE, ANNA) is after


def test_it_is_held_in_writing_with_whoever_writes() -> None:
    with talking() as (talks, _):
        session = talks.of(LANE, BEN)
        assert (session.person, session.aloud, session.exchanges) == (BEN, False, ())


def test_who_has_become_somebody_else_begins_a_new_one() -> None:
    with talking() as (talks, _):
        sessions = [talks.of(LANE, person) for person in (ANNA, BEN, Person("ben", Role.OWNER), ANNA)]
        assert [session.person.id for session in sessions] == ["anna", "ben", "ben", "anna"]
        assert len({id(session) for session in sessions}) == 4
        assert talks.of(LANE, Person("anna", Role.OWNER)) is sessions[-1]


def test_each_lane_has_a_conversation_of_its_own_though_it_is_the_same_person() -> None:
    with talking() as (talks, _):
        lanes = [LANE, LANE._replace(channel="other"), LANE._replace(account="other"), LANE._replace(user="other")]
        sessions = [talks.of(one, ANNA) for one in lanes]
        assert len({id(session) for session in sessions}) == len(lanes)
        assert all(talks.of(one, ANNA) is session for one, session in zip(lanes, sessions, strict=True))


def test_of_so_many_conversations_none_is_forgotten() -> None:
    with talking() as (talks, _):
        sessions = [talks.of(lane(user), ANNA) for user in range(MOST)]
        assert all(talks.of(lane(user), ANNA) is session for user, session in enumerate(sessions))


def test_of_one_more_the_one_that_was_silent_for_longest_is_forgotten() -> None:
    with talking() as (talks, _):
        sessions = [talks.of(lane(user), ANNA) for user in range(MOST)]
        talks.of(lane(0), ANNA)
        talks.of(lane(1), BEN)  # also who begins anew is not silent
        newest = talks.of(lane(MOST), ANNA)
        remembered = (0, *range(3, MOST))
        assert all(talks.of(lane(user), ANNA) is sessions[user] for user in remembered)
        assert talks.of(lane(MOST), ANNA) is newest
        assert talks.of(lane(2), ANNA) is not sessions[2]


def test_a_conversation_that_is_forgotten_begins_anew_and_others_go_on() -> None:
    with talking() as (talks, _):
        mine, other = talks.of(LANE, ANNA), talks.of(lane(1), ANNA)
        talks.forget(LANE)
        talks.forget(LANE)
        assert talks.of(LANE, ANNA) is not mine
        assert talks.of(lane(1), ANNA) is other
