"""Rings when it is time, until it is stopped, whatever happens to the clocks, the process and the disk."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from assistant.skills.timers.appointment import Appointment, Kind, State, span
from assistant.skills.timers.scheduler import LONGEST_NAP_S, Scheduler
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import Wall
from tests.skills.timers.fakes import PARIS, Bell, FakeClock

START = datetime(2026, 3, 28, 22, 0, tzinfo=PARIS)


class Room:
    """A board, its clock, and what is heard."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "timers.db"
        self.clock = FakeClock(START)
        self.bell = Bell()
        self.start()

    def start(self) -> None:
        """The process begins, again."""
        self.store = Appointments(self.path)
        self.scheduler = Scheduler(self.store, self.clock.now, self.clock.uptime, self.clock.nap)

    def crash(self) -> None:
        self.store.close()

    def timer(self, seconds: float, name: str = "tea") -> Appointment:
        return self.store.add(
            Appointment(0, Kind.TIMER, name, "en", span(self.clock.reading(), seconds), round(seconds))
        )

    def alarm(self, day: date, at: time, *repeat: int) -> Appointment:
        wall = Wall(day, at, "Europe/Paris", frozenset(repeat))
        return self.store.add(Appointment(0, Kind.ALARM, "up", "en", wall))

    def run(self, seconds: float) -> None:
        """The scheduler's own loop, for so much simulated time."""
        end = self.clock.up_s + seconds

        async def until() -> None:
            task = asyncio.create_task(self.scheduler.run(self.bell))
            while self.clock.up_s < end and not task.done():
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(until())


class FullDisk(Appointments):
    """Every change fails while `full`."""

    full = False

    def _update(self, change: str, values: object) -> bool:
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        return super()._update(change, values)  # type: ignore[arg-type]

    def finish(self, rang: object) -> None:
        if self.full:
            raise sqlite3.OperationalError("database or disk is full")
        super().finish(rang)  # type: ignore[arg-type]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.crash()


def test_rings_on_time_once_and_until_it_is_stopped(room: Room) -> None:
    rang_at: list[float] = []
    room.timer(61.3)
    set_at = room.clock.up_s
    room.bell = lambda _: rang_at.append(room.clock.up_s)  # type: ignore[assignment]
    room.run(120)
    assert [at - set_at for at in rang_at] == [pytest.approx(61.3, abs=0.01)]
    assert [a.name for a in room.scheduler.ringing] == ["tea"]
    assert [a.name for a in room.scheduler.stop_ringing()] == ["tea"]
    assert room.scheduler.ringing == ()
    assert room.store.all() == ()


def test_never_naps_for_long(room: Room) -> None:
    assert room.scheduler.look(room.bell) == LONGEST_NAP_S
    room.timer(3600)
    assert room.scheduler.look(room.bell) == LONGEST_NAP_S


def test_a_timer_counts_real_time_while_the_clock_is_set(room: Room) -> None:
    room.timer(600)
    room.run(60)
    room.clock.set_wall(START + timedelta(days=3))
    room.run(530)
    room.clock.set_wall(START - timedelta(days=3))
    room.run(9)
    assert room.bell.rang == []
    room.run(2)
    assert room.bell.names == ["tea"]


def test_a_clock_that_is_set_counts_after_the_next_start_too(room: Room) -> None:
    room.timer(600)
    room.run(1)
    room.clock.set_wall(START + timedelta(days=3))
    room.run(1)
    room.crash()
    room.clock.boot, room.clock.up_s = "second start", 1
    room.start()
    room.run(590)
    assert room.bell.rang == []
    room.run(15)
    assert room.bell.names == ["tea"]


def test_an_alarm_follows_the_clock_that_is_set(room: Room) -> None:
    room.alarm(date(2026, 3, 29), time(7))
    room.run(1)
    room.clock.set_wall(datetime(2026, 3, 29, 6, 59, 58, tzinfo=PARIS))
    room.run(1)
    assert room.bell.rang == []
    room.run(1.5)
    assert room.bell.names == ["up"]


def test_a_small_step_back_does_not_ring_again(room: Room) -> None:
    room.alarm(date(2026, 3, 28), time(22, 1), *range(7))
    room.run(70)
    room.scheduler.stop_ringing()
    room.clock.set_wall(START)
    room.run(120)
    assert room.bell.names == ["up"]


