from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant.brain.intents import IntentMatcher, Match
from assistant.chat.pairing import Pairing
from assistant.chat.phones import StorePhones
from assistant.chat.store import Known, Store, StoreUnavailable
from assistant.config.sections import PeopleSection
from assistant.people import OWNER, Permissions, Person, Role
from assistant.registry import Options
from assistant.skills import Call, Place, Refusal
from assistant.skills.lists import Lists
from assistant.skills.phone import Phone
from tests.chat.store.given import there
from tests.skills.room import call, world

ANNA = Person("anna", Role.GUEST)
LANGUAGES = ("en", "fr")


class FakePhones:
    """Remembers what was sent. `owners`: who has a phone."""

    def __init__(self, *owners: Person, error: Exception | None = None) -> None:
        self.owners = owners
        self.error = error
        self.offered: list[Person] = []
        self.sent: list[tuple[Person, str]] = []

    async def offer(self, person: Person) -> str:
        if self.error is not None:
            raise self.error
        self.offered.append(person)
        return "012345"

    async def send(self, person: Person, text: str, key: str = "") -> bool:
        if self.error is not None:
            raise self.error
        if person not in self.owners:
            return False
        self.sent.append((person, text))
        return True


def done(folder: Path, phones: FakePhones | StorePhones | None, asked: Call) -> str:
    place = Place(phones=phones)
    return asyncio.run(Phone(replace(world(folder, None), place=place), Options()).handle(asked))


def refused(folder: Path, phones: FakePhones | StorePhones | None, asked: Call) -> str:
    with pytest.raises(Refusal) as refusal:
        done(folder, phones, asked)
    return str(refusal.value)


def put_on(folder: Path, language: str, *things: str, **slots: Any) -> None:
    """By the skill that keeps lists."""
    lists = Lists(world(folder, None), Options())
    for thing in things:
        asyncio.run(lists.handle(call("AddToList", language=language, item=thing, **slots)))
    lists.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_spoken_twice_digit_by_digit(tmp_path: Path, language: str) -> None:
    phones = FakePhones()
    answer = done(tmp_path, phones, call("PairPhone", language=language))
    assert answer.count("0 1 2, 3 4 5") == 2
    assert "012345" not in answer
    assert phones.offered == [OWNER]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_is_written_once_as_it_can_be_copied(tmp_path: Path, language: str) -> None:
    answer = done(tmp_path, FakePhones(), call("PairPhone", language=language, aloud=False))
    assert answer.count("012345") == 1
    assert answer.endswith("012345")


def test_a_guest_pairs_a_phone_as_a_guest(tmp_path: Path) -> None:
    phones = FakePhones()
    done(tmp_path, phones, replace(call("PairPhone"), person=ANNA))
    assert phones.offered == [ANNA]


def test_guests_may_not_pair_phones_unless_the_configuration_says_so() -> None:
    permissions = Permissions({Role.GUEST: PeopleSection().guest, Role.STRANGER: PeopleSection().stranger})
    assert not permissions.allow(ANNA, "phone")
    assert not permissions.allow(Person("room", Role.STRANGER), "phone")
    assert permissions.allow(OWNER, "phone")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stranger_never_gets_a_code(tmp_path: Path, language: str) -> None:
    phones = FakePhones()
    asked = replace(call("PairPhone", language=language), person=Person("room", Role.STRANGER))
    assert refused(tmp_path, phones, asked)
    assert phones.offered == []


@pytest.mark.parametrize(
    ("language", "slots", "sent"),
    [
        ("en", {}, "The shopping list:\nMilk\nBread"),
        ("en", {"list": "packing"}, "The packing list:\nMilk\nBread"),
        ("fr", {"list": "shopping"}, "La liste de courses :\nMilk\nBread"),
        ("fr", {"list": "todo"}, "La liste de tâches :\nMilk\nBread"),
        ("de", {}, "The shopping list:\nMilk\nBread"),
    ],
)
def test_a_list_is_sent_as_it_is_read(tmp_path: Path, language: str, slots: dict[str, Any], sent: str) -> None:
    put_on(tmp_path, "en", "milk", "bread", **slots)
    phones = FakePhones(OWNER)
    answer = done(tmp_path, phones, call("SendListToPhone", language=language, **slots))
    assert [text.casefold() for _, text in phones.sent] == [sent.casefold()]
    assert "phone" in answer or "téléphone" in answer


@pytest.mark.parametrize(("language", "why"), [("en", "the packing list"), ("fr", "la liste packing")])
def test_an_empty_list_is_not_sent(tmp_path: Path, language: str, why: str) -> None:
    put_on(tmp_path, "en", "milk")
    phones = FakePhones(OWNER)
    assert why in refused(tmp_path, phones, call("SendListToPhone", language=language, list="packing"))
    assert phones.sent == []


