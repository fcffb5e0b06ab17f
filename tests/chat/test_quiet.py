from __future__ import annotations

import logging

import pytest

from assistant.chat.quiet import keep_addresses_out


def test_no_address_is_logged_whatever_the_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keep_addresses_out()
    for name in ("httpx", "httpcore", "httpcore.connection"):
        logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot1:secret/getMe")
        logging.getLogger(name).debug("the same")
    assert caplog.records == []
