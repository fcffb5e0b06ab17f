"""What goes wrong is tried again, and what goes on being wrong is set aside with a word."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.chat import turn
from assistant.chat.wording import say
from assistant.errors import EngineError
from assistant.workers import Overloaded
from tests.chat.turns.world import House, housed, lived


async def tries(house: House) -> int:
    """Work until there is nothing more to try; how often the model was asked."""
    for _ in range(40):
        await house.works()
        if "waiting" not in house.states:
            break
        house.now += 400.0
    return len(house.mind.asked)


def test_a_model_that_fails_is_asked_again(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.trouble = [EngineError("no"), EngineError("no")]
        await house.hears("Who are you?")
        await house.works()
        assert (house.answers, house.states) == ([], ["waiting"])
        await house.works()
        assert len(house.mind.asked) == 1  # not at once
        assert await tries(house) == 3
        assert house.states == ["done"]
        assert house.answers[-1].endswith("A bird.")

    lived(tmp_path, story, "A bird.")


def test_what_always_fails_is_set_aside_with_one_apology(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.trouble = [EngineError("no") for _ in range(20)]
        await house.hears("Who are you?")
        assert await tries(house) == 4
        assert (house.answers, house.states) == ([say("failed", "en")], ["dead"])
        (dead,) = await house.store.inbox.dead()
        assert (dead.reason, dead.tries) == ("EngineError", 4)

    lived(tmp_path, story)


def test_what_will_pass_is_not_given_up_soon(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.trouble = [Overloaded("busy") for _ in range(6)]
        await house.hears("Who are you?")
        for _ in range(7):
            await house.works()
            house.now += turn.PATIENCE_S / 20
            house.rows("SELECT 1")
            await house.store.outbox.clock_was_set(-1000.0)
        assert house.states == ["done"]
        assert house.answers == ["A bird."]

    lived(tmp_path, story, "A bird.")


def test_an_empty_answer_is_a_failure_that_is_said(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("Who are you?")
        await house.works()
        assert house.answers == [say("failed", "en")]

    lived(tmp_path, story, "")


def test_what_we_thought_about_when_we_stopped_is_answered_after_the_next_start(tmp_path: Path) -> None:
    async def story() -> None:
        async with housed(tmp_path, "A bird.") as before:
            before.mind.free.clear()
            await before.hears("Who are you?")
            work = before.working()
            await before.thinks()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            assert before.states == ["waiting"]
        async with housed(tmp_path, "A bird.") as after:
            await after.works()
            assert (after.answers, after.states) == (["A bird."], ["done"])

    asyncio.run(story())
