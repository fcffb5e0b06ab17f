from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from assistant.chat.telegram import Telegram
from tests.chat.telegram.bot import SECRET, TOKEN, tells_nothing


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"mode": "webhook", "secret": SECRET},
        {"api_url": "http://127.0.0.1:8081/"},
        {"api_url": "https://bots.example.org:8443/telegram"},
        {"token": f" {TOKEN}\n"},
    ],
)
def test_good(options: dict[str, Any]) -> None:
    settings = Telegram.Options(**{"token": TOKEN, **options})
    assert settings.bot == "4242"
    assert tells_nothing(settings, settings.model_dump(), settings.model_dump_json())
    assert not settings.api_url.endswith("/")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"token": "4242"}, "@BotFather"),
        ({"token": TOKEN[5:]}, "@BotFather"),
        ({"token": f"{TOKEN}/../x"}, "@BotFather"),
        ({"token": "¾242:" + TOKEN[5:]}, "@BotFather"),
        ({"mode": "webhook"}, "needs a `secret`"),
        ({"mode": "webhook", "secret": "short"}, "16 to 256"),
        ({"secret": SECRET + "é"}, "16 to 256"),
        ({"previous_secret": ""}, "16 to 256"),
        ({"api_url": "http://api.telegram.org"}, "https://api.telegram.org"),
        ({"api_url": "https://user@api.telegram.org"}, "https://api.telegram.org"),
        ({"poll_s": 0}, "poll_s"),
        ({"mode": "push"}, "mode"),
        ({"other": 1}, "other"),
    ],
)
def test_bad(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Telegram.Options(**{"token": TOKEN, **options})
    assert words in str(caught.value)
    assert tells_nothing(caught.value)
