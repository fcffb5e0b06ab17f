"""Who writes several messages in a row has them answered together."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.chat.turn import MOST_CHARACTERS, MOST_TOGETHER, RESTARTS
from tests.chat.turns.world import House, lived, until


def test_several_texts_are_answered_once(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("What is", "the capital", "of France?")
        await house.works()
        assert house.mind.asked == ["What is\nthe capital\nof France?"]
        assert house.answers == ["Paris."]
        assert house.states == ["done"] * 3
        assert house.woken == 1

    lived(tmp_path, story, "Paris.")


def test_who_writes_on_while_we_think_has_all_of_it_answered_together(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.hold()
        await house.hears("What is the capital")
        work = house.working()
        await house.thinks()
        await house.writes_on("of France?")
        house.mind.go_on()
        await work
        assert house.mind.asked[-1] == "What is the capital\nof France?"
        assert len(house.answers) == 1
        assert house.states == ["done"] * 2

    lived(tmp_path, story)


def test_who_writes_on_and_on_is_answered_all_the_same(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.hold()
        await house.hears("0")
        work = house.working()
        for number in range(1, RESTARTS + 2):
            await house.thinks(number)
            await house.writes_on(str(number))
            house.mind.go_on(hold=number <= RESTARTS)
        await work
        before = [str(number) for number in range(RESTARTS + 1)]
        assert house.mind.asked[RESTARTS:] == ["\n".join(before), str(RESTARTS + 1)]
        assert len(house.answers) == 2
        assert house.states == ["done"] * (RESTARTS + 2)

    lived(tmp_path, story)


def test_we_wait_a_moment_whether_somebody_writes_on(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("What is the capital")
        work = house.working()
        await asyncio.sleep(0.2)
        await house.hears("of France?")
        house.now += 60
        await work
        assert house.mind.asked == ["What is the capital\nof France?"]

    lived(tmp_path, story, burst_s=30.0)


def test_what_has_waited_already_is_not_waited_for(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("What is the capital of France?")
        house.now += 31
        await house.works()  # within much less than those 30 s
        assert house.answers == ["Paris."]

    lived(tmp_path, story, "Paris.", burst_s=30.0)


def test_what_has_begun_to_be_done_is_not_begun_again(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        begun, done = asyncio.Event(), asyncio.Event()

        async def first() -> None:
            begun.set()
            await done.wait()

        house.lamp.first = first
        await house.hears("lights the lamp")  # nearly what is known: so it might have been thought about again
        work = house.working()
        await asyncio.wait_for(begun.wait(), 10)
        await house.writes_on("How are you?")
        done.set()
        await work
        assert house.lamp.calls == ["LampOn"]
        assert house.answers == ["The lamp is on.", "Fine."]

    lived(tmp_path, story, "Fine.")


def test_an_order_is_not_merged_with_its_neighbours(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("Good evening.", "Light the lamp.", "How are you?", "And the cat?")
        await house.works()
        assert house.mind.asked == ["Good evening.", "How are you?\nAnd the cat?"]
        assert house.answers == ["Hello.", "The lamp is on.", "We are fine."]

    lived(tmp_path, story, "Hello.", "We are fine.")


def test_a_forwarded_message_is_not_merged_with_its_neighbours(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("Look at this:")
        await house.hears("We won a million!", forwarded=True)
        await house.hears("Is that true?")
        await house.works()
        assert house.mind.asked == ["Look at this:", "We won a million!", "Is that true?"]
        assert len(house.answers) == 3

    lived(tmp_path, story)


def test_a_word_of_the_bridge_ends_a_burst(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("Good evening.", "help", "How are you?")
        await house.works()
        assert house.mind.asked == ["Good evening.", "How are you?"]
        assert house.answers[1].startswith("Write to me")

    lived(tmp_path, story)


@pytest.mark.parametrize(
    ("lengths", "asked"),
    [
        ((MOST_CHARACTERS // 2, MOST_CHARACTERS // 2, 1), 2),
        ((MOST_CHARACTERS + 1, 1), 2),
        ((1,) * MOST_TOGETHER, 1),
        ((1,) * (MOST_TOGETHER + 1), 2),
    ],
)
def test_a_burst_is_bounded(tmp_path: Path, lengths: tuple[int, ...], asked: int) -> None:
    async def story(house: House) -> None:
        await house.hears(*("x" * length for length in lengths))
        await house.works()
        assert len(house.mind.asked) == len(house.answers) == asked
        assert house.states == ["done"] * len(lengths)

    lived(tmp_path, story)


def test_an_answer_quotes_only_where_somebody_wrote_on_meanwhile(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        async def writes_on() -> None:
            await house.hears("And then?")

        house.lamp.first = writes_on
        await house.hears("Light the lamp.")
        await house.works()
        assert house.answers == ["The lamp is on.", "Nothing."]
        assert house.quotes == ["e0", ""]

    lived(tmp_path, story)


def test_of_an_answer_in_parts_only_the_first_one_quotes(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.hold()
        await house.hears("Tell me a story.", forwarded=True)  # and so it is not begun again
        work = house.working()
        await house.thinks()
        await house.writes_on("Please.")
        house.mind.go_on()
        await work
        assert len(house.answers) == 3
        assert house.quotes == ["e0", "", ""]

    sentence = f"Once upon a time there was {'a very, very big ' * 7}cat. "
    lived(tmp_path, story, sentence * 50, "Gladly.")


def test_what_others_write_interrupts_nobody(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        house.mind.hold()
        await house.hears("Hello?")
        work = house.working()
        await house.thinks()
        await house.hears("Me too!", user="bob")
        await until(lambda: True)
        house.mind.go_on()
        await work
        assert house.mind.asked == ["Hello?"]
        assert house.quotes == [""]

    lived(tmp_path, story, owners=("anna", "bob"))
