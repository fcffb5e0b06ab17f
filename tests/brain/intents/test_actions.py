from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.brain.intents.actions import ActionError, Command, Http, Say, filled, parse_action
from assistant.brain.slots import Value

SLOTS = {"item", "count"}


def action(data: dict[str, Any]) -> Say | Command | Http:
    return parse_action(data, SLOTS, {"/usr/bin/lights"})


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({}, "exactly one of say, command or http"),
        ({"say": "a", "command": ["b"]}, "exactly one"),
        ({"sey": "a"}, "did you mean say"),
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
    assert request.headers == (("X-Item", 'a/b?"c X: d'),)
    assert json.loads(request.body or "") == {
        "item": said["item"], "count": 2, "note": [f"for {said['item']}"], "on": True,
    }  # fmt: skip


def test_a_body_that_is_text_stays_text() -> None:
    request = filled(action({"http": {"url": "https://x/", "body": "item={item}"}}), {"item": True})
    assert request == Http("GET", "https://x/", (), "item=true")
