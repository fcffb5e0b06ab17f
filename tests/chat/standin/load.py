"""People who write at a fixed rate, however slowly they are answered."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tests.chat.standin import telegram_payloads
from tests.chat.standin.messenger_payloads import batch as messenger_batch
from tests.chat.standin.people import Channel, Person
from tests.chat.standin.whatsapp_payloads import batch as whatsapp_batch
from tests.chat.standin.whatsapp_payloads import text as whatsapp_text
from tests.chat.standin.writing import Json

if TYPE_CHECKING:
    from tests.chat.standin.platform import Platform


def line(n: int) -> str:
    """What is written; no two are alike."""
    return f"message number {n:06d}, s'il vous plaît / bitte schön"


async def offer(platform: Platform, channel: Channel, people: Sequence[Person], per_s: float, seconds: float) -> int:
    """`people` write in turn, `per_s` messages a second for `seconds`; how many. Each is made when it is due, one in a body."""
    count = round(per_s * seconds)
    if channel == "telegram" and not platform.telegram.deliverer.url:
        start = time.monotonic()
        for n in range(count):
            await asyncio.sleep(max(0.0, start + n / per_s - time.monotonic()))
            platform.telegram.write(people[n % len(people)], line(n))
        return count
    writers = ((people[n % len(people)], line(n)) for n in range(count))
    await platform.deliverers[channel].at_rate(_payloads(platform, channel, writers), per_s)
    return count


def _payloads(
    platform: Platform, channel: Channel, writers: Iterator[tuple[Person, str]]
) -> Iterator[tuple[Json, str]]:
    whatsapp, messenger, telegram = platform.whatsapp, platform.messenger, platform.telegram
    for person, text in writers:
        match channel:
            case "whatsapp":
                message = whatsapp.message(person, whatsapp_text(text))
                payload = whatsapp_batch(whatsapp.number, [(person, message)], whatsapp.rng)
            case "messenger":
                item = messenger.message(person, text)
                payload = messenger_batch(messenger.page, [item], time.time(), messenger.rng)
            case "telegram":
                payload = telegram.update("message", telegram.message(person, telegram_payloads.text(text)))
        yield payload, person.psid
