"""What is kept in writing, how long, and that it is gone when it is erased."""

from __future__ import annotations

from pathlib import Path

from assistant.brain.diary import Diary
from assistant.brain.session import Exchange
from assistant.people import OWNER, Person, Role

ANNA = Person("anna", Role.GUEST)
DAY = 86_400.0


class Clock:
    now = 1_000 * DAY

    def __call__(self) -> float:
        return self.now


def test_nothing_is_kept_unless_it_is_wanted(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "diary.db", 0)
    diary.add(OWNER, Exchange("My secret is wombat.", "Fine."))
    assert diary.export(OWNER) == []
    diary.close()
    assert all(b"wombat" not in file.read_bytes() for file in tmp_path.iterdir())


def test_an_exchange_is_kept_for_its_days(tmp_path: Path) -> None:
    clock = Clock()
    diary = Diary(tmp_path / "diary.db", 7, clock)
    diary.add(OWNER, Exchange("Hello.", "Hello you."))
    clock.now += 6 * DAY
    diary.add(OWNER, Exchange("And now?", "Still here."))
    assert [entry["user"] for entry in diary.export(OWNER)] == ["Hello.", "And now?"]
    clock.now += 2 * DAY
    diary.add(OWNER, Exchange("Again.", "Yes."))
    assert [entry["user"] for entry in diary.export(OWNER)] == ["And now?", "Again."]
    diary.close()
    later = Diary(tmp_path / "diary.db", 0, clock)
    assert len(later.export(OWNER)) == 2, "whoever only looks erases nothing"
    later.purge()
    assert later.export(OWNER) == []


def test_what_is_erased_is_gone_from_the_disk_and_nobody_elses(tmp_path: Path) -> None:
    diary = Diary(tmp_path / "diary.db", 7)
    diary.add(OWNER, Exchange("My secret is wombat.", "Fine."))
    diary.add(ANNA, Exchange("Hello.", "Hello Anna."))
    assert diary.erase(OWNER) == 1
    assert all(b"wombat" not in file.read_bytes() for file in tmp_path.iterdir()), "while it is open, too"
    assert diary.export(OWNER) == []
    (hers,) = diary.export(ANNA)
    assert (hers["user"], hers["assistant"]) == ("Hello.", "Hello Anna.")
    diary.close()
    assert all(b"wombat" not in file.read_bytes() for file in tmp_path.iterdir())
