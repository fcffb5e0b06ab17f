"""Lists as people hear them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.people import OWNER, Person, Role
from assistant.registry import Options
from assistant.skills import Call, Keeper, Knower, Refusal, Unclear, Value, World, lists
from assistant.skills.lists import Lists

GUEST = Person("ann", Role.GUEST)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def skill(tmp_path: Path) -> Iterator[Lists]:
    made = Lists(World(tmp_path, lambda: NOW), Options())
    yield made
    made.close()


def ask(
    skill: Lists,
    intent: str,
    language: str = "en",
    person: Person = OWNER,
    *,
    text: str = "",
    aloud: bool = True,
    **slots: Value,
) -> str:
    return asyncio.run(skill.handle(Call(intent, language, text, slots, person, aloud)))


def again(skill: Lists, intent: str, unclear: Unclear) -> str:
    """The second one is chosen."""
    return asyncio.run(skill.handle(Call(intent, "en", "", unclear.readings[1])))


def refused(skill: Lists, intent: str, language: str = "en", **slots: Value) -> str:
    with pytest.raises(Refusal) as refusal:
        asyncio.run(skill.handle(Call(intent, language, "", slots)))
    return str(refusal.value)


def on(skill: Lists, name: str = "shopping") -> list[str]:
    return [entry.text for entry in skill._entries.on(name)]


def test_adding(skill: Lists) -> None:
    assert (
        ask(skill, "AddToList", item="milk, eggs and bread") == "I've added milk, eggs and bread to the shopping list."
    )
    assert ask(skill, "AddToList", item="the egg") == "Egg is already on the shopping list."
    said = ask(skill, "AddToList", item="milk, eggs and tea", list="shopping")
    assert said == "I've added tea to the shopping list. Milk and eggs are already on the shopping list."
    assert on(skill) == ["milk", "eggs", "bread", "tea"]
    assert ask(skill, "AddToList", item="call mum", list="todo") == "I've added call mum to the to-do list."
    assert ask(skill, "AddToList", item="tent", list="packing") == "I've added tent to the packing list."


def test_adding_in_french(skill: Lists) -> None:
    said = ask(skill, "AddToList", "fr", item="lait et des œufs")
    assert said == "C'est ajouté à la liste de courses : lait et œufs."
    assert ask(skill, "AddToList", "fr", item="corde", list="escalade") == "C'est ajouté à la liste escalade : corde."
    assert ask(skill, "ReadList", "fr", list="shopping") == "Sur la liste de courses : lait et œufs."


def test_removing(skill: Lists) -> None:
    ask(skill, "AddToList", item="two litres of milk, eggs, white bread and rye bread")
    assert ask(skill, "RemoveFromList", item="milk") == "I've taken two litres of milk off the shopping list."
    assert refused(skill, "RemoveFromList", item="caviar") == "There's no caviar on any list."
    assert refused(skill, "RemoveFromList", item="caviar", list="todo") == "Caviar is not on the to-do list."
    said = ask(skill, "RemoveFromList", item="egg and caviar")
    assert said == "I've taken eggs off the shopping list. There's no caviar on any list."
    assert on(skill) == ["white bread", "rye bread"]


def test_removing_asks_which(skill: Lists) -> None:
    ask(skill, "AddToList", item="white bread and rye bread")
    with pytest.raises(Unclear) as unclear:
        ask(skill, "RemoveFromList", item="bread")
    assert str(unclear.value) == "Which one: white bread or rye bread?"
    again(skill, "RemoveFromList", unclear.value)
    assert on(skill) == ["white bread"]


def test_removing_what_is_on_two_lists_asks_which_list(skill: Lists) -> None:
    ask(skill, "AddToList", item="soap")
    ask(skill, "AddToList", item="soap", list="packing")
    with pytest.raises(Unclear) as unclear:
        ask(skill, "RemoveFromList", item="soap")
    assert str(unclear.value) == "Which one: the shopping list or the packing list?"
    again(skill, "RemoveFromList", unclear.value)
    assert (on(skill), on(skill, "packing")) == (["soap"], [])


def test_reading(skill: Lists) -> None:
    assert ask(skill, "ReadList") == "There's nothing on the shopping list."
    ask(skill, "AddToList", item=", ".join(f"thing {number}" for number in range(1, 16)))
    said = ask(skill, "ReadList", list="shopping")
    assert said.startswith("On the shopping list: thing 1, ")
    assert said.endswith("thing 10 and 5 more.")
    assert len(ask(skill, "ReadList", aloud=False).splitlines()) == 16
    assert ask(skill, "ReadList", item="things 3") == "Yes, thing 3 is on the shopping list."
    assert ask(skill, "ReadList", item="soap", list="shopping") == "No, soap is not on the shopping list."
    assert refused(skill, "ReadList", list="climbing").startswith("There is no climbing list yet.")


def test_the_only_list_is_meant_when_none_is_named(skill: Lists) -> None:
    ask(skill, "AddToList", item="call mum", list="todo")
    assert ask(skill, "ReadList") == "On the to-do list: call mum."
    ask(skill, "AddToList", item="soap")
    assert ask(skill, "ReadList") == "On the shopping list: soap."
    with pytest.raises(Unclear, match="Which list: the to-do list or the shopping list") as unclear:
        ask(skill, "ClearList")
    assert again(skill, "ClearList", unclear.value) == "I've cleared the shopping list: one thing removed."


def test_clearing_can_be_undone(skill: Lists) -> None:
    ask(skill, "AddToList", item="milk, eggs and bread")
    assert ask(skill, "ClearList", list="shopping") == "I've cleared the shopping list: 3 things removed."
    assert ask(skill, "ClearList", list="shopping") == "There's nothing on the shopping list."
    assert ask(skill, "UndoList", back=True) == "Milk, eggs and bread: back on the shopping list."
    assert on(skill) == ["milk", "eggs", "bread"]
    assert refused(skill, "UndoList", back=True) == "There is nothing to put back."


def test_adding_can_be_undone(skill: Lists) -> None:
    ask(skill, "AddToList", item="milk")
    ask(skill, "AddToList", item="eggs")
    assert refused(skill, "UndoList", back=True) == "There is nothing to put back."
    assert ask(skill, "UndoList") == "I've taken eggs off the shopping list again."
    assert refused(skill, "UndoList") == "There is nothing to put back."
    assert on(skill) == ["milk"]


def test_only_the_last_change_is_undone(skill: Lists) -> None:
    ask(skill, "AddToList", item="milk and eggs")
    ask(skill, "RemoveFromList", item="milk")
    ask(skill, "RemoveFromList", item="eggs")
    ask(skill, "UndoList", back=True)
    assert on(skill) == ["eggs"]


def test_what_is_not_found_leaves_the_last_change_to_be_undone(skill: Lists) -> None:
    ask(skill, "AddToList", item="milk")
    ask(skill, "RemoveFromList", item="milk")
    refused(skill, "RemoveFromList", item="eggs")
    ask(skill, "UndoList", back=True)
    assert on(skill) == ["milk"]


def test_a_list_that_somebody_named_is_known(skill: Lists) -> None:
    ask(skill, "AddToList", item="rope", list="climbing")
    ask(skill, "AddToList", "fr", item="sapin", list="noël")
    assert isinstance(skill, Knower)

    def known(text: str, language: str = "en") -> str | None:
        reply = asyncio.run(skill.know(Call("", language, text)))
        return reply.text if reply else None

    assert known("What's on the climbing list?") == "On the climbing list: rope."
    assert known("What's on the Forbes list?") is None
    assert known("What's on Schindler's list about?") is None
    assert known("How do you make a climbing list?") is None
    assert known("Qu'est-ce qu'il y a sur la liste de Noël ?", "fr") == "Sur la liste noël : sapin."
    assert known("Lis la liste noel", "fr") == "Sur la liste noël : sapin."
    ask(skill, "AddToList", "fr", item="boules", list="noel")
    assert on(skill, "noël") == ["sapin", "boules"]


def test_lists_have_bounds(skill: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "fewer words" in refused(skill, "AddToList", item="a" * 201)
    assert refused(skill, "AddToList", item=", ") == "What shall I put on the shopping list?"
    monkeypatch.setattr(lists, "MOST_ENTRIES", 2)
    assert "no more fits" in refused(skill, "AddToList", item="milk, eggs and bread")


def test_a_failing_disk_is_said(skill: Lists) -> None:
    skill._entries._database.execute("DROP TABLE entries")
    assert "disk" in refused(skill, "AddToList", item="milk")


def test_it_keeps_for_people(skill: Lists, tmp_path: Path) -> None:
    ask(skill, "AddToList", item="xyzzy")
    ask(skill, "AddToList", item="soap", person=GUEST)
    assert isinstance(skill, Keeper)
    assert skill.export(OWNER) == {
        "lists": [{"list": "shopping", "thing": "xyzzy", "added": NOW.isoformat(), "removed": False}]
    }
    assert skill.erase(OWNER) == 1
    assert on(skill) == ["soap"], "of somebody else"
    assert not any(b"xyzzy" in path.read_bytes() for path in tmp_path.iterdir())
