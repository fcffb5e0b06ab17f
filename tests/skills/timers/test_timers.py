"""The skill as it is talked to."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from assistant.people import OWNER, Person, Role
from assistant.registry import Options
from assistant.skills import SKILLS, Call, Refusal, Value, World
from assistant.skills.timers import Timers
from assistant.skills.timers.answers import _ANSWERS
from tests.skills.timers.fakes import PARIS, Bell, FakeClock

FRIDAY_EVENING = datetime(2026, 3, 27, 21, 0, tzinfo=PARIS)


class House:
    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock(FRIDAY_EVENING)
        self.skill = Timers(World(folder, self.clock.now), Options(), self.clock.uptime)
        self.bell = Bell()

    def ask(self, intent: str, said: str = "", language: str = "en", *, person: Person = OWNER, **slots: Value) -> str:
        return asyncio.run(self.skill.handle(Call(intent, language, said, slots, person)))

    def wait(self, seconds: float) -> None:
        self.clock.pass_time(seconds)
        self.skill.scheduler.look(self.bell)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(tmp_path)
    yield house
    house.skill.close()


def test_it_is_in_the_table() -> None:
    assert SKILLS["timers"] == f"{Timers.__module__}:{Timers.__name__}"


def test_several_timers_at_once(house: House) -> None:
    assert house.ask("SetTimer", duration_s=540, name="pasta") == "Pasta timer set for 9 minutes."
    assert house.ask("TimerLeft") == "9 minutes left."
    assert house.ask("SetTimer", duration_s=240, name="tea") == "Tea timer set for 4 minutes."
    house.wait(60)
    assert (
        house.ask("ListTimers")
        == "You have 2 timers: the tea timer, 3 minutes left; and the pasta timer, 8 minutes left."
    )
    assert house.ask("TimerLeft", name="pastas") == "The pasta timer, 8 minutes left."
    assert house.ask("AddTime", duration_s=60, name="tea") == "The tea timer now has 4 minutes left."
    with pytest.raises(Refusal, match=r"^Which one: the tea or the pasta\?$"):
        house.ask("CancelTimer")
    assert house.ask("CancelTimer", duration_s=540) == "Cancelled the pasta timer."
    assert house.ask("CancelTimer") == "Cancelled the tea timer."
    with pytest.raises(Refusal, match="no timer"):
        house.ask("CancelTimer")


def test_in_french(house: House) -> None:
    assert house.ask("SetTimer", language="fr", duration_s=660, name="pâtes") == "Minuteur pâtes réglé sur 11 minutes."
    house.ask("SetTimer", language="fr", duration_s=3600)
    with pytest.raises(Refusal, match=r"^Lequel : pâtes ou celui d'une heure \?$"):
        house.ask("CancelTimer", language="fr")
    house.wait(660)
    assert [house.skill.announce(a) for a in house.bell.rang] == ["Le minuteur pâtes est terminé."]
    assert house.ask("SetAlarm", language="fr", time="07:00", day="weekdays") == "Alarme réglée : en semaine à 7 h."


def test_two_that_nobody_can_tell_apart_are_no_riddle(house: House) -> None:
    house.ask("SetTimer", duration_s=600)
    house.wait(60)
    house.ask("SetTimer", duration_s=600)
    assert house.ask("CancelTimer") == "Cancelled the timer for 10 minutes."
    assert house.ask("TimerLeft") == "10 minutes left.", "the first was cancelled"


def test_what_rings_is_meant_first(house: House) -> None:
    house.ask("SetTimer", duration_s=60, name="tea")
    house.ask("SetTimer", duration_s=600, name="pasta")
    house.wait(60)
    assert house.ask("TimerLeft") == "The tea timer is ringing."
    assert house.ask("AddTime", duration_s=30) == "The tea timer now has 30 seconds left."
    assert house.skill.scheduler.ringing == ()
    house.wait(30)
    assert house.ask("CancelTimer") == "Cancelled the tea timer."
    assert house.skill.scheduler.ringing == ()


@pytest.mark.parametrize(("seconds", "answer"), [(0, "how long"), (10**9, "a year")])
def test_a_timer_has_a_sensible_length(house: House, seconds: int, answer: str) -> None:
    with pytest.raises(Refusal, match=answer):
        house.ask("SetTimer", duration_s=seconds)


def test_alarms(house: House) -> None:
    assert house.ask("SetAlarm", time="07:00", day="weekdays") == "Alarm set on weekdays at 7 am."
    assert house.ask("SetAlarm", time="06:15", day="monday", name="gym") == "Gym alarm set on Monday at 6:15 am."
    assert house.ask("ListAlarms") == "You have 2 alarms: the gym alarm, on Monday at 6:15 am; and on weekdays at 7 am."
    assert house.ask("CancelAlarm", time="06:15") == "Cancelled the gym alarm."
    assert house.ask("CancelAlarm", all=True) == "Cancelled the alarm at 7 am."
    assert house.ask("ListAlarms") == "There is no alarm set."
    assert house.ask("SetAlarm", duration_s=1200) == "Alarm set in 20 minutes."
    with pytest.raises(Refusal, match="what time"):
        house.ask("SetAlarm")
    with pytest.raises(Refusal, match="8 pm is over"):
        house.ask("SetAlarm", time="20:00", day="today")


def test_no_alarm_tomorrow_skips_one_day_of_many(house: House) -> None:
    house.ask("SetAlarm", time="07:00", day="every_day")
    assert house.ask("CancelAlarm", "No alarm tomorrow.") == "Skipped. It rings again on Sunday at 7 am."
    with pytest.raises(Refusal, match="only its next time, on Sunday"):
        house.ask("CancelAlarm", "No alarm on Tuesday.")
    assert house.ask("CancelAlarm", "Cancel my alarm.") == "Cancelled the alarm at 7 am."


def test_snooze(house: House) -> None:
    with pytest.raises(Refusal, match="Nothing is ringing"):
        house.ask("Snooze")
    house.ask("SetAlarm", time="21:01")
    house.wait(60)
    assert house.skill.announce(house.bell.rang[0]) == "It is 9:01 pm."
    assert house.ask("Snooze", duration_s=300) == "I will ring again in 5 minutes."
    house.wait(299)
    assert house.skill.scheduler.ringing == ()
    house.wait(1)
    assert len(house.bell.rang) == 2
    assert house.ask("Snooze") == "I will ring again in 10 minutes."


def test_reminders(house: House) -> None:
    assert (
        house.ask("SetReminder", text="call my mum", time="18:00") == "I will remind you tomorrow at 6 pm: call my mum."
    )
    assert (
        house.ask("SetReminder", text="check the oven", duration_s=1200)
        == "I will remind you in 20 minutes: check the oven."
    )
    assert house.ask("SetReminder", text="take the bins out", day="tomorrow").startswith(
        "I will remind you tomorrow at 9 am"
    )
    assert house.ask("SetReminder", text="buy stamps") == "I keep that as a reminder without a time: buy stamps."
    assert house.ask("ListReminders").endswith("call my mum, tomorrow at 6 pm; and buy stamps.")
    assert house.ask("CancelReminder", text="mum") == "Cancelled call my mum."
    house.ask("SetReminder", text="Buy the stamps", time="22:00")
    assert house.ask("ListReminders").startswith("You have 3 reminders"), "the one without a time was replaced"
    house.wait(1200)
    assert house.skill.announce(house.bell.rang[0]) == "Reminder: check the oven."
    house.skill.scheduler.stop_ringing()
    assert house.ask("CancelReminder", all=True) == "Cancelled all 2."
    with pytest.raises(Refusal, match="of what"):
        house.ask("SetReminder", time="18:00")


def test_long_lists_are_cut(house: House) -> None:
    for count in range(8):
        house.ask("SetTimer", duration_s=60 + count, name=f"number {count}")
    assert house.ask("ListTimers").endswith("; and 3 more.")


def test_what_was_missed_is_told_once(house: House) -> None:
    assert house.skill.missed("en") is None
    house.ask("SetTimer", duration_s=60, name="tea")
    house.wait(7200)
    told = house.skill.missed("en")
    assert told is not None
    assert told[0] == "While I was off you missed the tea timer, today at 9:01 pm."
    house.skill.scheduler.told(told[1])
    assert house.skill.missed("en") is None


def test_a_disk_that_fails_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(house.skill._desk.store, "add", full)
    with pytest.raises(Refusal, match="disque"):
        house.ask("SetTimer", language="fr", duration_s=60)


def test_every_answer_is_in_both_languages() -> None:
    assert _ANSWERS["en"].keys() == _ANSWERS["fr"].keys()


def test_what_a_guest_has_set_is_exported_and_erased_with_the_guest(house: House) -> None:
    guest = Person("guest", Role.GUEST)
    house.ask("SetReminder", text="buy stamps")
    house.ask("SetReminder", person=guest, text="call home")
    assert [one["name"] for one in house.skill.export(guest)["appointments"]] == ["call home"]
    assert [one["name"] for one in house.skill.export(OWNER)["appointments"]] == ["buy stamps", "call home"]
    assert house.skill.erase(guest) == 1
    assert [one["name"] for one in house.skill.export(OWNER)["appointments"]] == ["buy stamps"]
