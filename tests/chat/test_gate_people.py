"""Who somebody is to the household: by their id, or by the phone number that the platform tells."""

from __future__ import annotations

import json

import pytest

from assistant.chat import Incoming
from assistant.chat.gate import Rules, person_of
from assistant.chat.store import Known
from assistant.chat.whatsapp.reading import events
from assistant.people import OWNER, Person, Role

ANNA = Known("telegram", "bot", "42", "42", "anna", Role.GUEST)
OWNER_RULE = ("owner", Role.OWNER)


def from_whatsapp(who: dict[str, str]) -> Incoming:
    message = {"id": "wamid.1", "timestamp": "1000", "type": "text", "text": {"body": "hi"}, **who}
    value = {"metadata": {"phone_number_id": "1"}, "messages": [message]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    (incoming,) = events(json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode(), "1")
    assert isinstance(incoming, Incoming)
    return incoming


@pytest.mark.parametrize("configured", ["+15550002222", "15550002222", "US.77"])
@pytest.mark.parametrize("first", [{}, {"from_user_id": "US.77"}])
def test_an_owner_is_found_by_phone_number_or_user_id(configured: str, first: dict[str, str]) -> None:
    incoming = from_whatsapp({"from": "15550002222", **first})
    known = Known("whatsapp", "1", incoming.user, incoming.address)
    person = person_of(known, Rules({f"whatsapp:{configured}": OWNER_RULE}))
    assert person == (OWNER if first or configured != "US.77" else None)


def test_the_user_id_has_more_say_than_the_phone_number() -> None:
    known = Known("whatsapp", "1", "US.77", "+1555")
    rules = Rules({"whatsapp:+1555": OWNER_RULE, "whatsapp:US.77": ("anna", Role.GUEST)})
    assert person_of(known, rules) == Person("anna", Role.GUEST)


def test_a_hidden_phone_number_makes_nobody_an_owner() -> None:
    incoming = from_whatsapp({"from_user_id": "US.77"})
    known = Known("whatsapp", "1", incoming.user, incoming.address)
    assert person_of(known, Rules({"whatsapp:+15550002222": OWNER_RULE, "whatsapp:15550002222": OWNER_RULE})) is None
    assert person_of(known, Rules({"whatsapp:US.77": OWNER_RULE})) == OWNER


def test_the_id_of_somebody_on_telegram_is_not_taken_for_a_phone_number() -> None:
    others = ("telegram:+4670123456", "telegram:670123456", "whatsapp:4670123456")
    rules = Rules(dict.fromkeys(others, OWNER_RULE))
    assert person_of(Known("telegram", "bot", "4670123456", "4670123456"), rules) is None


def test_the_configuration_has_the_last_word_on_who_was_paired() -> None:
    assert person_of(ANNA, Rules({"telegram:42": OWNER_RULE})) == OWNER
    assert person_of(ANNA, Rules({"whatsapp:42": OWNER_RULE})) == Person("anna", Role.GUEST)
