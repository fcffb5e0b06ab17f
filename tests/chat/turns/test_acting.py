"""What is asked to be done is done once; and not when it comes too late, is somebody else's words, or was taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

from assistant.chat import Edited, Revoked
from assistant.chat.store import Lane
from assistant.chat.wording import say
from tests.chat.turns.world import House, housed, lived, until

LIGHT = "light the lamp"


def test_an_order_is_marked_before_it_is_done(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        marks: list[object] = []

        async def look() -> None:
            marks.extend(house.rows("SELECT acting FROM inbox"))

        house.lamp.first = look
        await house.hears(LIGHT)
        await house.works()
        assert marks == [(1,)]
        assert (house.lamp.calls, house.answers, house.states) == (["LampOn"], ["The lamp is on."], ["done"])
        assert house.rows("SELECT acting FROM inbox") == [(0,)]

    lived(tmp_path, story)


def test_an_order_that_a_restart_has_interrupted_is_not_done_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with housed(tmp_path) as before:
            begun = asyncio.Event()

            async def hang() -> None:
                begun.set()
                await asyncio.Event().wait()

            before.lamp.first = hang
            await before.hears(LIGHT)
            work = before.working()
            await begun.wait()
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        async with housed(tmp_path) as after:
            await after.works()
            assert after.lamp.calls == []
            assert after.answers == [say("interrupted", "en", text=LIGHT)]
            assert after.states == ["done"]

    asyncio.run(story())


def test_two_turns_for_the_same_message_do_not_both_act(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears(LIGHT)
        (row,) = await house.store.inbox.take(Lane("fake", "bot", "anna"), house.now)
        assert await house.store.inbox.acting((row.id,))
        assert not await house.store.inbox.acting((row.id,))

    lived(tmp_path, story)


def test_late_orders_are_not_done_and_late_questions_are_answered_with_a_word(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears(LIGHT, "Who are you?")
        house.now += 3600.0
        await house.works()
        assert house.lamp.calls == []
        assert house.answers == [
            say("late_undone", "en", minutes=60),
            say("late", "en", minutes=60, text="A bird."),
        ]

    lived(tmp_path, story, "A bird.")


def test_what_was_forwarded_is_answered_and_not_done(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears(LIGHT, forwarded=True)
        await house.hears("is the lamp on", "What does that mean?", forwarded=True)
        await house.works()
        assert house.lamp.calls == []
        assert house.answers == [say("forwarded_undone", "en"), "It is on.", "That it is dark."]

    lived(tmp_path, story, "That it is dark.")


def test_the_new_words_of_an_edited_message_are_answered(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.free.clear()
        await house.hears("Who are you?")
        work = house.working()
        await house.thinks()
        await house.gets(Edited("x", "anna", "e0", "Where are you?", house.now))
        house.mind.free.set()
        await work
        assert house.mind.asked == ["Who are you?", "Where are you?"]
        assert len(house.answers) == 1
        assert house.states == ["done"]

    lived(tmp_path, story, "A bird.", "In the kitchen.")


def test_what_was_taken_back_is_neither_done_nor_answered(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears(LIGHT)
        await house.gets(Revoked("x", "anna", "e0"))
        await house.works()
        house.mind.free.clear()
        await house.hears("Who are you?")
        work = house.working()
        await house.thinks()
        (number,) = [row[0] for row in house.rows("SELECT event FROM inbox WHERE state = 'waiting'")]
        await house.gets(Revoked("y", "anna", number))
        house.mind.free.set()
        await work
        assert (house.lamp.calls, house.answers) == ([], [])
        assert house.states == ["revoked"] * 2

    lived(tmp_path, story, "A bird.")


def test_what_was_not_settled_is_not_remembered(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.free.clear()
        await house.hears("My name is Anna.")
        work = house.working()
        await house.thinks()
        await house.gets(Revoked("x", "anna", "e0"))
        house.mind.free.set()
        await work
        await house.hears("Who am I?")
        await house.works()
        await until(lambda: len(house.mind.asked) == 2)
        lane = Lane("fake", "bot", "anna")
        session = house.turns._answering.talks.of(lane, house.turns._answering.talks._talks[lane].session.person)
        assert [exchange.user for exchange in session.exchanges] == ["Who am I?"]

    lived(tmp_path, story, "Hello Anna.", "I do not know.")
