"""Remember, forget, recall: as people hear it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.brain import facts as store
from assistant.people import OWNER, Person, Role
from assistant.registry import Options
from assistant.skills import Call, Keeper, Knower, Refusal, Unclear, Value, World
from assistant.skills.memory import Memory

GUEST = Person("ann", Role.GUEST)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    skill = Memory(World(tmp_path, lambda: NOW), Options())
    yield skill
    skill.close()


def ask(
    memory: Memory,
    intent: str,
    text: str = "",
    language: str = "en",
    person: Person = OWNER,
    *,
    aloud: bool = True,
    **slots: Value,
) -> str:
    return asyncio.run(memory.handle(Call(intent, language, text, slots, person, aloud)))


def remember(memory: Memory, *facts: str, language: str = "en") -> None:
    for fact in facts:
        ask(memory, "Remember", f"Remember that {fact}", language, fact=fact.lower())


def test_what_was_told_is_said_back(memory: Memory) -> None:
    said = ask(memory, "Remember", "Remember that my car is by Lucy's.", fact="my car is by lucy's")
    assert said == "I'll remember: your car is by Lucy's."
    assert ask(memory, "Remember", "Note that your name is Bob", fact="your name is bob") == "I'll remember that."
    assert (
        ask(memory, "Remember", "My car is by Lucy's, remember that", fact="my car is by lucy's")
        == "I know that already."
    )
    assert memory.facts.all("owner") == ["my car is by Lucy's", "your name is Bob"]


def test_in_french(memory: Memory) -> None:
    said = ask(memory, "Remember", "Retiens que je fais du 42.", "fr", fact="je fais du 42")
    assert said == "C'est noté : vous faites du 42."
    assert ask(memory, "RecallNotes", language="fr") == "Vous faites du 42."
    assert ask(memory, "Forget", language="fr", fact="je fais du 42") == "C'est oublié : vous faites du 42."
    assert ask(memory, "RecallNotes", language="fr") == "Vous ne m'avez rien demandé de retenir."


def test_a_question_that_a_fact_answers_is_known(memory: Memory) -> None:
    remember(memory, "my car is on level three")
    assert isinstance(memory, Knower)
    reply = asyncio.run(memory.know(Call("", "en", "Where's my car?")))
    assert reply is not None
    assert reply.text == "Your car is on level three."
    assert asyncio.run(memory.know(Call("", "en", "Where's my car?", person=GUEST))) is None
    assert asyncio.run(memory.know(Call("", "en", "Who invented the car?"))) is None


def test_recall(memory: Memory) -> None:
    assert ask(memory, "RecallNotes") == "You haven't told me anything to remember."
    remember(memory, *(f"box {letter} is in the cellar" for letter in "ABCDEF"), "Lucy likes tea")
    said = ask(memory, "RecallNotes")
    assert said.startswith("Box c is in the cellar.") or said.startswith("Box C is in the cellar.")
    assert said.endswith("Lucy likes tea. And 2 more.")
    assert len(ask(memory, "RecallNotes", aloud=False).splitlines()) == 7
    assert ask(memory, "RecallNotes", "about Lucy", about="lucy") == "Lucy likes tea."
    assert ask(memory, "RecallNotes", "Any notes about Tom?", about="tom") == "You haven't told me anything about Tom."


def test_forgetting_one(memory: Memory) -> None:
    remember(memory, "the spare key is under the pot", "Lucy likes tea")
    assert ask(memory, "Forget", fact="spare keys") == "Forgotten: the spare key is under the pot."
    assert memory.facts.all("owner") == ["Lucy likes tea"]
    with pytest.raises(Refusal, match="haven't told me"):
        ask(memory, "Forget", fact="the submarine")


def test_forgetting_asks_which(memory: Memory) -> None:
    remember(memory, "the garage code is 4711", "the gate code is 1234")
    with pytest.raises(Unclear) as unclear:
        ask(memory, "Forget", fact="the code")
    assert str(unclear.value) == "Which one shall I forget: the garage code is 4711, or the gate code is 1234?"
    chosen = Call("Forget", "en", "", unclear.value.readings[1])
    assert asyncio.run(memory.handle(chosen)) == "Forgotten: the gate code is 1234."
    assert memory.facts.all("owner") == ["the garage code is 4711"]


def test_forgetting_everything_says_how_much(memory: Memory) -> None:
    remember(memory, "a is b here", "c is d here")
    ask(memory, "Remember", "Remember I am Ann", person=GUEST, fact="i am ann")
    assert ask(memory, "Forget", all=True) == "I've forgotten all 2 things you told me."
    assert ask(memory, "Forget", all=True) == "You haven't told me anything to remember."
    assert ask(memory, "Forget", person=GUEST, all=True) == "I've forgotten the one thing you told me."


def test_bounds_are_said(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="fewer words"):
        ask(memory, "Remember", fact="a" * 501)
    monkeypatch.setattr(store, "MOST_FACTS", 1)
    remember(memory, "one is enough")
    with pytest.raises(Refusal, match="no more fits"):
        remember(memory, "two is not")
    with pytest.raises(Refusal, match="What shall I remember"):
        ask(memory, "Remember")


def test_a_failing_disk_is_said(memory: Memory) -> None:
    memory.facts._database.execute("DROP TABLE facts")
    with pytest.raises(Refusal, match="disk"):
        remember(memory, "this is lost")


def test_it_keeps_for_people(memory: Memory) -> None:
    remember(memory, "my car is red")
    assert isinstance(memory, Keeper)
    assert memory.export(OWNER) == {"facts": [{"text": "my car is red", "language": "en", "told": NOW.isoformat()}]}
    assert memory.export(GUEST) == {"facts": []}
    assert memory.erase(OWNER) == 1
    assert memory.export(OWNER) == {"facts": []}
