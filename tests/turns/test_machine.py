"""The turn machine: its stories, and that no order of events surprises it or lets a dropped draft be heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import (
    Event,
    ReplyEmpty,
    ReplyFinished,
    ReplySounded,
    SpeechConfirmed,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.turns.machine import (
    TABLE,
    Action,
    BeginDraft,
    CommitDraft,
    DropDraft,
    Duck,
    HoldReply,
    Interrupt,
    ReleaseReply,
    State,
    TurnMachine,
    Unduck,
    UnlistedTransition,
)

PRE_ROLL = 4800


def story(*events: Event, machine: TurnMachine | None = None) -> tuple[TurnMachine, list[Action]]:
    machine = machine or TurnMachine(PRE_ROLL)
    return machine, [action for event in events for action in machine.handle(event)]


def test_a_plain_turn() -> None:
    machine, actions = story(
        SpeechStarted(16_000),
        SpeechPaused(32_000, 34_560),
        SpeechEnded(32_000, 43_200),
        ReplySounded(1),
        ReplyFinished(1),
    )
    assert actions == [BeginDraft(1, 11_200, 34_560, 16_000, 32_000), CommitDraft(1, 43_200)]
    assert machine.state is State.LISTENING


def test_a_breath_drops_the_draft_and_the_next_one_has_all_of_the_audio() -> None:
    _, actions = story(
        SpeechStarted(16_000),
        SpeechPaused(32_000, 34_560),
        SpeechResumed(36_000),
        SpeechPaused(50_000, 52_560),
        SpeechEnded(50_000, 61_200),
    )
    assert actions == [
        BeginDraft(1, 11_200, 34_560, 16_000, 32_000),
        DropDraft(1),
        BeginDraft(2, 11_200, 52_560, 16_000, 50_000),
        CommitDraft(2, 61_200),
    ]


def test_a_turn_without_a_draft_is_answered_all_the_same() -> None:
    machine, actions = story(SpeechStarted(16_000), SpeechEnded(32_000, 43_200))
    assert actions == [BeginDraft(1, 11_200, 43_200, 16_000, 32_000), CommitDraft(1, 43_200)]
    assert machine.state is State.THINKING


def test_going_on_before_the_reply_sounds_is_the_same_turn() -> None:
    _, actions = story(
        SpeechStarted(16_000),
        SpeechPaused(32_000, 34_560),
        SpeechEnded(32_000, 43_200),
        SpeechStarted(44_000),
        SpeechConfirmed(48_800),
        SpeechPaused(60_000, 62_560),
    )
    assert actions[2:] == [HoldReply(1), DropDraft(1), BeginDraft(2, 11_200, 62_560, 16_000, 60_000)]


def test_a_cough_before_the_reply_sounds_only_holds_it() -> None:
    machine, actions = story(
        SpeechStarted(16_000),
        SpeechPaused(32_000, 34_560),
        SpeechEnded(32_000, 43_200),
        SpeechStarted(44_000),
        SpeechPaused(46_000, 48_560),
    )
    assert actions[2:] == [HoldReply(1), ReleaseReply(1)]
    assert machine.state is State.THINKING


def speaking() -> TurnMachine:
    machine, _ = story(
        SpeechStarted(16_000), SpeechPaused(32_000, 34_560), SpeechEnded(32_000, 43_200), ReplySounded(1)
    )
    return machine


def test_a_cough_over_the_reply_ducks_it_for_a_moment() -> None:
    machine, actions = story(SpeechStarted(60_000), SpeechPaused(61_600, 64_160), machine=speaking())
    assert actions == [Duck(), Unduck()]
    assert machine.state is State.SPEAKING


def test_words_over_the_reply_interrupt_it_and_are_the_next_turn() -> None:
    machine, actions = story(
        SpeechStarted(60_000),
        SpeechConfirmed(64_800),
        SpeechPaused(70_000, 72_560),
        SpeechEnded(70_000, 81_200),
        machine=speaking(),
    )
    assert actions == [
        Duck(),
        Interrupt(1),
        Unduck(),
        BeginDraft(2, 55_200, 72_560, 60_000, 70_000),
        CommitDraft(2, 81_200),
    ]
    assert machine.state is State.THINKING


def test_a_reply_that_left_while_it_was_held_back_is_spoken_over_by_a_new_turn() -> None:
    machine, actions = story(
        SpeechStarted(16_000),
        SpeechPaused(32_000, 34_560),
        SpeechEnded(32_000, 43_200),
        SpeechStarted(44_000),
        ReplySounded(1),
        SpeechConfirmed(48_800),
        SpeechPaused(60_000, 62_560),
    )
    # What follows the part that left is not held back any more, or a cough would silence it for good.
    assert actions[2:4] == [HoldReply(1), ReleaseReply(1)]
    assert actions[4:] == [Duck(), Interrupt(1), Unduck(), BeginDraft(2, 39_200, 62_560, 44_000, 60_000)]
    assert machine.state is State.PAUSED


def test_a_reply_that_comes_to_nothing_gives_the_turn_back() -> None:
    machine, _ = story(SpeechStarted(0), SpeechPaused(1, 2), SpeechEnded(1, 3), ReplyEmpty(1))
    assert machine.state is State.LISTENING


def test_what_arrives_for_a_dropped_draft_is_ignored() -> None:
    machine, _ = story(SpeechStarted(0), SpeechPaused(1, 2), SpeechResumed(3), SpeechPaused(4, 5), SpeechEnded(4, 6))
    assert machine.handle(ReplySounded(1)) == []
    assert machine.state is State.THINKING


def test_an_unlisted_transition_raises() -> None:
    with pytest.raises(UnlistedTransition, match="ReplyFinished while paused"):
        story(SpeechStarted(0), SpeechPaused(1, 2), ReplyFinished(1))


def test_every_state_can_be_left() -> None:
    for state in State:
        assert any(source is state and target is not state for (source, _), (target, _) in TABLE.items())


SETTINGS = EndpointSettings(start=960, confirm=4800, pause=2560, end=11_200, no_speech=48_000, longest=160_000)


@given(
    st.lists(st.tuples(st.sampled_from([0.0, 0.4, 0.9]), st.integers(1, 60)), max_size=40),
    st.lists(st.integers(1, 80), min_size=1, max_size=60),
)
def test_whatever_the_order_no_dropped_draft_is_committed_and_none_twice(
    script: list[tuple[float, int]], delays: list[int]
) -> None:
    """Real endpointing, replies that sound, end or fail after any delay: every event finds its transition."""
    endpointer, machine = Endpointer(SETTINGS), TurnMachine(PRE_ROLL)
    dropped: set[int] = set()
    committed: list[int] = []
    sounded = False
    due, at, waits = 0, 0, iter(delays * 100)
    for probability, frames in script:
        for _ in range(frames):
            at += 320
            events: list[Event] = list(endpointer.feed(probability, at - 320, at))
            if committed and committed[-1] == machine.draft and machine.draft not in dropped and at >= due:
                number = machine.draft
                reply = (
                    ReplyFinished(number)
                    if sounded
                    else ReplyEmpty(number)
                    if number % 3 == 0
                    else ReplySounded(number)
                )
                if machine.state not in (State.LISTENING, State.HEARING, State.PAUSED):
                    events.append(reply)
                    sounded, due = isinstance(reply, ReplySounded), at + 320 * next(waits)
            for event in events:
                for action in machine.handle(event):
                    if isinstance(action, DropDraft | Interrupt):
                        dropped.add(action.draft)
                    if isinstance(action, CommitDraft):
                        assert action.draft not in dropped
                        assert action.draft not in committed
                        committed.append(action.draft)
                        sounded, due = False, at + 320 * next(waits)
