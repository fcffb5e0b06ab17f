from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import httpx
import pytest

from assistant.chat import Finding
from assistant.chat.telegram.reading import WANTED
from tests.chat.graph.scripted import Step
from tests.chat.telegram.bot import NOW, SECRET, bad, bot, good, tells_nothing

URL = "https://colibri.example.org/telegram"
ME = {"id": 4242, "is_bot": True, "first_name": "Colibri", "can_join_groups": False}


def checked(*steps: Step, url: str | None = None, **options: Any) -> Sequence[Finding]:
    findings = asyncio.run(bot(*steps, **options)[0].check(url))
    assert tells_nothing(findings)
    assert all(finding.good or finding.mend for finding in findings)
    return findings


def hooked(at: str | None = URL, **info: Any) -> Sequence[Finding]:
    told = {"url": URL, "pending_update_count": 0, "allowed_updates": list(WANTED), **info}
    return checked(good(ME), good(told), url=at, mode="webhook", secret=SECRET)


def mends(findings: Sequence[Finding]) -> str:
    return " | ".join(finding.mend for finding in findings if not finding.good)


def test_all_is_good() -> None:
    assert mends(checked(good(ME), good({"url": ""}))) == ""
    assert mends(hooked()) == ""
    assert mends(hooked(at=None)) == ""


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([bad(401)], "@BotFather"),
        ([bad(404)], "@BotFather"),
        ([bad(500)], "try again"),
        ([httpx.ConnectError("x")], "network"),
        ([httpx.Response(200, text="hello")], "api_url"),
        ([good({"id": 1})], "api_url"),
        ([good(5)], "api_url"),
        ([good(ME), httpx.ReadTimeout("x")], "network"),
    ],
)
def test_says_why_telegram_does_not_answer(steps: list[Step], words: str) -> None:
    (finding,) = checked(*steps)
    assert not finding.good
    assert words in finding.mend


def test_polling_needs_that_no_webhook_is_registered() -> None:
    assert "which removes it" in mends(checked(good(ME), good({"url": URL})))


def test_says_how_to_keep_the_bot_out_of_groups() -> None:
    findings = checked(good({**ME, "can_join_groups": True}), good({"url": ""}))
    assert any(finding.good and "/setjoingroups" in finding.what for finding in findings)


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"url": ""}, f"setWebhook with url={URL}"),
        ({"url": "https://elsewhere.example.org/"}, "another address"),
        ({"allowed_updates": ["message"]}, "edited_message"),
        ({"pending_update_count": 100}, "start the bridge"),
        ({"last_error_date": NOW - 9, "last_error_message": "Wrong response from the webhook: 401 Unauthorized"}, "`secret`"),
        ({"last_error_date": NOW - 9, "last_error_message": "Wrong response from the webhook: 404 Not Found"}, "path"),
        ({"last_error_date": NOW - 9, "last_error_message": "SSL error\n{certificate verify failed}"}, "certificate"),
        ({"last_error_date": NOW - 9999, "last_error_message": "x", "pending_update_count": 3}, "certificate"),
    ],
)  # fmt: skip
def test_says_how_to_mend_a_webhook(info: dict[str, Any], words: str) -> None:
    assert words in mends(hooked(**info))


def test_errors_of_long_ago_are_forgotten() -> None:
    assert mends(hooked(last_error_date=NOW - 9999, last_error_message="x")) == ""


@pytest.mark.parametrize(
    "url", ["http://colibri.example.org/telegram", "https://colibri.example.org:9000/", "https://[x"]
)
def test_says_where_telegram_does_not_call(url: str) -> None:
    assert "8443" in mends(hooked(at=url))


@pytest.mark.parametrize(
    "info", [5, [], {"url": 5, "pending_update_count": "x", "allowed_updates": 3, "last_error_message": 1}]
)
def test_odd_answers_break_nothing(info: Any) -> None:
    assert checked(good(ME), good(info))
    assert checked(good(ME), good(info), url=URL, mode="webhook", secret=SECRET)
