"""Appointments on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from assistant.errors import ColibriError
from assistant.people import OWNER
from assistant.skills.timers.appointment import Appointment, Kind, Span, State, span
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import Wall

NOW = Reading(1_000_000, "boot", 1_000)
TIMER = Appointment(0, Kind.TIMER, "pasta", "en", span(NOW, 60), 60)
DAILY = Appointment(0, Kind.ALARM, "", "fr", Wall(date(2026, 3, 2), time(7, 30), "Europe/Paris", frozenset((0, 1, 4))))
UNTIMED = Appointment(0, Kind.REMINDER, "stamps", "en", None)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Appointments]:
    store = Appointments(tmp_path / "new folder" / "timers.db")
    yield store
    store.close()


@pytest.mark.parametrize("appointment", [TIMER, DAILY, UNTIMED], ids=["span", "wall", "never"])
def test_what_is_kept_comes_back(appointment: Appointment, tmp_path: Path) -> None:
    first = Appointments(tmp_path / "timers.db")
    kept = first.add(appointment)
    first.close()
    again = Appointments(tmp_path / "timers.db")
    assert again.all() == (kept,) == (replace(appointment, id=kept.id),)
    again.close()


def test_another_process_is_noticed(store: Appointments, tmp_path: Path) -> None:
    assert store.all() == ()
    other = Appointments(tmp_path / "new folder" / "timers.db")
    kept = other.add(TIMER)
    assert store.all() == (kept,)
    assert store.claim(kept, State.RINGING)
    assert other.claim(kept, State.RINGING) is None, "only one of two may ring it"
    other.close()


def test_an_occurrence_leaves_its_repetition(store: Appointments) -> None:
    alarm = store.add(DAILY)
    rings = store.claim(alarm, State.RINGING)
    assert rings is not None
    assert (rings.when, rings.state) == (Wall(date(2026, 3, 2), time(7, 30), "Europe/Paris"), State.RINGING)
    assert {a.id: a.when for a in store.all()}[alarm.id] == DAILY.when.following()  # type: ignore[union-attr]
    assert store.claim(alarm, State.RINGING) is None, "twice"
    store.finish([rings])
    assert [a.id for a in store.all()] == [alarm.id]


def test_finishing_what_repeats_moves_it_on(store: Appointments) -> None:
    alarm = store.add(DAILY)
    store.finish([alarm])
    assert [a.when for a in store.all()] == [DAILY.when.following()]  # type: ignore[union-attr]


def test_what_was_moved_or_removed_meanwhile_does_not_ring(store: Appointments) -> None:
    timer, gone = store.add(TIMER), store.add(TIMER)
    store.remove([gone])
    store.move([(timer, span(NOW, 120))])
    assert store.claim(timer, State.RINGING) is None
    assert store.claim(gone, State.RINGING) is None
    assert [a.state for a in store.all()] == [State.WAITING]


def test_a_clock_that_is_set_renames_the_instants_of_this_start_only(store: Appointments) -> None:
    here, before = store.add(TIMER), store.add(replace(TIMER, when=Span(5, "another boot", 7)))
    store.clock_was_set(Reading(9_000_000, "boot", 1_000))
    assert {a.id: a.when for a in store.all()} == {here.id: Span(9_060_000, "boot", 61_000), before.id: before.when}


def test_a_change_that_fails_leaves_nothing(store: Appointments) -> None:
    store.add(TIMER)

    def moves() -> Iterator[tuple[Appointment, Span]]:
        yield store.all()[0], span(NOW, 120)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.move(moves())
    assert [a.when for a in store.all()] == [TIMER.when]


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "timers.db").write_bytes(b"not at all" * 1000)
    with pytest.raises(ColibriError, match=r"timers\.db.*move the file away"):
        Appointments(tmp_path / "timers.db")


def test_every_change_is_on_the_disk(store: Appointments) -> None:
    journal, synchronous = (
        store._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
    )
    assert (journal, synchronous) == ("wal", 2)


def test_a_file_of_an_earlier_version_keeps_its_appointments_which_are_the_owners(tmp_path: Path) -> None:
    path = tmp_path / "timers.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute(
            "CREATE TABLE appointments (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, name TEXT NOT NULL, "
            "language TEXT NOT NULL, length_s INTEGER, state TEXT NOT NULL, utc_ms INTEGER, boot TEXT, "
            "uptime_ms INTEGER, day TEXT, time TEXT, zone TEXT, repeat TEXT)"
        )
        db.execute(
            "INSERT INTO appointments (kind, name, language, state) VALUES ('reminder', 'bread', 'en', 'waiting')"
        )
        db.commit()
    for _ in range(2):
        with closing(Appointments(path)) as store:
            assert [(one.name, one.person) for one in store.all()] == [("bread", OWNER.id)]
