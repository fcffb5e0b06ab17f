"""The whole skill with a stand-in for Home Assistant, over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from pydantic import SecretStr, ValidationError

from assistant.skills import Background, Call, Names, Refusal, Reply, Unclear, Value, World
from assistant.skills.home import Home
from assistant.skills.home.link import Pauses
from tests.skills.home.standin import TOKEN, StandIn, area

QUICK = Pauses(first_s=0.01, longest_s=0.05, refused_s=0.05, settled_s=0.01, ping_s=0.05)


@pytest.fixture
def log() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


def at_home() -> StandIn:
    there = StandIn()
    there.add("light.kitchen", "Kitchen Light", "kitchen")
    there.add("light.table", "Kitchen table light", "kitchen", state="on", brightness=128)
    there.add("light.desk", "Desk lamp", "office")
    there.add("light.floor", "Floor lamp", "office")
    there.add("switch.coffee", "Coffee machine", "kitchen")
    there.add("cover.garage", "Garage door", state="closed", device_class="garage")
    there.add(
        "climate.office", "Office heater", "office", "heat", temperature=20, current_temperature=19.5, max_temp=25
    )
    there.add("lock.front", "Front door", state="locked")
    there.add("scene.movie", "Movie scene", state="unknown")
    there.add("sensor.freezer", "Freezer", state="-18.25", unit_of_measurement="°C", device_class="temperature")
    return there


def skill(there: StandIn, folder: Path, **options: Any) -> Home:
    given = {"url": there.url, "token": SecretStr(TOKEN), "timeout_s": 0.5, **options}
    return Home(World(folder, lambda: datetime.now().astimezone()), Home.Options(**given), QUICK)


@asynccontextmanager
async def running(home: Home) -> AsyncIterator[Home]:
    task = asyncio.create_task(home.run())
    await asyncio.sleep(0)
    try:
        yield home
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(true: Callable[[], object]) -> None:
    """Wait for something that happens soon."""
    async with asyncio.timeout(8):
        while not true():
            await asyncio.sleep(0.005)


async def becomes(home: Home, name: str, state: str) -> None:
    """Wait for a state that was told."""
    async with asyncio.timeout(8):
        while True:
            try:
                told = await home.handle(asked("GetState", name=name))
            except Refusal as refusal:
                told = str(refusal)
            if told == state:
                return
            await asyncio.sleep(0.005)


async def refused(asking: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as refusal:
        await asking
    return str(refusal.value)


def asked(intent: str, language: str = "en", **slots: Value) -> Call:
    return Call(intent, language, "", slots)


def with_home(tmp_path: Path, test: Callable[[StandIn, Home], Awaitable[None]], **options: Any) -> None:
    async def run() -> None:
        there = at_home()
        async with there.serving(), running(skill(there, tmp_path, **options)) as home:
            await until(lambda: "home_lock" in home.names("en") and "desk lamp" in home.names("en")["home_name"])
            await test(there, home)

    asyncio.run(run())


def test_it_is_what_the_daemon_looks_for(tmp_path: Path) -> None:
    home = skill(StandIn(), tmp_path)
    assert isinstance(home, Background)
    assert isinstance(home, Names)
    assert home.acts < home.intents


def test_a_light_by_name_needs_no_words(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        done = await home.handle(asked("TurnOn", name="kitchen light"))
        assert done == Reply("The kitchen light is on.", obvious=True)
        assert there.calls == [
            {"domain": "light", "service": "turn_on", "service_data": {}, "entities": ["light.kitchen"]}
        ]

    with_home(tmp_path, test)


def test_the_lights_of_a_room_are_one_call(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        done = await home.handle(asked("TurnOff", "fr", area="cooking corner"))
        assert done == Reply("Les lumières dans kitchen sont éteintes.", obvious=True)
        assert [call["entities"] for call in there.calls] == [["light.kitchen", "light.table"]]

    with_home(tmp_path, test)


def test_the_lights_are_those_of_the_room_it_stands_in(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        assert isinstance(done := await home.handle(asked("TurnOn", here=True)), Reply)
        assert done.obvious
        assert isinstance(done := await home.handle(asked("TurnOff", area="kitchen")), Reply)
        assert not done.obvious, "nobody in the office sees the kitchen go dark"
        await home.handle(asked("TurnOff"))
        assert [len(call["entities"]) for call in there.calls] == [2, 2, 4]

    with_home(tmp_path, test, room="Office")


def test_everything_else_is_told_in_words(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        for call, text in (
            (asked("TurnOn", name="garage door"), "The garage door is opening."),
            (asked("SetBrightness", name="desk lamp", percent=40), "The desk lamp is at 40 percent."),
            (asked("SetTemperature", area="office", degrees=21.5), "The office heater is set to 21.5 degrees."),
            (asked("SetTemperature", change="up"), "The office heater is set to 21 degrees."),
            (asked("ActivateScene", scene="movie"), "Done."),
            (asked("UnlockDoor", name="front door"), "The front door is unlocked."),
        ):
            assert await home.handle(call) == Reply(text)
        services = [(call["domain"], call["service"], call["service_data"]) for call in there.calls]
        assert services == [
            ("cover", "open_cover", {}),
            ("light", "turn_on", {"brightness_pct": 40}),
            ("climate", "set_temperature", {"temperature": 21.5}),
            ("climate", "set_temperature", {"temperature": 21}),
            ("scene", "turn_on", {}),
            ("lock", "unlock", {}),
        ]

    with_home(tmp_path, test)


def test_a_lock_is_not_opened_by_switching(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        assert "Say lock or unlock" in await refused(home.handle(asked("TurnOn", name="front door")))
        assert "front door" not in home.names("en")["home_switch"]
        assert there.calls == []

    with_home(tmp_path, test)


def test_a_name_of_several_asks_back(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        with pytest.raises(Unclear, match=r"^Which one: the desk lamp or the floor lamp\?$") as unclear:
            await home.handle(asked("TurnOn", name="lamp"))
        assert unclear.value.readings == ({"name": "desk lamp"}, {"name": "floor lamp"})
        await home.handle(asked("TurnOn", **unclear.value.readings[1]))
        assert there.calls[0]["entities"] == ["light.floor"]

    with_home(tmp_path, test)


def test_states_are_followed(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        ask = asked("GetState", name="garage door")
        assert await home.handle(ask) == "The garage door is closed."
        await there.change("cover.garage", "open")
        await becomes(home, "garage door", "The garage door is open.")
        assert await home.handle(asked("GetState", "fr", name="freezer")) == "Freezer est à -18,2 degrés."
        assert await home.handle(asked("GetState", area="kitchen")) == "The kitchen table light is on."
        assert (
            await home.handle(asked("GetState", area="office", what="temperature"))
            == "It is 19.5 degrees in the office."
        )

    with_home(tmp_path, test)


def test_new_names_are_learnt(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        told = []
        home.on_names = lambda: told.append(1)
        there.areas.append(area("cellar", "Cellar"))
        there.aliases["light.desk"] = ["Reading light"]
        await there.tell("area_registry_updated", {"action": "create"})
        await until(lambda: told)
        assert "cellar" in home.names("en")["home_area"]
        assert "reading light" in home.names("en")["home_name"]
        told.clear()
        await there.change("light.new", "on", friendly_name="Lava lamp")
        await until(lambda: told)
        assert "lava lamp" in home.names("en")["home_switch"]
        told.clear()
        await there.change("light.new", "off")
        await there.change("light.new", None)
        await until(lambda: told)
        assert "lava lamp" not in home.names("en")["home_switch"]

    with_home(tmp_path, test)


def test_what_fails_is_told(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        there.errors["light.turn_on"] = ("home_assistant_error", "the bridge is gone")
        text = await refused(home.handle(asked("TurnOn", name="desk lamp")))
        assert text == "Home Assistant could not do that for the desk lamp. Its log says why."
        await there.change("switch.coffee", "unavailable")
        await becomes(
            home, "coffee machine", "The coffee machine is not available. Check the power and the connection."
        )
        text = await refused(home.handle(asked("TurnOn", "fr", name="coffee machine")))
        assert text == "Coffee machine ne répond pas. Vérifiez l'alimentation et la connexion."
        await there.change("light.table", "unavailable")
        await becomes(
            home, "kitchen table light", "The kitchen table light is not available. Check the power and the connection."
        )
        done = await home.handle(asked("TurnOff", area="kitchen"))
        assert done == Reply("The lights in the kitchen are off. But it did not work for the kitchen table light.")
        for call, text in (
            (asked("TurnOn", name="toaster"), "I know nothing called toaster."),
            (asked("TurnOn", name="desk lamp", area="kitchen"), "I know no desk lamp in the kitchen."),
            (asked("TurnOff", "fr", area="cellar"), "Je ne connais rien qui s'appelle cellar."),
            (asked("SetTemperature", degrees=40), "The office heater can be set from 5 to 25 degrees."),
            (asked("SetTemperature", area="kitchen", degrees=20), "I know no heating in the kitchen that I can set."),
            (asked("TurnOn", name="freezer"), "I cannot do that with the freezer."),
            (asked("GetState", area="kitchen", what="humidity"), "I have no humidity sensor in the kitchen."),
        ):
            assert await refused(home.handle(call)) == text

    with_home(tmp_path, test)


def test_a_restart_is_survived(tmp_path: Path, log: list[Any]) -> None:
    async def run() -> None:
        there = at_home()
        async with there.serving():
            home = skill(there, tmp_path)
            task = asyncio.create_task(home.run())
            await until(lambda: any(entry["event"].startswith("connected") for entry in log))
        await until(lambda: any(entry["event"].startswith("no connection") for entry in log))
        text = await refused(home.handle(asked("TurnOn", name="desk lamp")))
        assert text == "I cannot reach Home Assistant. Please check that it is running."
        assert "desk lamp" in home.names("en")["home_name"], "what it cannot reach it still understands"
        await asyncio.sleep(0.2)
        there.states["light.desk"]["state"] = "on"
        async with there.serving():
            await until(lambda: sum(entry["event"].startswith("connected") for entry in log) == 2)
            assert await home.handle(asked("GetState", name="desk lamp")) == "The desk lamp is on."
            there.drop()
            await until(lambda: sum(entry["event"].startswith("connected") for entry in log) == 3)
            task.cancel()
        warnings = [entry for entry in log if entry["log_level"] == "warning"]
        assert [entry["reason"] for entry in warnings][1:] == ["the connection was lost"], "said once each time"

    asyncio.run(run())


def test_a_wrong_token_is_said_once_and_tried_again(tmp_path: Path, log: list[Any]) -> None:
    async def run() -> None:
        there = at_home()
        there.token = "another"
        async with there.serving(), running(skill(there, tmp_path)) as home:
            text = await refused(home.handle(asked("TurnOn", name="lamp")))
            assert text == "Home Assistant refuses my access token. Set a new one in skills.options.home.token."
            await until(lambda: there.connections >= 3)
            warnings = [entry for entry in log if entry["log_level"] == "warning"]
            assert len(warnings) == 1
            assert "skills.options.home.token" in warnings[0]["hint"]
            there.token = TOKEN
            await until(lambda: "desk lamp" in home.names("en")["home_name"])

    asyncio.run(run())


@pytest.mark.parametrize("silent", ["auth", "get_states", "config/area_registry/list"])
def test_a_server_that_hangs_while_it_is_asked_for_the_house(tmp_path: Path, silent: str) -> None:
    async def run() -> None:
        there = at_home()
        there.silent.add(silent)
        async with there.serving(), running(skill(there, tmp_path)) as home:
            assert "does not answer" in await refused(home.handle(asked("TurnOn", name="lamp")))
            there.silent.clear()
            await until(lambda: "desk lamp" in home.names("en")["home_name"])

    asyncio.run(run())


def test_a_server_that_hangs_later(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        there.silent |= {"light.turn_on"}
        text = await refused(home.handle(asked("TurnOn", "fr", name="desk lamp")))
        assert text == "Home Assistant ne répond pas. Il est peut-être occupé ; réessayez."
        there.silent |= {"ping"}
        await until(lambda: there.connections >= 2)

    with_home(tmp_path, test)


def test_malformed_messages_are_passed_over(tmp_path: Path, log: list[Any]) -> None:
    async def run() -> None:
        there = at_home()
        there.noise = [
            "not json",
            "[]",
            "null",
            '{"type": "event"}',
            '{"id": 1, "type": "event", "event": 7}',
            '{"id": "x"}',
        ]
        there.noise += [
            '{"id": 99, "type": "result", "success": true}',
            "[" * 50_000,
            '{"id": 1, "type": "event", "event": {}}',
        ]
        there.areas += [7, {"area_id": None}, {"name": "nowhere"}]
        there.entities += ["x", {"entity_id": 3}]
        async with there.serving(), running(skill(there, tmp_path)) as home:
            await until(lambda: "desk lamp" in home.names("en")["home_name"])
            await there.tell("state_changed", {"entity_id": "light.desk", "new_state": {"state": 3}})
            await there.tell("state_changed", ["?"])
            assert await home.handle(asked("TurnOn", name="desk lamp")) == Reply("The desk lamp is on.", obvious=True)
        assert not [entry for entry in log if entry["log_level"] in ("warning", "error")]

    asyncio.run(run())


def test_something_that_is_no_home_assistant(tmp_path: Path) -> None:
    async def run() -> None:
        there = at_home()
        there.greeting = "hello"
        async with there.serving(), running(skill(there, tmp_path)) as home:
            assert "cannot reach" in await refused(home.handle(asked("TurnOn", name="lamp")))

    asyncio.run(run())


def test_without_settings_it_says_what_to_set(tmp_path: Path) -> None:
    home = Home(World(tmp_path, lambda: datetime.now().astimezone()), Home.Options(url="http://localhost:8123"))
    asyncio.run(home.run())
    assert "skills.options.home.url" in asyncio.run(refused(home.handle(asked("TurnOn", name="lamp"))))
    assert "skills.options.home.url" in asyncio.run(refused(home.call_service("light", "turn_on", {})))
    assert "cuisine" in home.names("fr")["home_area"]


def test_owners_own_sentences_may_call_services(tmp_path: Path) -> None:
    async def test(there: StandIn, home: Home) -> None:
        await home.call_service("light", "turn_on", {"entity_id": "light.desk", "color_name": "red"})
        assert there.calls[0]["service_data"] == {"entity_id": "light.desk", "color_name": "red"}

    with_home(tmp_path, test)


@pytest.mark.parametrize("url", ["homeassistant.local", "ftp://x", "http://", "http://a:b", "http://[x"])
def test_settings_that_cannot_work(url: str) -> None:
    with pytest.raises(ValidationError, match="must be an address such as http"):
        Home.Options(url=url)
