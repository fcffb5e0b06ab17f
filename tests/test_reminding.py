"""What is due comes to the phone: beside a room once, and alone where no room rings."""

from __future__ import annotations

import asyncio
from datetime import datetime, time
from pathlib import Path

import pytest

from assistant.people import OWNER, Person
from assistant.registry import Options
from assistant.reminding import PhoneRinger, Reminders, ringing_lock, room_rings
from assistant.skills import Place, World
from assistant.skills.timers import Timers
from assistant.skills.timers.appointment import Appointment, Kind, State, span
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import Wall
from tests.skills.timers.fakes import PARIS, FakeClock

START = datetime(2026, 5, 1, 8, 0, tzinfo=PARIS)


class Phones:
    """The owner's, if it is `there`, and a guest's, if it is."""

    def __init__(self) -> None:
        self.there = True
        self.guest_there = False
        self.got: dict[str, str] = {}
        self.guest_got: dict[str, str] = {}

    async def offer(self, person: Person) -> str:
        raise NotImplementedError

    async def send(self, person: Person, text: str, key: str = "") -> bool:
        got, there = (self.got, self.there) if person == OWNER else (self.guest_got, self.guest_there)
        if there:
            got.setdefault(key or str(len(got)), text)
        return there


class House:
    """A board without a room; its phone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock(START)
        self.phone = Phones()
        self.place = Place(phones=self.phone)
        self.store = Appointments(folder / "timers.db")
        self.start()

    def start(self) -> None:
        world = World(self.folder, self.clock.now, ("en",), self.place, {})
        self.timers = Timers(world, Options(), self.clock.uptime)

    @property
    def texts(self) -> list[str]:
        return list(self.phone.got.values())

    def timer(self, seconds: float, person: str = OWNER.id, name: str = "tea") -> None:
        when = span(self.clock.reading(), seconds)
        self.store.add(Appointment(0, Kind.TIMER, name, "en", when, round(seconds), person=person))

    def run(self, seconds: float) -> None:
        """The bridge serves for so long."""
        end = self.clock.up_s + seconds

        async def until() -> None:
            with ringing_lock(self.folder) as lock:
                ringer = PhoneRinger(self.place, self.timers, lock, "en", self.clock.nap, lambda: self.clock.up_s)
                task = asyncio.create_task(ringer.run())
                while self.clock.up_s < end and not task.done():
                    await asyncio.sleep(0)
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(until())


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_timer_is_written_to_the_phone_when_it_is_due_and_done_with(house: House) -> None:
    house.timer(60)
    house.run(59)
    assert house.texts == []
    house.run(2)
    assert house.texts == ["The tea timer is done."]
    assert house.store.all() == ()


def test_an_alarm_that_repeats_comes_every_day(house: House) -> None:
    house.store.add(
        Appointment(0, Kind.ALARM, "", "en", Wall(START.date(), time(9), "Europe/Paris", frozenset(range(7))))
    )
    house.run(3700)
    house.clock.pass_time(24 * 3600 - 3700)
    house.run(3700)
    assert len(house.texts) == 2
    assert len(house.store.all()) == 1


def test_without_a_phone_it_goes_on_ringing_until_there_is_one(house: House) -> None:
    house.phone.there = False
    house.timer(1)
    house.run(10)
    assert [one.state for one in house.store.all()] == [State.RINGING]
    house.phone.there = True
    house.run(90)
    assert house.texts == ["The tea timer is done."]
    assert house.store.all() == ()


def test_while_a_room_rings_the_phone_does_not(house: House) -> None:
    async def serve() -> None:
        await room_rings(room)

    with ringing_lock(house.folder) as room:
        asyncio.run(serve())
        house.timer(1)
        house.run(30)
        assert house.texts == []
    house.run(10)
    assert house.texts == ["The tea timer is done."]


def test_what_was_missed_is_told_once(house: House) -> None:
    house.timer(1)
    house.clock.pass_time(2 * 3600)
    house.run(1)
    house.start()
    house.run(1)
    assert len(house.texts) == 1
    assert "missed" in house.texts[0]
    assert house.store.all() == ()


def test_what_a_guest_has_set_is_written_to_the_guest_alone(house: House) -> None:
    house.phone.guest_there = True
    house.timer(1, "guest")
    house.run(5)
    assert list(house.phone.guest_got.values()) == ["The tea timer is done."]
    assert house.texts == []


def test_a_guest_without_a_phone_has_it_written_to_the_owner(house: House) -> None:
    house.timer(1, "guest")
    house.run(5)
    assert house.texts == ["The tea timer is done."]


def test_each_is_told_what_they_themselves_have_missed(house: House) -> None:
    house.phone.guest_there = True
    house.timer(1, "guest", "rice")
    house.timer(1)
    house.clock.pass_time(2 * 3600)
    house.run(1)
    (to_guest,), (to_owner,) = house.phone.guest_got.values(), house.texts
    assert "rice" in to_guest
    assert "tea" not in to_guest
    assert "tea" in to_owner
    assert "rice" not in to_owner
    assert house.store.all() == ()


def test_what_rings_in_the_room_again_after_a_crash_is_written_once(house: House) -> None:
    house.timer(1)
    (tea,) = house.store.all()

    async def ring_twice() -> None:
        for _ in range(2):
            Reminders(house.place, house.timers).due(tea)
            await asyncio.sleep(0)

    asyncio.run(ring_twice())
    assert house.texts == ["The tea timer is done."]
