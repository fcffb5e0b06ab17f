from __future__ import annotations

from typing import Any

import httpx
import pytest

from assistant.chat import NotSent, Refused, TryLater, Uncertain
from assistant.chat.graph.errors import Answer, judge
from assistant.chat.messenger.codes import CODES as MESSENGER
from assistant.chat.whatsapp.codes import CODES as WHATSAPP
from tests.chat.graph.scripted import error, tells_nothing


def answer(response: httpx.Response) -> Answer:
    return Answer(response.status_code, response.content, retry_after=response.headers.get("retry-after", ""))


def judged(response: httpx.Response, codes: Any = WHATSAPP, now: float = 0.0) -> Any:
    with pytest.raises((Refused, TryLater, Uncertain)) as raised:
        judge(answer(response), codes, lambda: now)
    assert tells_nothing(raised.value)
    return raised.value


@pytest.mark.parametrize("code", [130429, 131056, 131016, 131000, 131057, 4, 80007])
def test_whatsapp_errors_that_pass(code: int) -> None:
    found = judged(error(400, code))
    assert isinstance(found, TryLater)
    assert (found.code, found.after_s) == (code, None)
    assert found.scope == ("account" if code in (130429, 80007, 4, 131057) else "pair")


@pytest.mark.parametrize(
    "code",
    [
        131047,
        131026,
        131049,
        131050,
        131051,
        131053,
        131009,
        131008,
        100,
        131042,
        131048,
        131031,
        368,
        190,
        3,
        200,
        230,
        299,
    ],
)
@pytest.mark.parametrize("status", [400, 500])
def test_whatsapp_errors_that_stay(code: int, status: int) -> None:
    found = judged(error(status, code))
    assert isinstance(found, Refused)
    assert found.code == code
    assert "not a known" not in str(found)


@pytest.mark.parametrize(("code", "scope"), [(2, "pair"), (613, "account"), (4, "account")])
def test_messenger_errors_that_pass(code: int, scope: str) -> None:
    found = judged(error(400, code), MESSENGER)
    assert isinstance(found, TryLater)
    assert (found.code, found.scope) == (code, scope)


@pytest.mark.parametrize(("code", "subcode"), [(551, None), (190, 463), (100, 2018001), (368, None), (10, 2018278)])
def test_messenger_errors_that_stay(code: int, subcode: int | None) -> None:
    found = judged(error(400, code, subcode), MESSENGER)
    assert isinstance(found, Refused)
    assert found.code == code


def test_a_subcode_says_more() -> None:
    assert "24 hours" in str(judged(error(400, 10, 2018278), MESSENGER))
    assert "24 hours" not in str(judged(error(400, 10, 1), MESSENGER))


def test_it_is_said_which_token_to_renew() -> None:
    for response in (error(401, 190), error(400, 190), httpx.Response(401), error(401, 12345)):
        assert "access token" in str(judged(response))


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, TryLater),
        (502, TryLater),
        (503, TryLater),
        (504, Uncertain),
        (404, Refused),
        (403, Refused),
        (302, TryLater),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": 5}', b'{"error": {"code": "x"}}', b"[1]"])
def test_without_a_code_the_status_decides(status: int, kind: type[Exception], body: bytes) -> None:
    assert type(judged(httpx.Response(status, content=body))) is kind


def test_an_unknown_error_stays_but_of_a_server_in_trouble() -> None:
    assert isinstance(judged(error(400, 99999)), Refused)
    assert isinstance(judged(error(500, 99999)), TryLater)
    assert isinstance(judged(error(504, 131000)), TryLater)


@pytest.mark.parametrize(
    ("told", "after_s"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("999999999999", 86400.0),
        ("Thu, 01 Jan 1970 00:02:00 GMT", 20.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("1.5.", None),
        ("", None),
    ],
)
def test_the_platform_may_say_how_long(told: str, after_s: float | None) -> None:
    found = judged(httpx.Response(429, headers={"Retry-After": told}), now=100.0)
    assert isinstance(found, TryLater)
    assert (found.after_s, found.scope) == (after_s, "account")
    assert judged(error(400, 130429, retry_after=told), now=100.0).after_s == after_s


def test_codes_do_not_contradict() -> None:
    for codes in (WHATSAPP, MESSENGER):
        assert not [code for code in codes.later if codes.is_never(code)]


def test_good_answers_are_handed_on_and_unreadable_ones_are_empty() -> None:
    assert judge(Answer(200, b'{"a": 1}'), WHATSAPP) == {"a": 1}
    for body in (b"", b"[]", b"\xff", b"[" * 100_000):
        assert judge(Answer(200, body), WHATSAPP) == {}
    assert judge(Answer(200, b"{}", whole=False), WHATSAPP) == {}
    assert issubclass(Refused, NotSent)
