"""The turn machine: its stories, and that no order of events surprises it or lets a dropped draft be heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import (
    BUTTON,
    RINGING,
    Dismissed,
    Event,
    NothingSaid,
    NoWords,
    ReplyEmpty,
    ReplyFinished,
    ReplySounded,
    SpeechConfirmed,
    SpeechEnded,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    WakeHeard,
    WordsHeard,
)
from assistant.turns.actions import (
    Action,
    BeginDraft,
    CommitDraft,
    DropDraft,
    Duck,
    HoldReply,
    Hush,
    Interrupt,
    Listen,
    ReleaseReply,
    Unduck,
    Unhush,
)
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.turns.machine import TABLE, TurnMachine, UnlistedTransition
from assistant.turns.states import Manners, State

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
    assert actions == [
        BeginDraft(1, 11_200, 34_560, 16_000, 32_000),
        CommitDraft(1, 43_200),
        Listen(follow_up=True),
    ]
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
        Unhush(),
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
    assert actions[4:] == [Duck(), Interrupt(1), Unhush(), Unduck(), BeginDraft(2, 39_200, 62_560, 44_000, 60_000)]
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
        assert any(source is state and set(targets) != {state} for (source, _), (targets, _) in TABLE.items())


SETTINGS = EndpointSettings(start=960, confirm=4800, pause=2560, end=11_200, no_speech=48_000, longest=160_000)


manners = st.builds(
    Manners,
    wake_word=st.booleans(),
    follow_up=st.booleans(),
    barge_in=st.sampled_from(["words", "speech", "wake", "none"]),
    barge_in_thinking=st.sampled_from(["speech", "wake", "none"]),
)


@given(
    manners,
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.4, 0.9]), st.integers(1, 60), st.none() | st.integers(0, 40_000)),
        max_size=40,
    ),
    st.lists(st.integers(1, 80), min_size=1, max_size=60),
)
def test_whatever_the_order_no_dropped_draft_is_committed_and_none_twice(
    manners: Manners, script: list[tuple[float, int, int | None]], delays: list[int]
) -> None:
    """Real endpointing, wake words at any time, replies that sound, end or fail and verdicts on what is said over them after
    any delay: every event finds its transition."""
    endpointer, machine = Endpointer(SETTINGS), TurnMachine(PRE_ROLL, manners)
    dropped: set[int] = set()
    committed: list[int] = []
    sounded = False
    due, at, waits = 0, 0, iter(delays * 100)
    for probability, frames, lag in script:
        for frame in range(frames):
            at += 320
            events: list[Event] = list(endpointer.feed(probability, at - 320, at))
            if lag is not None and lag < at and frame == frames // 2:
                events.append(WakeHeard("robin", max(0, at - lag - 24_000), at - lag))
            if at >= due and (arrived := reply(machine, committed, dropped, sounded, at)):
                events.append(arrived)
                sounded = sounded or isinstance(arrived, ReplySounded)
                due = at + 320 * next(waits)
            for event in events:
                for action in machine.handle(event):
                    if isinstance(action, BeginDraft):
                        assert 0 <= action.start <= action.stop <= at
                    if isinstance(action, DropDraft | Interrupt):
                        dropped.add(action.draft)
                    if isinstance(action, CommitDraft):
                        assert action.draft not in dropped
                        assert action.draft not in committed
                        committed.append(action.draft)
                        sounded, due = False, at + 320 * next(waits)


def reply(machine: TurnMachine, committed: list[int], dropped: set[int], sounded: bool, at: int) -> Event | None:
    """What comes next of the reply that was committed last."""
    if machine.state is State.HUSHED:
        return WordsHeard(at) if at % 3 else NoWords(at)
    if not committed or committed[-1] != machine.draft or machine.draft in dropped:
        return None
    if machine.state in (State.ASLEEP, State.LISTENING, State.HEARING, State.PAUSED):
        return None
    if sounded:
        return ReplyFinished(machine.draft)
    return ReplyEmpty(machine.draft) if machine.draft % 3 == 0 else ReplySounded(machine.draft)


# Waking and sleeping.

CALLED = Manners(wake_word=True)
ALONE = Manners(wake_word=True, follow_up=False)


def asleep(manners: Manners = CALLED) -> TurnMachine:
    return TurnMachine(PRE_ROLL, manners)


def test_asleep_nothing_said_is_our_business() -> None:
    machine, actions = story(
        SpeechStarted(16_000), SpeechPaused(32_000, 34_560), SpeechEnded(32_000, 43_200), machine=asleep()
    )
    assert actions == []
    assert machine.state is State.ASLEEP


def test_a_command_in_one_breath_with_the_wake_word_is_one_utterance_from_the_word_on() -> None:
    machine, actions = story(
        SpeechStarted(20_000),
        WakeHeard("robin", 10_000, 34_000),
        SpeechPaused(60_000, 60_512),
        SpeechEnded(60_000, 64_800),
        machine=asleep(),
    )
    assert actions == [BeginDraft(1, 15_200, 60_512, 20_000, 60_000), CommitDraft(1, 64_800)]
    assert machine.woken == WakeHeard("robin", 10_000, 34_000)


def test_talk_from_before_the_wake_word_is_left_out() -> None:
    _, actions = story(
        SpeechStarted(20_000),
        WakeHeard("robin", 200_000, 224_000),
        SpeechPaused(260_000, 260_512),
        machine=asleep(),
    )
    assert actions == [BeginDraft(1, 200_000, 260_512, 200_000, 260_000)]


def test_a_wake_word_that_is_recognised_after_its_end_loses_no_short_command() -> None:
    """ "Robin, stop", and only in the silence after it the engine is sure."""
    machine, actions = story(
        SpeechStarted(20_000),
        SpeechPaused(34_000, 34_512),
        WakeHeard("robin", 12_000, 36_000),
        SpeechEnded(34_000, 45_200),
        ReplyEmpty(1),
        machine=asleep(),
    )
    assert actions == [
        BeginDraft(1, 15_200, 36_000, 20_000, 34_000),
        CommitDraft(1, 45_200),
        Listen(follow_up=False),
    ]
    assert machine.state is State.LISTENING


def test_who_wakes_us_and_says_nothing_lets_us_sleep_again() -> None:
    machine, actions = story(WakeHeard("robin", 0, 24_000), NothingSaid(152_000), machine=asleep())
    assert actions == [Listen(follow_up=False)]
    assert machine.state is State.ASLEEP


@pytest.mark.parametrize(("manners", "state"), [(CALLED, State.LISTENING), (ALONE, State.ASLEEP)])
def test_after_a_reply_it_listens_without_the_wake_word_only_where_that_is_wanted(
    manners: Manners, state: State
) -> None:
    machine, _ = story(
        WakeHeard("robin", 0, 24_000),
        SpeechStarted(30_000),
        SpeechPaused(50_000, 50_512),
        SpeechEnded(50_000, 54_800),
        ReplySounded(1),
        ReplyFinished(1),
        machine=asleep(manners),
    )
    assert machine.state is state
    assert machine.woken is None


def test_noises_instead_of_a_follow_up_end_it() -> None:
    machine, _ = story(
        WakeHeard("robin", 0, 24_000),
        SpeechStarted(30_000),
        SpeechEnded(50_000, 54_800),
        ReplySounded(1),
        ReplyFinished(1),
        SpeechStarted(90_000),
        SpeechEnded(95_000, 99_000),
        ReplyEmpty(2),
        machine=asleep(),
    )
    first = machine.state
    story(SpeechStarted(110_000), SpeechEnded(115_000, 119_000), ReplyEmpty(3), machine=machine)
    assert [first, machine.state] == [State.LISTENING, State.ASLEEP]


# Speech over the reply, by manners.


def speaking_with(manners: Manners) -> TurnMachine:
    machine = TurnMachine(PRE_ROLL, manners)
    story(SpeechStarted(16_000), SpeechEnded(32_000, 43_200), ReplySounded(1), machine=machine)
    assert machine.state is State.SPEAKING
    return machine


WORDS = Manners(barge_in="words")


def test_speech_over_the_reply_hushes_it_until_there_are_words() -> None:
    machine, actions = story(
        SpeechStarted(60_000), SpeechConfirmed(62_560), WordsHeard(66_000), machine=speaking_with(WORDS)
    )
    assert actions == [Duck(), Hush(60_000), Interrupt(1), Unhush(), Unduck()]
    assert machine.state is State.HEARING


def test_noise_over_the_reply_lets_it_go_on_where_it_was() -> None:
    machine, actions = story(
        SpeechStarted(60_000),
        SpeechConfirmed(62_560),
        SpeechPaused(64_000, 64_512),
        NoWords(66_000),
        machine=speaking_with(WORDS),
    )
    assert actions == [Duck(), Hush(60_000), Unhush(), Unduck()]
    assert machine.state is State.SPEAKING


def test_noise_that_lasts_does_not_keep_it_silent() -> None:
    machine, actions = story(
        SpeechStarted(60_000), SpeechConfirmed(62_560), NoWords(80_000), machine=speaking_with(WORDS)
    )
    assert actions == [Duck(), Hush(60_000), Unhush()]
    assert machine.state is State.DUCKED


def test_words_that_are_over_before_they_are_recognised_are_a_turn_all_the_same() -> None:
    machine, actions = story(
        SpeechStarted(60_000),
        SpeechConfirmed(62_560),
        SpeechPaused(66_000, 66_512),
        SpeechEnded(66_000, 77_200),
        WordsHeard(78_000),
        machine=speaking_with(WORDS),
    )
    assert actions[2:] == [
        Interrupt(1),
        Unhush(),
        Unduck(),
        BeginDraft(2, 55_200, 77_200, 60_000, 66_000),
        CommitDraft(2, 77_200),
    ]
    assert machine.state is State.THINKING


def test_where_only_the_wake_word_interrupts_speech_does_not() -> None:
    machine, actions = story(
        SpeechStarted(60_000),
        SpeechConfirmed(62_560),
        WakeHeard("robin", 60_000, 70_000),
        machine=speaking_with(Manners(barge_in="wake")),
    )
    assert actions == [Duck(), Interrupt(1), Unhush(), Unduck()]
    assert machine.state is State.HEARING


def test_where_nothing_interrupts_only_the_button_does() -> None:
    machine, actions = story(
        SpeechStarted(60_000),
        SpeechConfirmed(62_560),
        WakeHeard("robin", 60_000, 70_000),
        machine=speaking_with(Manners(barge_in="none", barge_in_thinking="none")),
    )
    assert actions == []
    assert machine.handle(WakeHeard(BUTTON, 75_000, 75_000))[0] == Interrupt(1)


def test_the_wake_word_while_it_thinks_begins_anew() -> None:
    machine, actions = story(
        SpeechStarted(16_000),
        SpeechEnded(32_000, 43_200),
        SpeechStarted(50_000),
        WakeHeard("robin", 48_000, 66_000),
    )
    assert actions[2:] == [HoldReply(1), DropDraft(1, too_early=False)]
    assert machine.state is State.HEARING


def test_a_confirmation_that_comes_late_loses_nothing_of_the_command() -> None:
    _, actions = story(
        SpeechStarted(20_000), SpeechPaused(60_000, 60_512), WakeHeard("robin", 10_000, 34_000), machine=asleep()
    )
    assert actions == [BeginDraft(1, 15_200, 60_512, 20_000, 60_000)]


def test_a_confirmation_that_comes_after_the_end_is_answered_at_once() -> None:
    machine, actions = story(
        SpeechStarted(20_000), SpeechEnded(60_000, 71_200), WakeHeard("robin", 10_000, 34_000), machine=asleep()
    )
    assert actions == [BeginDraft(1, 15_200, 71_200, 20_000, 60_000), CommitDraft(1, 71_200)]
    assert machine.state is State.THINKING


def test_a_wake_word_noticed_in_the_pause_has_the_draft_made_anew() -> None:
    _, actions = story(SpeechStarted(20_000), SpeechPaused(40_000, 40_512), WakeHeard("robin", 10_000, 42_000))
    assert actions[1:] == [DropDraft(1, too_early=False), BeginDraft(2, 15_200, 42_000, 20_000, 40_000)]


def test_after_a_request_for_silence_nobody_is_listened_to() -> None:
    machine, _ = story(
        WakeHeard("robin", 0, 24_000),
        SpeechStarted(30_000),
        SpeechEnded(50_000, 54_800),
        Dismissed(1),
        machine=asleep(),
    )
    assert machine.state is State.ASLEEP


def test_what_follows_a_wake_word_that_stood_alone_is_its_command() -> None:
    machine, _ = story(
        WakeHeard("robin", 0, 24_000),
        SpeechStarted(30_000),
        SpeechEnded(50_000, 54_800),
        SpeechStarted(60_000),
        ReplyEmpty(1),
        machine=asleep(ALONE),
    )
    assert machine.state is State.HEARING
    assert machine.woken is not None


def test_where_nothing_interrupts_speech_from_before_the_reply_does_not_duck_it() -> None:
    machine, actions = story(
        SpeechStarted(16_000),
        SpeechEnded(32_000, 43_200),
        SpeechStarted(44_000),
        ReplySounded(1),
        machine=TurnMachine(PRE_ROLL, Manners(barge_in="none")),
    )
    assert actions[2:] == [HoldReply(1), ReleaseReply(1)]
    assert machine.state is State.SPEAKING


def test_what_rings_lets_stop_be_said_without_the_wake_word() -> None:
    machine, actions = story(
        SpeechStarted(1000), SpeechPaused(9000, 9600), WakeHeard(RINGING, 20_000, 20_000), machine=asleep()
    )
    assert actions == [Listen(follow_up=False)]
    assert machine.state is State.LISTENING
