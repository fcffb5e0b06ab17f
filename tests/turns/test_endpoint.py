"""Endpointing, exact to the sample, from scripted probabilities."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from assistant.events import (
    NothingSaid,
    SpeechConfirmed,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.types import from_ms

HOP = from_ms(10)
SETTINGS = EndpointSettings(
    start=from_ms(60),
    confirm=from_ms(300),
    pause=from_ms(160),
    end=from_ms(700),
    no_speech=from_ms(3000),
    longest=from_ms(5000),
)


def heard(script: Iterable[tuple[float, int]], settings: EndpointSettings = SETTINGS) -> list[SpeechEvent]:
    """Events of a script of (probability, milliseconds)."""
    endpointer, events, at = Endpointer(settings), [], 0
    for probability, ms in script:
        for _ in range(ms // 10):
            events += endpointer.feed(probability, at, at + HOP)
            at += HOP
    return events


def test_an_utterance_starts_where_its_first_sound_was_and_ends_where_its_last_was() -> None:
    events = heard([(0, 500), (0.9, 1000), (0, 1000)])
    assert events == [
        SpeechStarted(from_ms(500)),
        SpeechConfirmed(from_ms(800)),
        SpeechPaused(from_ms(1500), from_ms(1660)),
        SpeechEnded(from_ms(1500), from_ms(2200)),
    ]


def test_a_breath_is_reported_and_taken_back() -> None:
    events = heard([(0.9, 500), (0, 300), (0.9, 500), (0, 800)])
    assert SpeechResumed(from_ms(800)) in events
    assert [event for event in events if isinstance(event, SpeechEnded)] == [SpeechEnded(from_ms(1300), from_ms(2000))]


def test_a_click_is_no_speech() -> None:
    assert heard([(0, 200), (0.9, 50), (0, 1000)]) == []


def test_a_click_in_a_pause_does_not_resume() -> None:
    events = heard([(0.9, 500), (0, 300), (0.9, 50), (0, 800)])
    assert not any(isinstance(event, SpeechResumed) for event in events)
    assert SpeechEnded(from_ms(500), from_ms(1200)) in events


def test_a_voice_that_fades_does_not_flicker() -> None:
    events = heard([(0.9, 300), (0.4, 600), (0.9, 300), (0, 800)])
    assert [type(event) for event in events].count(SpeechPaused) == 1


def test_words_that_begin_at_the_edge_of_the_hangover_are_waited_for() -> None:
    events = heard([(0.9, 500), (0, 660), (0.9, 500), (0, 800)])
    assert [event for event in events if isinstance(event, SpeechEnded)] == [SpeechEnded(from_ms(1660), from_ms(2360))]


def test_nobody_speaks() -> None:
    assert heard([(0, 7000)]) == [NothingSaid(from_ms(3000))]


def test_an_endless_utterance_is_cut() -> None:
    ends = [event for event in heard([(0.9, 9000)]) if isinstance(event, SpeechEnded)]
    assert [end.at for end in ends] == [from_ms(5000)]


def test_after_a_cut_the_next_pause_makes_it_listen_again() -> None:
    events = heard([(0.9, 9000), (0, 300), (0.9, 500), (0, 800)])
    assert [event.at for event in events if isinstance(event, SpeechStarted)] == [0, from_ms(9300)]


def test_a_longer_hangover_waits_longer() -> None:
    endpointer, at = Endpointer(SETTINGS), 0
    events: list[SpeechEvent] = []
    for probability, ms in [(0.9, 500), (0.0, 900)]:
        for _ in range(ms // 10):
            events += endpointer.feed(probability, at, at + HOP)
            at += HOP
            if any(isinstance(event, SpeechPaused) for event in events):
                endpointer.hangover = from_ms(850)
    assert SpeechEnded(from_ms(500), from_ms(1350)) in events


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 120).map(lambda n: n * 10)), max_size=40))
def test_events_come_in_an_order_that_makes_sense(script: list[tuple[float, int]]) -> None:
    inside = False
    for event in heard(script):
        if isinstance(event, SpeechStarted):
            assert not inside
            inside = True
        elif isinstance(event, NothingSaid):
            assert not inside
        else:
            assert inside
            inside = not isinstance(event, SpeechEnded)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 120).map(lambda n: n * 10)), max_size=40))
def test_an_utterance_never_ends_before_its_hangover_unless_it_is_cut(script: list[tuple[float, int]]) -> None:
    start = 0
    for event in heard(script):
        if isinstance(event, SpeechStarted):
            start = event.at
        if isinstance(event, SpeechEnded):
            assert event.at - event.end >= SETTINGS.end or event.at - start >= SETTINGS.longest


def test_without_pauses_the_end_comes_all_the_same() -> None:
    endpointer, at = Endpointer(SETTINGS), 0
    endpointer.pause = None
    events: list[SpeechEvent] = []
    for probability, ms in [(0.9, 500), (0.0, 900)]:
        for _ in range(ms // 10):
            events += endpointer.feed(probability, at, at + HOP)
            at += HOP
    assert [event for event in events if isinstance(event, SpeechPaused | SpeechEnded)] == [
        SpeechEnded(from_ms(500), from_ms(1200))
    ]


def fed(endpointer: Endpointer, probability: float, ms: int, at: int) -> tuple[list[SpeechEvent], int]:
    """Events of `ms` more, and the position after them."""
    events: list[SpeechEvent] = []
    for _ in range(ms // 10):
        events += endpointer.feed(probability, at, at + HOP)
        at += HOP
    return events, at


def test_a_judged_silence_ends_the_utterance_sooner() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0.9, 500, 0)
    _, at = fed(endpointer, 0, 200, at)
    endpointer.wait(from_ms(240), from_ms(500))
    assert fed(endpointer, 0, 100, at)[0] == [SpeechEnded(from_ms(500), from_ms(740))]


def test_a_judged_silence_can_also_be_waited_out() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0.9, 500, 0)
    _, at = fed(endpointer, 0, 200, at)
    endpointer.wait(from_ms(1200), from_ms(500))
    assert fed(endpointer, 0, 1100, at)[0] == [SpeechEnded(from_ms(500), from_ms(1700))]


def test_a_judgement_before_the_pause_waits_for_it() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0.9, 500, 0)
    _, at = fed(endpointer, 0, 100, at)
    endpointer.wait(from_ms(120), from_ms(500))
    at_pause = from_ms(660)
    assert fed(endpointer, 0, 100, at)[0] == [SpeechPaused(from_ms(500), at_pause), SpeechEnded(from_ms(500), at_pause)]


def test_a_judgement_holds_for_its_own_silence_only() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0.9, 500, 0)
    _, at = fed(endpointer, 0, 200, at)
    endpointer.wait(from_ms(300), from_ms(500))
    _, at = fed(endpointer, 0.9, 100, at)
    endpointer.wait(from_ms(300), from_ms(500))
    events, _ = fed(endpointer, 0, 800, at)
    assert events == [SpeechPaused(from_ms(800), from_ms(960)), SpeechEnded(from_ms(800), from_ms(1500))]


def test_a_dip_within_speech_takes_the_judgement_back() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0.9, 500, 0)
    _, at = fed(endpointer, 0, 100, at)
    endpointer.wait(from_ms(200), from_ms(500))
    _, at = fed(endpointer, 0.4, 10, at)
    assert endpointer.hangover == SETTINGS.end


def test_the_next_utterance_knows_nothing_of_the_judgement() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0.9, 500, 0)
    _, at = fed(endpointer, 0, 200, at)
    endpointer.wait(from_ms(240), endpointer.speech_end)
    _, at = fed(endpointer, 0, 100, at)
    endpointer.wait(from_ms(240), endpointer.speech_end)
    assert endpointer.hangover == SETTINGS.end


def test_silence_is_counted_from_the_last_speech() -> None:
    endpointer = Endpointer(SETTINGS)
    _, at = fed(endpointer, 0, 300, 0)
    assert endpointer.silence == 0
    _, at = fed(endpointer, 0.9, 500, at)
    assert (endpointer.silence, endpointer.speech_end) == (0, from_ms(800))
    _, at = fed(endpointer, 0, 90, at)
    assert (endpointer.silence, endpointer.speech_end) == (from_ms(90), from_ms(800))
    fed(endpointer, 0, 700, at)
    assert endpointer.silence == 0


def test_over_a_reply_speech_counts_sooner() -> None:
    settings = EndpointSettings(start=640, confirm=4800, confirm_over_reply=960, threshold_over_reply=0.3)
    for over_reply, expected in ((False, []), (True, [SpeechStarted(0), SpeechConfirmed(960)])):
        endpointer = Endpointer(settings)
        endpointer.over_reply = over_reply
        assert [event for i in range(4) for event in endpointer.feed(0.4, i * 320, (i + 1) * 320)] == expected


def test_expected_speech_that_does_not_come_is_reported_once_from_then_on() -> None:
    endpointer = Endpointer(EndpointSettings(no_speech=1_000_000))
    assert endpointer.feed(0, 0, 3200) == []
    endpointer.expect(3200)
    assert endpointer.feed(0, 3200, 6080) == []
    assert endpointer.feed(0, 6080, 6400) == [NothingSaid(6400)]
    assert endpointer.feed(0, 6400, 12_800) == []


def test_after_a_pause_speech_may_interrupt_again() -> None:
    endpointer = Endpointer(EndpointSettings(start=640, confirm=960, pause=960, end=50_000))
    script = [0.9] * 4 + [0.0] * 5 + [0.9] * 5
    events = [event for i, p in enumerate(script) for event in endpointer.feed(p, i * 320, (i + 1) * 320)]
    assert sum(isinstance(event, SpeechConfirmed) for event in events) == 2


def test_who_is_called_in_endless_talk_hears_from_the_call_on() -> None:
    endpointer = Endpointer(EndpointSettings(longest=32_000))
    for i in range(150):
        endpointer.feed(0.9, i * 320, (i + 1) * 320)
    assert endpointer.begin_at(44_000) == [SpeechStarted(44_000)]
    events = [event for i in range(150, 230) for event in endpointer.feed(0.9, i * 320, (i + 1) * 320)]
    assert not any(isinstance(event, SpeechEnded) for event in events)
