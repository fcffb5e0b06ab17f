from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat import Incoming, Kind
from assistant.chat.gate import (
    Answer,
    Help,
    Pairing,
    Refuse,
    Rules,
    Silence,
    SlowDown,
    Start,
    Stop,
    Verdict,
    decide,
    person_of,
)
from assistant.chat.store import Known
from assistant.chat.telegram.reading import events
from assistant.chat.wording import stops
from assistant.people import OWNER, Person, Role
from tests.chat.fakes import wrote

NOW = 1_000_000.0
ANNA = Known("telegram", "bot", "42", "42", "anna", Role.GUEST)
STRANGER = replace(ANNA, person="", role=None)
RULES = Rules(per_minute=3, late_s=900.0)


def said(
    text: str,
    known: Known = ANNA,
    at: float = NOW,
    kind: Kind = Kind.TEXT,
    recent: Sequence[float] = (),
    told: float = 0.0,
) -> Verdict:
    """What becomes of a message that was written at `at` and is looked at now."""
    return decide(known, wrote(text, 1, user=known.user, at=at, kind=kind), RULES, NOW, recent, told)


knowns = st.builds(
    Known,
    channel=st.just("telegram"),
    account=st.just("bot"),
    user=st.sampled_from(["1", "2"]),
    address=st.sampled_from(["1", "+2", "+33"]),
    person=st.sampled_from(["", "anna"]),
    role=st.none() | st.sampled_from(Role),
    stopped=st.booleans(),
    refused=st.booleans(),
)
allowances = st.dictionaries(
    st.sampled_from(["telegram:1", "telegram:+33", "telegram:33", "whatsapp:1", "1"]),
    st.tuples(st.just("owner"), st.sampled_from(Role)),
)
texts = st.sampled_from(["stop", "STOP!", "arrête", "start", "/start", "/start 123456", "123456", "help", "", "hi"])
messages = st.builds(
    Incoming,
    id=st.just("e"),
    user=st.just("1"),
    address=st.just("1"),
    at=st.floats(NOW - 1e6, NOW + 1e6),
    kind=st.sampled_from(Kind),
    text=texts | st.text(max_size=20),
)
recents = st.lists(st.floats(NOW - 200, NOW + 200), max_size=8)
tolds = st.floats(NOW - 200, NOW + 200)


@given(knowns, messages, allowances, recents, tolds)
def test_whoever_writes_whatever_gets_what_is_theirs(
    known: Known, incoming: Incoming, allowed: dict[str, tuple[str, Role]], recent: list[float], told: float
) -> None:
    rules = Rules(allowed, per_minute=3)
    person = person_of(known, rules)
    verdict = decide(known, incoming, rules, NOW, recent, told)
    if person is None:
        assert isinstance(verdict, Refuse | Pairing | Silence)
        assert not (known.refused and isinstance(verdict, Refuse))
        assert not (known.stopped and isinstance(verdict, Refuse))
    else:
        assert person.role in (Role.OWNER, Role.GUEST)
        assert not isinstance(verdict, Refuse | Pairing)
    if stops(incoming.text):
        assert isinstance(verdict, Silence if person is None else Stop)
    elif known.stopped:
        assert isinstance(verdict, Start | Silence | Pairing)
    else:
        assert not isinstance(verdict, Start | Stop)
    if isinstance(verdict, Answer):
        assert verdict == Answer(person or OWNER, late=NOW - incoming.at > rules.late_s)
        assert sum(NOW - 60 < at <= NOW for at in recent) < 3
        assert incoming.kind is not Kind.REACTION


@given(knowns, messages, recents, tolds)
def test_only_who_is_stored_as_somebody_of_the_house_is_somebody(
    known: Known, incoming: Incoming, recent: list[float], told: float
) -> None:
    verdict = decide(known, incoming, Rules({"telegram:3": ("owner", Role.OWNER)}), NOW, recent, told)
    if known.role in (None, Role.STRANGER):
        assert not isinstance(verdict, Answer | Help | Start | Stop | SlowDown)
    elif isinstance(verdict, Answer):
        assert verdict.person == Person(known.person, Role(known.role))


@pytest.mark.parametrize("text", ["Hello!", "Bonjour, c'est qui ?", "/start", "help", "1234567", ""])
def test_a_stranger_is_refused_once_and_then_not_answered(text: str) -> None:
    assert said(text, STRANGER) == Refuse()
    assert isinstance(said(text, replace(STRANGER, refused=True)), Silence)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.TEXT, Kind.REACTION)])
