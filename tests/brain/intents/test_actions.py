from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.intents.actions import (
    Action,
    ActionError,
    Command,
    Deed,
    Http,
    Mqtt,
    Say,
    Service,
    filled,
    parse_action,
    spoken,
)
from assistant.brain.slots import Value

SLOTS = {"item", "count"}


def action(data: dict[str, Any]) -> Action:
    return parse_action(data, SLOTS, {"/usr/bin/lights"})


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "exactly one of command, http, mqtt or service"),
        ({"mqtt": {"topic": "a"}, "command": ["b"]}, "exactly one"),
        ({"sey": "a"}, "did you mean say"),
        ({"command": ["/usr/bin/lights"], "say": ""}, "say needs a text"),
        ({"command": ["/usr/bin/lights"], "say": "{itm}"}, "did you mean item"),
        ({"command": ["/usr/bin/lights"], "say": "{response}"}, "{response} is no slot"),
        ({"command": ["/usr/bin/lights", "{output}"]}, "{output} is no slot"),
        ({"say": "{response}"}, "{response} is no slot"),
        ({"mqtt": "home/light"}, "mqtt needs a topic"),
        ({"mqtt": {"topic": "home/+/light"}}, "has no . or #"),
        ({"mqtt": {"topic": ""}}, "has no . or #"),
        ({"mqtt": {"topic": "a", "qos": 3}}, "qos has to be 0, 1 or 2"),
        ({"mqtt": {"topic": "a", "qos": True}}, "qos has to be 0, 1 or 2"),
        ({"mqtt": {"topic": "a", "retain": "yes"}}, "retain has to be true or false"),
        ({"mqtt": {"topic": "{area}/light"}}, "{area} is no slot"),
        ({"mqtt": {"topic": "a", "payload": {"on": "{area}"}}}, "{area} is no slot"),
        ({"mqtt": {"topic": "a", "paylod": 1}}, "did you mean payload"),
        ({"mqtt": {"topic": "a", "payload": {"at": date(2026, 3, 1)}}}, "put it in quotes"),
        ({"service": "light.turn_on"}, "service needs a service"),
        ({"service": {"service": "light"}}, "named like light.turn_on"),
        ({"service": {"service": "{item}.turn_on"}}, "no part of it is a slot"),
        ({"service": {"service": "light.turn_on", "data": [1]}}, "name: value"),
        ({"service": {"service": "light.turn_on", "target": {"area_id": "{area}"}}}, "{area} is no slot"),
        ({"service": {"service": "light.turn_on", "data": {"at": date(2026, 3, 1)}}}, "put it in quotes"),
        ({"say": {"item": None}}, "say needs a text in quotes"),
        ({"say": "The {itm}"}, r"{itm} is no slot of the intent's sentences \(did you mean item\?\)"),
        ({"command": "lights on"}, "needs a list of a program and its arguments, in quotes"),
        ({"command": ["/usr/bin/lights", {"item": None}]}, "in quotes"),
        ({"command": []}, "needs a list"),
        ({"command": ["/bin/sh", "-c", "x"]}, "'/bin/sh' is not allowed; allowed are: /usr/bin/lights"),
        ({"command": ["{item}"]}, "is not allowed"),
        ({"http": "http://x"}, "http needs a url"),
        ({"http": {"url": "http://x", "metod": "GET"}}, "http knows no 'metod' .did you mean method"),
        ({"http": {"url": "http://x", "method": "STEAL"}}, "GET, POST"),
        ({"http": {"url": "file:///etc/passwd"}}, "has to begin with http"),
        ({"http": {"url": "http://{item}.example/"}}, "a host that is no slot"),
        ({"http": {"url": "http://[x/"}}, "has to begin with http"),
        ({"http": {"url": "http://x", "headers": {"A: b": "c"}}}, "headers have to be"),
    ],
)
def test_what_is_wrong_is_said(data: dict[str, Any], problem: str) -> None:
    with pytest.raises(ActionError, match=problem):
        action(data)


def test_say() -> None:
    say = action({"say": "{count} {item} it is."})
    assert filled(say, {"count": 2, "item": "teas"}) == Say("2 teas it is.")
    assert filled(say, {"item": "tea"}) == Say("tea it is.")


def test_an_argument_stays_one_argument_and_the_program_as_it_is() -> None:
    command = action({"command": ["/usr/bin/lights", "--for={item}", 3]})
    said: dict[str, Value] = {"item": "a; rm -rf / $(x) {count}"}
    assert filled(command, said) == Command(("/usr/bin/lights", "--for=a; rm -rf / $(x) {count}", "3"))


@pytest.mark.parametrize(
    ("template", "said", "argument"),
    [
        ("{item}", "-rf", "rf"),
        ("{item}", "--force=yes", "force=yes"),
        ("{count}", -5, "-5"),
        ("-{item}", "-v", "--v"),
        ("{item}", "a\0b", "ab"),
    ],
)
def test_words_never_become_an_option(template: str, said: Value, argument: str) -> None:
    command = action({"command": ["/usr/bin/lights", template]})
    assert filled(command, {"item": said, "count": said}) == Command(("/usr/bin/lights", argument))


