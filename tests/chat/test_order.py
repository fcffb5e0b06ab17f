"""The bridge as a process, without models: everything that comes is answered, once and in order, on every channel."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tests.chat.process import colibri, configuration, free_port, running
from tests.chat.standin import Platform, play
from tests.chat.standin.accounts import Accepted
from tests.chat.standin.people import Person
from tests.chat.standin.whatsapp_payloads import batch, text

UPDATES = 1000


def words(answers: Sequence[Accepted]) -> list[str]:
    return [word for answer in answers for word in answer.text.split()]


def test_a_body_of_a_thousand_messages_is_answered_in_each_conversations_order(tmp_path: Path) -> None:
    chance = random.Random(3)

    async def story(platform: Platform) -> None:
        port, people = free_port(), [platform.person() for _ in range(20)]
        owners = [f"whatsapp:{one.user_id}" for one in people]
        config = configuration(platform, tmp_path, port, owners=owners, burst_ms=0, per_minute=600)
        platform.whatsapp.pair_rate.rate = platform.whatsapp.account_rate.rate
        wrote: dict[Person, list[str]] = {one: [] for one in people}
        updates = []
        for number in range(UPDATES):
            one = chance.choice(people)
            wrote[one].append(f"w{number:04d}")
            # Within one second as the platform counts: the order in the body is all there is.
            updates.append((one, platform.whatsapp.message(one, text(wrote[one][-1]))))
        async with running(config, port, quick=True) as bridge:
            platform.deliver_to(bridge.url)
            payload = batch(platform.whatsapp.number, updates, platform.whatsapp.rng)
            deliverer = platform.whatsapp.deliverer
            deliverer.post(payload)
            await platform.until(lambda: not deliverer.open)
            counts = await colibri(config, "bridge", "status", "--json")
            assert sum(dict(counts["inbox"]).values()) == UPDATES  # type: ignore[call-overload]
            for _ in range(5):
                deliverer.post(payload)  # in other bytes
            await platform.until(lambda: len(words(platform.accepted)) >= UPDATES, 60)
            await platform.quiet(1.0)
            assert {one: words(answers) for one, answers in platform.by_person().items()} == wrote
            for secret in platform.private():
                assert secret not in bridge.logged

    play(story, within_s=120)


def test_telegram_is_polled_and_goes_on_where_it_was_when_the_bridge_is_killed(tmp_path: Path) -> None:
    async def story(platform: Platform) -> None:
        port, anna = free_port(), platform.person("Anna")
        config = configuration(
            platform, tmp_path, port, only=("telegram",), owners=[f"telegram:{anna.chat}"], burst_ms=0
        )
        wrote = [f"w{number}" for number in range(9)]
        for part in range(3):
            async with running(config, port, quick=True) as bridge:
                for word in wrote[3 * part : 3 * part + 3]:
                    platform.telegram.write(anna, word)
                answered = 3 * part + 3
                await platform.until(partial(lambda count: len(words(platform.accepted)) >= count, answered), 30)
                bridge.kill()
                await bridge.process.wait()
        assert words(platform.accepted) == wrote
        for secret in platform.private():
            assert secret not in bridge.logged

    play(story, within_s=90)


def test_messenger_is_answered_and_echoes_of_ourselves_are_not(tmp_path: Path) -> None:
    async def story(platform: Platform) -> None:
        port, anna = free_port(), platform.person("Anna")
        config = configuration(
            platform, tmp_path, port, only=("messenger",), owners=[f"messenger:{anna.psid}"], burst_ms=0
        )
        async with running(config, port, quick=True) as bridge:
            platform.deliver_to(bridge.url)
            for word in ("one", "two", "three"):
                platform.messenger.write(anna, word)
                await asyncio.sleep(0.3)
            await platform.settled()
            await platform.quiet(1.0)
            assert words(platform.accepted) == ["one", "two", "three"]
            for secret in platform.private():
                assert secret not in bridge.logged

    play(story, within_s=60)
