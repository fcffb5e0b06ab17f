from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from assistant.brain.intents.actions import Action, Command, Http, Mqtt, Say, Service
from assistant.brain.slots import Value
from assistant.errors import ColibriError, UsageError
from assistant.skills import Call, Refusal, Reply
from assistant.skills.own import HomeService, Links, OwnIntents, Publisher


@dataclass
class Broker:
    """Remembers what was published, or fails."""

    published: list[tuple[str, str, int, bool]] = field(default_factory=list)
    error: Exception | None = None

    async def publish(self, topic: str, payload: str, qos: int = 0, retain: bool = False) -> None:
        if self.error:
            raise self.error
        self.published.append((topic, payload, qos, retain))


@dataclass
class Home:
    """Remembers what was called, or fails."""

    called: list[tuple[str, str, Mapping[str, Any]]] = field(default_factory=list)
    error: Exception | None = None

    async def call_service(self, domain: str, service: str, data: Mapping[str, Any]) -> None:
        if self.error:
            raise self.error
        self.called.append((domain, service, data))


def answer(action: Action, links: Links | None = None, language: str = "en", **slots: Value) -> str | Reply:
    skill = OwnIntents({"Do": action}, links or Links(Broker(), Home()))
    return asyncio.run(skill.handle(Call("Do", language, "do it", slots)))


def test_what_only_speaks_changes_nothing() -> None:
    actions: dict[str, Action] = {
        "Hi": Say("Hello"),
        "Light": Mqtt("a"),
        "Run": Command(("/bin/true",)),
        "Get": Http("GET", "http://x"),
    }
    skill = OwnIntents(actions, Links(Broker()))
    assert skill.intents == {"Hi", "Light", "Run", "Get"}
    assert skill.acts == {"Light", "Run", "Get"}


@pytest.mark.parametrize(("action", "skill"), [(Mqtt("a"), "mqtt"), (Service("light", "turn_on"), "home")])
def test_a_skill_that_is_not_enabled_is_missed_at_once(action: Action, skill: str) -> None:
    with pytest.raises(UsageError, match=f"the intent Do needs the skill {skill}; add {skill} to skills.enabled"):
        OwnIntents({"Do": action}, Links())


def test_say() -> None:
    assert answer(Say("{count} {item} it is."), count=2, item="teas") == "2 teas it is."


def test_mqtt() -> None:
    broker = Broker()
    action = Mqtt("home/{area}/light", '{"on": true}', 1, True, say="The {area} is lit.")
    assert answer(action, Links(broker), area="hall") == "The hall is lit."
    assert broker.published == [("home/hall/light", '{"on": true}', 1, True)]


def test_home_assistant() -> None:
    home = Home()
    action = Service("light", "turn_on", {"area_id": "{area}"}, {"brightness_pct": "{level}"})
    assert answer(action, Links(None, home), area="Salon", level=40) == Reply("Done.", obvious=True)
    assert home.called == [("light", "turn_on", {"area_id": "salon", "brightness_pct": 40})]


def test_a_program_and_what_it_printed() -> None:
    assert answer(Command(("/bin/echo", "{item}"), say="It says {output}."), item="tea") == "It says tea."
    assert answer(Command(("/bin/true",), say="{output}"), language="fr") == Reply("C'est fait.", obvious=True)


def test_a_program_that_fails_says_nothing_else() -> None:
    with pytest.raises(Refusal, match="The program false failed with code 1"):
        answer(Command(("/bin/false",), say="It worked."))


def test_a_server_that_is_not_there() -> None:
    with pytest.raises(Refusal, match=r"Je n'ai pas pu joindre 127\.0\.0\.1:9"):
        answer(Http("GET", "http://127.0.0.1:9/", say="{response}"), language="fr")


@pytest.mark.parametrize(
    ("action", "language", "text"),
    [
        (Mqtt("a"), "en", "I could not reach the MQTT broker"),
        (Mqtt("a"), "fr", "Je n'ai pas pu joindre le serveur MQTT"),
        (Service("light", "turn_on"), "fr", "Je n'ai pas pu joindre Home Assistant"),
    ],
)
@pytest.mark.parametrize("error", [ColibriError("home/secret"), TimeoutError("home/secret")])
def test_who_was_not_reached_is_said(action: Action, language: str, text: str, error: Exception) -> None:
    with pytest.raises(Refusal, match=text) as raised:
        answer(action, Links(Broker(error=error), Home(error=error)), language)
    assert "secret" not in str(raised.value)


def test_what_another_skill_refuses_is_passed_on() -> None:
    with pytest.raises(Refusal, match="There is no such room"):
        answer(Service("light", "turn_on"), Links(None, Home(error=Refusal("There is no such room."))))


def test_what_is_there_is_known_by_what_it_can_do() -> None:
    assert isinstance(Broker(), Publisher)
    assert isinstance(Home(), HomeService)
    assert not isinstance(Home(), Publisher)
