"""What is understood is done, only when it is certain, and only for who may have it done."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.brain.errands import Errands, at_once
from assistant.brain.intents import IntentMatcher
from assistant.brain.session import Exchange, Session
from assistant.brain.understanding import Understanding
from assistant.people import Permissions, Person, Role
from assistant.skills import Call, Refusal, Reply, Unclear

GUEST = Person("anna", Role.GUEST)


class Lamp:
    """A skill that remembers what it was asked to do."""

    intents = frozenset({"LampOn", "LampState", "LampBurst", "LampRefused", "LampDim", "LampOff"})
    acts = frozenset({"LampOn", "LampDim", "LampOff"})

    def __init__(self) -> None:
        self.calls: list[Call] = []

    async def handle(self, call: Call) -> str | Reply:
        self.calls.append(call)
        match call.intent:
            case "LampRefused":
                raise Refusal("There is no bulb in it.")
            case "LampBurst":
                raise RuntimeError("bang")
            case "LampOff":
                return Reply("The lamp is off.", obvious=True, links=("http://lamp/",))
            case "LampDim" if "name" not in call.slots:
                raise Unclear("Which one: the red or the blue?", ({"name": "red"}, {"name": "blue"}))
        return "The lamp is on."

    async def know(self, call: Call) -> Reply | None:
        return Reply("It has forty watts.") if "watts" in call.text else None

    def close(self) -> None:
        """Nothing to close."""


SENTENCES: Mapping[str, str] = {
    "LampOn": "(light|switch on) the lamp",
    "LampOff": "switch off the lamp",
    "LampState": "is the lamp on",
    "LampBurst": "burst the lamp",
    "LampRefused": "change the bulb",
    "LampDim": "dim the lamp",
    "Nobody": "sing a song",
}


class Talk:
    """A conversation with somebody about a lamp."""

    def __init__(self, folder: Path, person: Person | None = None, *, aloud: bool = True, guests: str = "") -> None:
        (folder / "en").mkdir()
        intents = "".join(f"  {name}:\n    data: [{{sentences: ['{text}']}}]\n" for name, text in SENTENCES.items())
        (folder / "en" / "lamp.yaml").write_text(f"language: en\nintents:\n{intents}")
        (folder / "common.yaml").write_text("lists: {}\n")
        self.lamp = Lamp()
        self.now = 0.0
        matcher = IntentMatcher(["lamp"], ["en"], sentences=folder)
        permissions = Permissions({Role.GUEST: guests.split()})
        understanding = Understanding(matcher, SENTENCES)
        self.errands = Errands(understanding, {"lamp": self.lamp}, permissions, clock=lambda: self.now)
        self.session = Session(1000, len, person or Person("owner", Role.OWNER), aloud=aloud)
        self.obvious = False

    def say(self, text: str, *, committed: bool = True) -> str | None:
        """The answer; None when the language model has to give it."""

        async def decided() -> bool:
            return committed

        async def done() -> str | None:
            errand = await self.errands.understand(self.session, text, "en")
            if errand is None:
                return None
            answer = "".join([piece async for piece in self.errands.run(self.session, errand, decided)])
            self.obvious = errand.obvious
            if committed:
                self.session.add(Exchange(text, answer))
            return answer

        return asyncio.run(done())

    @property
    def intents(self) -> list[str]:
        return [call.intent for call in self.lamp.calls]


def test_what_acts_is_done_when_it_is_certain(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    assert talk.say("Light the lamp, please.") == "The lamp is on."
    assert talk.intents == ["LampOn"]


def test_what_acts_is_not_done_for_words_that_were_not_all(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    assert talk.say("Light the lamp", committed=False) == ""
    assert talk.lamp.calls == []


def test_what_only_looks_does_not_wait(tmp_path: Path) -> None:
    assert Talk(tmp_path).say("Is the lamp on?", committed=False) == "The lamp is on."


def test_a_refusal_is_the_answer(tmp_path: Path) -> None:
    assert Talk(tmp_path).say("Change the bulb.") == "There is no bulb in it."


def test_a_fault_in_a_skill_is_an_apology(tmp_path: Path) -> None:
    assert Talk(tmp_path).say("Burst the lamp.") == "Sorry, that did not work."


def test_what_no_skill_does_is_left_to_the_language_model(tmp_path: Path) -> None:
    assert Talk(tmp_path).say("Sing a song.") is None


def test_who_writes_has_finished() -> None:
    assert asyncio.run(at_once())


def test_what_sounds_like_a_sentence_that_is_known_is_done(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    assert talk.say("Switch on the lump.") == "The lamp is on."
    assert talk.say("Which lamp should I buy for the kitchen?") is None


def test_what_is_obvious_needs_no_words_in_the_room_but_in_writing(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    assert talk.say("Switch off the lamp.") == ""
    assert talk.obvious
    talk.session.aloud = False
    assert talk.say("Switch off the lamp.") == "The lamp is off.\nhttp://lamp/"


@pytest.mark.parametrize(
    ("answer", "name"), [("The blue one.", "blue"), ("The first one, please.", "red"), ("red", "red")]
)
def test_our_question_is_answered(tmp_path: Path, answer: str, name: str) -> None:
    talk = Talk(tmp_path)
    assert talk.say("Dim the lamp.") == "Which one: the red or the blue?"
    assert talk.say(answer, committed=False) == ""
    assert talk.say(answer) == "The lamp is on."
    assert talk.lamp.calls[-1].slots == {"name": name}
    assert talk.lamp.calls[-1].text == "Dim the lamp.", "as it was said, not what was answered"
    assert talk.say(answer) is None, "the question is answered"


def test_a_late_yes_does_nothing(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("Dim the lamp.")
    talk.session.add(Exchange("Who wrote Hamlet?", "Shakespeare."))  # by the language model
    assert talk.say("The blue one.") is None


def test_nobody_is_asked_about_what_they_may_not_have(tmp_path: Path) -> None:
    talk = Talk(tmp_path, GUEST)
    talk.session.asked = None
    assert talk.say("Dim the lamp.") == "Sorry, only the people of this house may have me do that."
    assert talk.session.asked is None


def test_our_question_may_be_left_unanswered(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.say("Dim the lamp.")
    assert talk.say("Is the lamp on?") == "The lamp is on."
    assert talk.say("The blue one.") is None, "somebody went on to something else"
    talk.say("Dim the lamp.")
    assert talk.say("Neither of them.") == "All right."
    talk.say("Dim the lamp.")
    talk.now += 60
    assert talk.say("The blue one.") is None, "that was long ago"


def test_a_guest_may_do_what_is_allowed(tmp_path: Path) -> None:
    talk = Talk(tmp_path, GUEST, guests="lamp")
    assert talk.say("Light the lamp.") == "The lamp is on."
    assert talk.lamp.calls[0].person == GUEST
    assert talk.say("How many watts has it?") == "It has forty watts."


@pytest.mark.parametrize("role", [Role.GUEST, Role.STRANGER])
def test_nobody_else_may(tmp_path: Path, role: Role) -> None:
    talk = Talk(tmp_path, Person("eve", role), guests="clock")
    assert talk.say("Light the lamp.") == "Sorry, only the people of this house may have me do that."
    assert talk.say("How many watts has it?") is None, "nor is it known to them"
    assert talk.lamp.calls == []


def test_skills_hear_what_was_said_last(tmp_path: Path) -> None:
    talk = Talk(tmp_path)
    talk.session.add(Exchange("Who are you?", "I am Colibri."))
    talk.say("Is the lamp on?")
    assert talk.lamp.calls[0].previous == "I am Colibri."
