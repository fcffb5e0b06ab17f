"""Colibri's own stand-in for the platforms of its chat bridge: the Graph API (WhatsApp, Messenger) and Telegram's Bot API, on
loopback, and the people behind them.

    async with standin(seed=1) as platform:
        platform.deliver_to("http://127.0.0.1:8080")      # the bridge's webhook; its `api_url` is platform.url
        anna = platform.person("Anna")
        platform.whatsapp.write(anna, "what time is it?")
        await platform.until(lambda: platform.accounts.texts(anna))

whatsapp, messenger, telegram   one account each: what people write, and what is told of messages
*_payloads                      what is delivered, of every type           writing    the same in other bytes
deliveries                      signed, redelivered, timed                 statuses   what becomes of messages
*_api                           what the bridge calls, read strictly       troubles   what goes wrong with a call
accounts                        what was accepted                          control    all of this from another process
"""

from __future__ import annotations

from tests.chat.standin import troubles as trouble
from tests.chat.standin.accounts import Accepted, Action
from tests.chat.standin.buckets import Buckets, Rate
from tests.chat.standin.deliveries import Deliverer, Delivery, Habits
from tests.chat.standin.people import Person
from tests.chat.standin.platform import Platform, play, standin
from tests.chat.standin.statuses import Fates
from tests.chat.standin.troubles import Trouble

__all__ = [
    "Accepted",
    "Action",
    "Buckets",
    "Deliverer",
    "Delivery",
    "Fates",
    "Habits",
    "Person",
    "Platform",
    "Rate",
    "Trouble",
    "play",
    "standin",
    "trouble",
]
