"""Patience, from evidence as it was recorded: probabilities of the sound and of the words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.events import SpeechEnded, SpeechEvent
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.turns.patience import Evidence, Patience, PatienceSettings, asks, completeness, unfinished
from assistant.types import Samples, from_ms

SETTINGS = PatienceSettings(
    plain=from_ms(700),
    shortest=from_ms(240),
    longest=from_ms(1000),
    complete=0.85,
    incomplete=0.80,
    most=from_ms(400),
    margin=from_ms(100),
)
DONE = Evidence(sound=0.98, ending=0.8)
OPEN = Evidence(sound=0.9, ending=0.0001)

probabilities = st.floats(0, 1)
evidence = st.builds(
    Evidence,
    sound=st.none() | probabilities,
    text=st.none() | st.text(max_size=30),
    ending=st.none() | probabilities,
    language=st.sampled_from(["en", "fr", "xx"]),
)


def test_without_evidence_the_wait_is_the_plain_one() -> None:
    assert Patience(SETTINGS).hangover(Evidence()) == SETTINGS.plain


def test_a_complete_utterance_is_answered_soon_and_an_open_one_is_waited_for() -> None:
    patience = Patience(SETTINGS)
    assert patience.hangover(DONE) == SETTINGS.shortest
    assert patience.hangover(OPEN) == SETTINGS.longest


@pytest.mark.parametrize(
    ("said", "sound", "ending", "complete"),
    [
        ("What is the largest planet in the solar system?", 0.98, 0.966, True),
        ("Where's the nearest train station?", 0.98, 0.684, True),
        ("Turn off everything in the living room, please.", 0.98, 0.851, True),
        ("What is the difference between?", 0.98, 0.0001, False),
        ("What's the weather like?", 0.46, 0.042, False),
        ("Find a restaurant.", 0.93, 0.003, False),
        ("Lower the blinds.", 0.36, 0.151, False),
    ],
)
def test_recorded_pauses(said: str, sound: float, ending: float, complete: bool) -> None:
    defaults = PatienceSettings()
    wait = Patience(defaults).hangover(Evidence(sound=sound, text=said, ending=ending))
    assert wait == (defaults.shortest if complete else defaults.longest)


def test_a_question_is_given_less_time_than_a_request_that_may_go_on() -> None:
    question, request = (
        Patience(PatienceSettings()).hangover(Evidence(sound=0.9, text=text, ending=0.55))
        for text in ("How far is the moon?", "Can I have a cappuccino?")
    )
    assert question < request


def test_between_surely_and_surely_not_the_wait_is_in_between() -> None:
    wide = PatienceSettings(complete=0.9, incomplete=0.1)
    waits = [Patience(wide).hangover(Evidence(ending=e / 100)) for e in range(1, 100)]
    assert waits == sorted(waits, reverse=True)
    assert len(set(waits)) > 50


@given(probabilities, probabilities, st.none() | probabilities)
def test_more_complete_never_waits_longer(low: float, high: float, ending: float | None) -> None:
    low, high = sorted((low, high))
    patience = Patience(SETTINGS)
    assert patience.hangover(Evidence(high, None, ending)) <= patience.hangover(Evidence(low, None, ending))


@given(evidence)
def test_completeness_is_a_probability(known: Evidence) -> None:
    probability = completeness(known)
    assert (probability is None) == (known == Evidence(language=known.language))
    assert probability is None or 0 < probability < 1


def test_the_sound_alone_never_ends_a_turn_at_the_shortest_wait_unless_it_is_sure() -> None:
    assert Patience(SETTINGS).hangover(Evidence(sound=0.9)) == SETTINGS.longest


def test_the_end_of_a_text_counts_only_where_no_language_model_judged_it() -> None:
    assert completeness(Evidence(ending=0.8, text="What is the")) == completeness(Evidence(ending=0.8))
    with_text, without = completeness(Evidence(sound=0.98, text="What is the")), completeness(Evidence(sound=0.98))
    assert with_text is not None
    assert without is not None
    assert with_text < without


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("What is the capital of France?", "en", False),
        ("Stop.", "en", False),
        ("Turn it on.", "en", False),
        ("What is the difference between?", "en", True),
        ("Set a timer for...", "en", True),
        ("and milk", "en", True),
        ("I\u2019d", "en", True),
        ("", "en", True),
        ("...", "en", True),
        ("Quelle est la capitale de", "fr", True),
        ("Allume la lumière du salon.", "fr", False),
        ("Quelle heure est-il ?", "fr", False),
        ("Qual è la capitale dell'Italia?", "it", False),
    ],
)
def test_unfinished_text(text: str, language: str, expected: bool) -> None:
    assert unfinished(text, language) is expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("What is the capital of France?", "en", True),
        ("Hey Colibri, what's the time?", "en", True),
        ("And in which year?", "en", True),
        ("Is it going to rain?", "en", True),
        ("What is the", "en", False),
        ("Can I have a dark roast coffee?", "en", False),
        ("Can you name a fruit that is red?", "en", True),
        ("Okay, could you please explain it?", "en", True),
        ("Can you make me a coffee?", "en", False),
        ("Tell me a joke.", "en", False),
        ("Whatever you like?", "en", False),
        ("?", "en", False),
        ("Quelle heure est-il ?", "fr", True),
        ("Dis-moi, qu’est-ce que c’est ?", "fr", True),
        ("Et d'où vient le vent ?", "fr", True),
        ("Peux-tu me dire où tu es ?", "fr", True),
        ("Pouvez-vous traduire ça ?", "fr", True),
        ("Peux-tu allumer la lumière ?", "fr", False),
        ("What is it?", "it", False),
    ],
)
def test_what_asks(text: str, language: str, expected: bool) -> None:
    assert asks(text, language) is expected


def test_a_speaker_who_was_cut_off_is_given_more_time() -> None:
    patience = Patience(SETTINGS)
    first = patience.hangover(DONE)
    patience.resumed(from_ms(400))
    assert patience.hangover(DONE) == first + from_ms(130)
    assert patience.hangover(OPEN) == SETTINGS.longest


def test_a_breath_well_within_the_wait_teaches_nothing() -> None:
    patience = Patience(SETTINGS)
    patience.hangover(OPEN)
    patience.resumed(from_ms(600))
    assert patience.hangover(OPEN) == SETTINGS.longest
    assert patience.hangover(DONE) == SETTINGS.shortest


def test_nothing_is_learned_from_a_pause_of_which_nothing_was_known() -> None:
    patience = Patience(SETTINGS)
    patience.hangover(Evidence())
    patience.resumed(from_ms(2000))
    assert patience.hangover(DONE) == SETTINGS.shortest


def test_what_was_learned_fades() -> None:
    patience = Patience(SETTINGS)
    patience.hangover(DONE)
    patience.resumed(from_ms(900))
    waits = []
    for _ in range(60):
        waits.append(patience.hangover(DONE))
        patience.ended()
    assert waits == sorted(waits, reverse=True)
    assert waits[0] > SETTINGS.shortest + from_ms(300)
    assert waits[-1] - SETTINGS.shortest < from_ms(2)


@given(st.lists(st.tuples(evidence, st.none() | st.integers(0, from_ms(60_000))), max_size=40))
def test_whatever_it_learns_stays_within_bounds(story: list[tuple[Evidence, Samples | None]]) -> None:
    patience = Patience(SETTINGS)
    for known, breath in story:
        wait = patience.hangover(known)
        assert SETTINGS.shortest <= wait <= SETTINGS.longest + SETTINGS.most
        if breath is None:
            patience.ended()
        else:
            patience.resumed(breath)


def test_a_complete_utterance_ends_within_a_frame_of_the_shortest_wait() -> None:
    """Together with the endpointer: judged 220 ms into the silence, over at 240."""
    hop, patience = from_ms(20), Patience(SETTINGS)
    endpointer = Endpointer(EndpointSettings(end=SETTINGS.plain))
    events: list[SpeechEvent] = []
    for start in range(0, from_ms(2000), hop):
        events += endpointer.feed(0.9 if start < from_ms(1000) else 0.0, start, start + hop)
        if endpointer.silence == from_ms(220):
            endpointer.wait(patience.hangover(DONE), endpointer.speech_end)
    assert events[-1] == SpeechEnded(from_ms(1000), from_ms(1240))