@pytest.mark.parametrize(
    ("said", "url"), [("..", "http://x/a//b"), (".", "http://x/a//b"), ("a.b", "http://x/a/a.b/b")]
)
def test_a_slot_does_not_climb_out_of_its_path(said: str, url: str) -> None:
    request = filled(action({"http": {"url": "http://x/a/{item}/b"}}), {"item": said})
    assert isinstance(request, Http)
    assert request.url == url


def test_json_says_that_it_is_json() -> None:
    http = action({"http": {"url": "http://x/", "body": [1]}})
    assert http == Http("GET", "http://x/", (("Content-Type", "application/json"),), "[1]")
    own = action({"http": {"url": "http://x/", "body": {}, "headers": {"content-type": "application/ld+json"}}})
    assert own == Http("GET", "http://x/", (("content-type", "application/ld+json"),), "{}")


def test_mqtt() -> None:
    data = {"topic": "home/{item}/light", "payload": {"on": True, "level": "{count}"}, "qos": 1, "retain": True}
    assert filled(action({"mqtt": data}), {"item": "living room", "count": 40}) == Mqtt(
        "home/living room/light", '{"on": true, "level": 40}', 1, True
    )
    assert action({"mqtt": {"topic": "a"}}) == Mqtt("a", "", 0, False)
    assert filled(action({"mqtt": {"topic": "a", "payload": "{count}"}}), {"count": 3}) == Mqtt("a", "3")
    assert action({"mqtt": {"topic": "a", "payload": True}}) == Mqtt("a", "true")


@given(st.text())
def test_a_slot_stays_within_its_level_of_a_topic(said: str) -> None:
    deed = filled(action({"mqtt": {"topic": "home/{item}/light", "payload": "ON"}}), {"item": said})
    assert isinstance(deed, Mqtt)
    first, middle, last = deed.topic.split("/")
    assert (first, last) == ("home", "light")
    assert set("+#$\0\n").isdisjoint(middle)


def test_a_service_of_home_assistant() -> None:
    data = {
        "service": "light.turn_on",
        "target": {"area_id": "{item}", "entity_id": ["light.{item}"]},
        "data": {"brightness_pct": "{count}", "effect": "the {item}"},
    }
    deed = filled(action({"service": data}), {"item": "Salle à manger", "count": 40})
    assert deed == Service(
        "light",
        "turn_on",
        {"area_id": "salle_a_manger", "entity_id": ["light.salle_a_manger"]},
        {"brightness_pct": 40, "effect": "the Salle à manger"},
    )
    unsaid = filled(action({"service": data}), {"item": "hall"})
    assert isinstance(unsaid, Service)
    assert unsaid.data == {"effect": "the hall"}


@given(st.text())
def test_a_slot_is_one_name_in_a_target(said: str) -> None:
    data = {"service": "light.turn_on", "target": {"entity_id": "light.{item}"}}
    deed = filled(action({"service": data}), {"item": said})
    assert isinstance(deed, Service)
    assert re.fullmatch(r"light\.[a-z0-9_.]*", deed.target["entity_id"])


def test_what_a_deed_says_is_told_when_it_is_done() -> None:
    http = action({"http": {"url": "http://x/{item}"}, "say": "{item}: {response}"})
    assert isinstance(http, Http)
    done = filled(http, {"item": "tea"})
    assert isinstance(done, Deed)
    assert spoken(done, {"item": "tea"}, {"response": "is {item}\nready"}) == "tea: is {item} ready"
    assert spoken(Mqtt("a"), {}, {}) == ""


def test_what_comes_back_has_a_name_of_its_own() -> None:
    data = {"http": {"url": "http://x"}, "say": "{response}"}
    with pytest.raises(ActionError, match="give the slot of that name another one"):
        parse_action(data, {"response"}, ())
    assert parse_action({"say": "{response}"}, {"response"}, ()) == Say("{response}")


def test_http_is_escaped_where_a_slot_lands() -> None:
    data = {
        "url": "http://localhost:8080/add/{item}?n={count}",
        "method": "post",
        "headers": {"X-Item": "{item}"},
        "body": {"item": "{item}", "count": "{count}", "note": ["for {item}"], "on": True},
    }
    said: dict[str, Value] = {"item": 'a/b?"c\r\nX: d', "count": 2}
    request = filled(action({"http": data}), said)
    assert isinstance(request, Http)
    assert request.method == "POST"
    assert request.url == "http://localhost:8080/add/a%2Fb%3F%22c%0D%0AX%3A%20d?n=2"
    assert request.headers == (("X-Item", 'a/b?"c X: d'), ("Content-Type", "application/json"))
    assert json.loads(request.body or "") == {
        "item": said["item"], "count": 2, "note": [f"for {said['item']}"], "on": True,
    }  # fmt: skip


def test_a_body_that_is_text_stays_text() -> None:
    request = filled(action({"http": {"url": "https://x/", "body": "item={item}"}}), {"item": True})
    assert request == Http("GET", "https://x/", (), "item=true")