def test_what_is_not_written_is_refused_to_a_stranger_even_with_a_code_under_it(kind: Kind) -> None:
    assert said("123456", STRANGER, kind=kind) == Refuse()


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        "123 456",
        "123-456",
        "12.34.56",
        "1 2 3, 4 5 6",
        "1 – 2 – 3 – 4 – 5 – 6",
        " 123\u00a0456 \n",
        "My code is 123456.",
        "Mon code : 123 456 !",
        "/start 123456",
        "/start pair-123456",
        "１２３４５６",
        "١٢٣٤٥٦",
    ],
)
@pytest.mark.parametrize("refused", [False, True])
def test_six_digits_of_a_stranger_are_a_code(text: str, refused: bool) -> None:
    assert said(text, replace(STRANGER, refused=refused)) == Pairing("123456")


@pytest.mark.parametrize(
    "text",
    ["12345", "1234567", "123456 7", "7 123456", "123456 and 123456", "1 2 3 and 4 5 6", "one two three", "½23456"],
)
def test_other_numbers_are_no_code(text: str) -> None:
    assert said(text, STRANGER) == Refuse()


def test_a_code_is_found_fast_in_the_longest_text() -> None:
    for text in ("1 2 3 4 5 " * 20_000, "." * 100_000 + "123456" + " " * 100_000 + "x7", "12345 " + "- " * 100_000):
        assert said(text, STRANGER) == Refuse()


def test_who_is_known_may_write_six_digits() -> None:
    assert said("123456") == Answer(Person("anna", Role.GUEST))
    assert said("/start 123456") == Help()


def test_somebody_stored_as_a_stranger_is_one() -> None:
    assert said("hello", replace(ANNA, role=Role.STRANGER)) == Refuse()
    assert person_of(ANNA, Rules({"telegram:42": ("anna", Role.STRANGER)})) is None


@pytest.mark.parametrize("text", ["STOP", "stop!", "Arrête.", "/stop", "🛑 Stop 🛑"])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("stopped", [False, True])
def test_stop_works_at_any_time_and_under_whatever_it_is_written(text: str, kind: Kind, stopped: bool) -> None:
    known = replace(ANNA, stopped=stopped)
    assert said(text, known, at=NOW - 1e6, kind=kind, recent=[NOW] * 5, told=NOW) == Stop()
    assert isinstance(said(text, replace(known, role=None), kind=kind), Silence)


def test_who_stopped_us_gets_nothing_until_they_start_again() -> None:
    stopped = replace(ANNA, stopped=True)
    for text in ("hello", "help", "123456", "start the timer"):
        assert isinstance(said(text, stopped), Silence)
    for text in ("START", "/start", "/start abc", "Reprendre !", "démarrer"):
        assert said(text, stopped) == Start()
    assert isinstance(said("start", stopped, kind=Kind.IMAGE), Silence)


def test_who_may_write_by_the_configuration_can_stop_and_start_us() -> None:
    rules = Rules({"telegram:42": ("owner", Role.OWNER)})
    for text, stopped, verdict in (("stop", False, Stop()), ("start", True, Start())):
        known = replace(STRANGER, stopped=stopped)
        assert decide(known, wrote(text, 1, at=NOW), rules, NOW, ()) == verdict


def test_a_stranger_who_stopped_us_is_silent_to_us_but_for_a_code() -> None:
    """As somebody who blocked the bot, and was then given a code."""
    stopped = replace(STRANGER, stopped=True)
    for text in ("hello", "start", "/start"):
        assert isinstance(said(text, stopped), Silence)
    assert said("/start 123456", stopped) == said("123456", stopped) == Pairing("123456")


def test_start_from_somebody_who_did_not_stop_explains_what_this_is() -> None:
    for text in ("/start", "start", "/start abc", "/help", "Help!", "Aide ?"):
        assert said(text) == Help()
    assert isinstance(said("resume"), Answer)  # a timer, perhaps
    assert isinstance(said("reprends"), Answer)


def test_a_reaction_is_not_answered() -> None:
    for known in (ANNA, STRANGER):
        assert isinstance(said("👍", known, kind=Kind.REACTION), Silence)


@pytest.mark.parametrize(("at", "late"), [(NOW + 500, False), (NOW, False), (NOW - 900, False), (NOW - 901, True)])
def test_what_comes_late_is_answered_as_late(at: float, late: bool) -> None:
    assert said("hello", at=at) == Answer(Person("anna", Role.GUEST), late)


@pytest.mark.parametrize(
    ("text", "known", "verdict"),
    [
        ("/stop@colibri_bot", ANNA, Stop()),
        ("/start@colibri_bot 123456", STRANGER, Pairing("123456")),
        ("/start", STRANGER, Refuse()),
    ],
)
def test_commands_of_telegram_are_understood(text: str, known: Known, verdict: Verdict) -> None:
    person = {"id": 42, "type": "private", "is_bot": False}
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "date": int(NOW), "chat": person, "from": person, "text": text},
    }
    (incoming,) = events([update], lambda: NOW)
    assert isinstance(incoming, Incoming)
    assert decide(known, incoming, RULES, NOW, ()) == verdict
