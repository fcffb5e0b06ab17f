from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assistant.chat.graph.settings import Settings
from tests.chat.graph.scripted import SECRETS, tells_nothing


def settings(**changed: Any) -> Settings:
    return Settings.model_validate({**SECRETS, **changed})


def test_secrets_are_told_nobody() -> None:
    assert tells_nothing(settings(), settings().model_dump())


@pytest.mark.parametrize("name", ["app_secret", "previous_app_secret", "verify_token", "token"])
@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("", "is empty"),
        ("  \n", "is empty"),
        ("a b" * 10, "spaces"),
        ("schlüssel" * 3, "ASCII"),
        ("short", "fewer than"),
    ],
)
def test_a_secret_that_is_none_is_refused_and_it_is_said_how_to_mend_it(name: str, value: str, wrong: str) -> None:
    with pytest.raises(ValidationError) as refused:
        settings(**{name: value})
    assert [problem["loc"] for problem in refused.value.errors()] == [(name,)]
    assert wrong in str(refused.value)
    assert "; " in str(refused.value)


def test_what_is_wrong_with_one_secret_does_not_show_the_others() -> None:
    with pytest.raises(ValidationError) as refused:
        settings(token="bad token with spaces", surplus=1)
    assert tells_nothing(refused.value)
    assert "bad token" not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["https://graph.facebook.com", "http://127.0.0.1:8099/", "http://[::1]:80", "http://localhost:1/x"]
)
def test_the_platform_is_reached_over_https_or_on_this_machine(url: str) -> None:
    assert settings(api_url=url).api_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://graph.facebook.com",
        "http://127.0.0.1.evil.example",
        "http://localhost.example",
        "https://user:pass@graph.facebook.com",
        "https://graph.facebook.com/?x",
        "https://",
        "ftp://localhost",
        "https://h:99999",
        "https://h\n.example",
        "",
    ],
)
def test_and_nowhere_else(url: str) -> None:
    with pytest.raises(ValidationError):
        settings(api_url=url)
