"""What is due rings, is announced, and falls silent when somebody asks for it."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from assistant.registry import Options
from assistant.skills import Call, World
from assistant.skills.timers import Timers
from assistant.voice.earcons import Earcon
from assistant.voice.ringing import Ringer


def test_a_timer_rings_until_it_is_stopped(tmp_path: Path) -> None:
    played: list[Earcon] = []
    said: list[str] = []
    attended: list[bool] = []
    told: list[bool] = []
    refuse = [True, False]

    async def live() -> None:
        timers = Timers(World(tmp_path, lambda: datetime.now().astimezone()), Options())
        await timers.handle(Call("SetTimer", "en", "set a pasta timer", {"duration_s": 1, "name": "pasta"}))

        async def nap(seconds: float) -> None:
            await asyncio.sleep(seconds / 100)

        def announce(text: str, language: str) -> bool:
            if refuse.pop(0) if refuse else False:
                return False
            said.append(text)
            return True

        ringer = Ringer(timers, announce, lambda: attended.append(True), played.append, "en", nap, told.append)
        running = asyncio.create_task(ringer.run())
        async with asyncio.timeout(10):
            while len(played) < 3:
                await asyncio.sleep(0.01)
        assert ringer.ringing
        assert told == [True]
        ringer.stop()
        await asyncio.sleep(0.1)
        heard = len(played)
        await asyncio.sleep(0.2)
        assert len(played) == heard
        assert not ringer.ringing
        assert told == [True, False]
        running.cancel()
        timers.close()

    asyncio.run(live())
    assert set(played) == {Earcon.TIMER}
    assert "pasta" in said[0]
    assert len(attended) == len(played)