def test_a_daily_alarm_rings_once_a_day_over_the_short_night(room: Room) -> None:
    room.alarm(date(2026, 3, 29), time(2, 30), *range(7))
    heard: list[str] = []
    room.bell = lambda _: heard.append(f"{room.clock.now():%d %H:%M}")  # type: ignore[assignment]
    for _ in range(3):
        for _ in range(24 * 60):
            room.scheduler.look(room.bell)
            room.clock.pass_time(60)
        room.scheduler.stop_ringing()
    assert heard[:2] == ["29 03:00", "30 02:30"]


def test_rings_on_after_a_crash_and_not_after_it_was_stopped(room: Room) -> None:
    room.timer(1)
    room.run(2)
    room.crash()
    room.start()
    room.run(1)
    assert room.bell.names == ["tea", "tea"]
    room.scheduler.stop_ringing()
    room.crash()
    room.start()
    room.run(1)
    assert room.bell.names == ["tea", "tea"]


@pytest.mark.parametrize(("away_s", "rings"), [(3000, True), (4000, False)])
@pytest.mark.parametrize("ringing", [True, False])
def test_what_came_due_while_off_rings_if_it_is_not_too_late(
    room: Room, away_s: int, rings: bool, ringing: bool
) -> None:
    room.timer(0 if ringing else 30)
    room.run(1)
    room.crash()
    room.clock.pass_time(away_s)
    room.start()
    room.bell.rang.clear()
    room.run(1)
    assert room.bell.names == (["tea"] if rings else [])
    assert len(room.scheduler.missed) == (0 if rings else 1)
    room.scheduler.told(room.scheduler.missed)
    assert room.scheduler.missed == ()


def test_snoozed_it_rings_again_later(room: Room) -> None:
    room.alarm(date(2026, 3, 28), time(22, 1), *range(7))
    room.run(61)
    assert [a.name for a in room.scheduler.snooze(300)] == ["up"]
    assert room.scheduler.ringing == ()
    room.run(298)
    assert room.bell.names == ["up"]
    room.run(3)
    assert room.bell.names == ["up", "up"]
    room.scheduler.stop_ringing()
    assert [a.when for a in room.store.all()] == [
        Wall(date(2026, 3, 29), time(22, 1), "Europe/Paris", frozenset(range(7)))
    ]


def test_what_is_cancelled_falls_silent(room: Room) -> None:
    room.timer(1)
    room.run(2)
    room.scheduler.cancel(room.scheduler.ringing)
    assert room.scheduler.ringing == ()


def test_a_broken_bell_does_not_silence_the_next(room: Room) -> None:
    room.timer(1, "first")
    room.timer(2, "second")

    def broken(appointment: Appointment) -> None:
        room.bell(appointment)
        raise OSError("no loudspeaker")

    for _ in range(3):
        room.scheduler.look(broken)
        room.clock.pass_time(1)
    assert room.bell.names == ["first", "second"]


def test_rings_once_on_a_full_disk_and_writes_when_there_is_room(room: Room) -> None:
    room.alarm(date(2026, 3, 28), time(22, 1), *range(7))
    room.timer(30)
    room.crash()
    disk = FullDisk(room.path)
    room.store, room.scheduler = disk, Scheduler(disk, room.clock.now, room.clock.uptime, room.clock.nap)
    disk.full = True
    room.run(90)
    assert room.bell.names == ["tea", "up"]
    assert len(room.scheduler.ringing) == 2
    room.scheduler.stop_ringing()
    room.run(5)
    assert not room.scheduler.ringing
    assert room.bell.names == ["tea", "up"]
    disk.full = False
    room.run(1)
    (left,) = disk.all()
    assert (left.state, left.when) == (
        State.WAITING,
        Wall(date(2026, 3, 29), time(22, 1), "Europe/Paris", frozenset(range(7))),
    )


def test_what_rang_on_a_full_disk_is_written_while_it_rings(room: Room) -> None:
    room.alarm(date(2026, 3, 28), time(22, 1), *range(7))
    room.crash()
    disk = FullDisk(room.path)
    room.store, room.scheduler = disk, Scheduler(disk, room.clock.now, room.clock.uptime, room.clock.nap)
    disk.full = True
    room.run(90)
    disk.full = False
    room.scheduler.look(room.bell)
    assert room.bell.names == ["up"]
    assert [a.state for a in disk.all()] == [State.WAITING, State.RINGING]
    assert len(room.scheduler.ringing) == 1