def test_what_was_said_last_is_sent_to_whoever_asks(tmp_path: Path) -> None:
    phones = FakePhones(OWNER, ANNA)
    done(tmp_path, phones, replace(call("SendThatToPhone", previous="It is noon."), person=ANNA))
    assert phones.sent == [(ANNA, "It is noon.")]


def test_a_text_is_sent_as_it_was_said(tmp_path: Path) -> None:
    phones = FakePhones(OWNER)
    done(tmp_path, phones, call("SendTextToPhone", text="call the dentist", previous="It is noon."))
    assert phones.sent == [(OWNER, "call the dentist")]


@pytest.mark.parametrize("asked", [call("SendThatToPhone"), call("SendThatToPhone", previous=" \n")])
def test_where_nothing_was_said_nothing_is_sent(tmp_path: Path, asked: Call) -> None:
    phones = FakePhones(OWNER)
    assert "haven't said anything" in refused(tmp_path, phones, asked)
    assert phones.sent == []


@pytest.mark.parametrize("intent", sorted(Phone.intents))
@pytest.mark.parametrize(
    ("language", "mend"), [("en", "configuration, under chat"), ("fr", "configuration, sous chat")]
)
def test_without_a_messenger_it_is_said_how_to_add_one(tmp_path: Path, intent: str, language: str, mend: str) -> None:
    put_on(tmp_path, "en", "milk")
    asked = call(intent, language=language, previous="It is noon.", text="hi")
    assert mend in refused(tmp_path, None, asked)


@pytest.mark.parametrize("intent", sorted(Phone.intents - {"PairPhone"}))
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_has_no_phone_is_told_the_words_that_pair_one(tmp_path: Path, intent: str, language: str) -> None:
    put_on(tmp_path, "en", "milk")
    why = refused(tmp_path, FakePhones(ANNA), call(intent, language=language, previous="It is noon.", text="hi"))
    words = {"en": "pair my phone", "fr": "associe mon téléphone"}[language]
    assert words in why
    assert IntentMatcher(["phone"], [language]).match(words, language) == Match("PairPhone", {}, words)


@pytest.mark.parametrize("intent", sorted(Phone.intents))
@pytest.mark.parametrize("error", [StoreUnavailable("disk"), sqlite3.OperationalError("disk I/O error")])
@pytest.mark.parametrize(("language", "why"), [("en", "disk"), ("fr", "disque")])
def test_a_disk_that_fails_is_named(tmp_path: Path, intent: str, error: Exception, language: str, why: str) -> None:
    put_on(tmp_path, "en", "milk")
    asked = call(intent, language=language, previous="It is noon.", text="hi")
    assert why in refused(tmp_path, FakePhones(OWNER, error=error), asked)


def test_lists_that_cannot_be_read_are_not_taken_for_empty_ones(tmp_path: Path) -> None:
    (tmp_path / "lists.db").write_bytes(b"no database" * 1000)
    assert "disk" in refused(tmp_path, FakePhones(OWNER), call("SendListToPhone"))


def in_store(folder: Path, use: Callable[[Store, Phone], object]) -> None:
    async def run() -> None:
        store = Store(folder / "chat.db")
        try:
            place = Place(phones=StorePhones(store, Pairing(store.people), {"telegram"}))
            await use(store, Phone(replace(world(folder, None), place=place), Options()))  # type: ignore[misc]
        finally:
            await store.close()

    asyncio.run(run())


def test_the_code_that_is_spoken_pairs_a_phone_that_then_gets_what_was_said(tmp_path: Path) -> None:
    async def use(store: Store, skill: Phone) -> None:
        spoken = await skill.handle(call("PairPhone"))
        code = "".join(char for char in spoken.split(":")[1] if char.isdecimal())
        found = await Pairing(store.people).redeem(code, "telegram", "bot", "1", 0.0)
        assert found == ("owner", Role.OWNER)
        await there(store, Known("telegram", "bot", "1", "1", *found))
        await skill.handle(call("SendThatToPhone", previous="It is noon."))
        assert [job.text for job in await store.outbox.sendable(4e9)] == ["It is noon."]

    in_store(tmp_path, use)


def test_nothing_is_promised_once_the_store_is_gone(tmp_path: Path) -> None:
    async def use(store: Store, skill: Phone) -> None:
        await store.close()
        with pytest.raises(Refusal, match="disk"):
            await skill.handle(call("PairPhone"))

    in_store(tmp_path, use)
