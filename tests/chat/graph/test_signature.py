from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat.graph.settings import Settings
from assistant.chat.graph.signature import challenge, signed
from tests.chat.graph.scripted import APP_SECRET, OLD_SECRET, SECRETS, VERIFY_TOKEN, signature

ONE = Settings.model_validate(SECRETS)
BOTH = Settings.model_validate({**SECRETS, "previous_app_secret": OLD_SECRET})
EMPTY = b'{"object":"whatsapp_business_account","entry":[]}'
KNOWN = "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"
ASKED = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "1158201444"}


def test_the_known_answer() -> None:
    assert APP_SECRET == "test_app_secret"
    assert signed({"x-hub-signature-256": f"sha256={KNOWN}"}, EMPTY, ONE)


@pytest.mark.parametrize(
    "body",
    [rb'{"text":"K\u00e4se \/ \ud83d\ude00"}', '{"text":"Käse / 😀"}'.encode(), b"\xff\x00", b"", b" " + EMPTY + b"\n"],
)
def test_the_bytes_count_as_they_came(body: bytes) -> None:
    assert signed(signature(body), body, ONE)
    assert not signed(signature(body), body + b" ", ONE)


def test_during_a_change_both_secrets_are_good_and_afterwards_one() -> None:
    assert signed(signature(EMPTY, OLD_SECRET), EMPTY, BOTH)
    assert signed(signature(EMPTY), EMPTY, BOTH)
    assert not signed(signature(EMPTY, OLD_SECRET), EMPTY, ONE)
    assert not signed(signature(EMPTY, "somebody_elses"), EMPTY, BOTH)


@pytest.mark.parametrize(
    "header",
    [
        "",
        KNOWN,
        f"sha1={KNOWN}",
        f"sha256={KNOWN.upper()}",
        f"SHA256={KNOWN}",
        f"sha256={KNOWN}\n",
        f" sha256={KNOWN}",
        f"sha256={KNOWN}0",
        f"sha256={KNOWN[:-1]}",
        f"sha256={KNOWN[:-1]}é",
        "sha256=" + "٣" * 64,
        f"sha256={'0' * 64}",
        f"sha256={KNOWN}, sha256={KNOWN}",
    ],
)
def test_a_header_of_any_other_form_is_no_signature(header: str) -> None:
    assert not signed({"x-hub-signature-256": header}, EMPTY, BOTH)


def test_no_header_is_no_signature() -> None:
    assert not signed({}, EMPTY, BOTH)


@given(st.text(), st.binary())
def test_whatever_comes_nothing_is_raised(header: str, body: bytes) -> None:
    assert not signed({"x-hub-signature-256": header}, body, BOTH)
    assert challenge({**ASKED, "hub.verify_token": header}, ONE) is None


@pytest.mark.parametrize("opaque", ["1158201444", "a b+c&d=é", "0"])
def test_whoever_knows_the_verify_token_is_repeated_to_exactly(opaque: str) -> None:
    assert challenge({**ASKED, "hub.challenge": opaque}, ONE) == opaque


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.verify_token": VERIFY_TOKEN + "x"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "\ud800é"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": ""},
        {"hub.challenge": "x" * 1001},
    ],
)
def test_nobody_else_is(changed: dict[str, str]) -> None:
    assert challenge({**ASKED, **changed}, ONE) is None
    assert challenge({}, ONE) is None
