"""The bridge is killed again and again under load: nothing is lost, and nothing is answered twice."""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path

from tests.chat.process import colibri, configuration, free_port, running
from tests.chat.standin import Platform, play
from tests.chat.standin.deliveries import Habits
from tests.chat.standin.whatsapp_payloads import text

KILLS = int(os.environ.get("BRIDGE_KILLS", "4"))


def test_nothing_is_lost_and_nothing_answered_twice(tmp_path: Path) -> None:
    chance = random.Random(7)

    async def story(platform: Platform) -> None:
        port = free_port()
        people = [
            platform.person() for _ in range(20 + KILLS)
        ]  # nobody is written to more often than the platform allows
        owners = [f"whatsapp:{one.user_id}" for one in people]
        config = configuration(
            platform, tmp_path, port, owners=owners, settle_s=10.0, burst_ms=0, per_minute=600, tries=20
        )
        platform.whatsapp.pair_rate.rate = platform.whatsapp.account_rate.rate
        platform.deliver_to(f"http://127.0.0.1:{port}")
        wrote: dict[str, int] = {}

        async def write() -> None:
            while True:
                one = chance.choice(people)
                words = f"w{len(wrote):05d}"
                wrote[words] = 0
                platform.whatsapp.post(one, text(words))
                await asyncio.sleep(chance.uniform(0.01, 0.06))

        for _ in range(KILLS):
            async with running(config, port, quick=True) as bridge:
                writing = asyncio.create_task(write())
                await asyncio.sleep(chance.uniform(0.05, 1.0))
                bridge.kill()
                await bridge.process.wait()
                writing.cancel()
        async with running(config, port, quick=True) as bridge:
            await platform.settled(60)
            await platform.quiet(11.0, 120 + KILLS)
            for secret in platform.private():
                assert secret not in bridge.logged
        for answer in platform.accepted:
            for words in answer.text.split():
                assert words in wrote, (answer.text, len(wrote), platform.summary())
                wrote[words] += 1
        counts = await colibri(config, "bridge", "status", "--json")
        print({"kills": KILLS, "messages": len(wrote), **counts, "summary": platform.summary()})
        assert [words for words, times in wrote.items() if times == 0] == []
        assert [words for words, times in wrote.items() if times > 1] == []
        assert not platform.accounts.duplicates()

    play(story, habits=Habits(duplicate=0.1, forget=0.1, reorder=0.1), within_s=240 + KILLS * 7)
