"""Who writes several messages in a row has them answered together."""

from __future__ import annotations

from pathlib import Path

from tests.chat.turns.world import House, lived


def test_several_texts_are_answered_once(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("What is", "the capital", "of France?")
        await house.works()
        assert house.mind.asked == ["What is\nthe capital\nof France?"]
        assert house.answers == ["Paris."]
        assert house.states == ["done"] * 3

    lived(tmp_path, story, "Paris.")


def test_who_writes_on_while_we_think_has_all_of_it_answered_together(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.free.clear()
        await house.hears("What is the capital")
        work = house.working()
        await house.thinks()
        await house.hears("of France?")
        house.mind.free.set()
        await work
        assert house.mind.asked[-1] == "What is the capital\nof France?"
        assert len(house.answers) == 1
        assert house.states == ["done"] * 2

    lived(tmp_path, story, "Hm?", "Paris.")
