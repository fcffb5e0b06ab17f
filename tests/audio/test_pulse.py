from __future__ import annotations

from pathlib import Path

import pytest

from assistant.audio.pulse import VARIABLE, without_shared_memory


@pytest.fixture
def etc(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    (folder / "client.conf.d").mkdir(parents=True)
    (folder / "client.conf").touch()
    for name in ("20-later.conf", "10-first.conf", "ignored.txt"):
        (folder / "client.conf.d" / name).touch()
    return folder


def configured(environment: dict[str, str], etc: Path) -> list[str]:
    without_shared_memory(environment, etc)
    return Path(environment[VARIABLE]).read_text().splitlines()


def test_the_machines_configuration_is_kept_but_for_the_memory(etc: Path) -> None:
    names = ("client.conf", "client.conf.d/10-first.conf", "client.conf.d/20-later.conf")
    assert configured({}, etc) == [*(f".include {etc / name}" for name in names), "enable-shm = no"]


@pytest.mark.parametrize("place", [".config/pulse", ".pulse"])
def test_a_users_configuration_goes_before_the_machines(etc: Path, tmp_path: Path, place: str) -> None:
    own = tmp_path / place / "client.conf"
    own.parent.mkdir(parents=True)
    own.touch()
    assert configured({"HOME": str(tmp_path)}, etc) == [f".include {own}", "enable-shm = no"]


def test_a_configuration_that_is_named_goes_before_all(etc: Path, tmp_path: Path) -> None:
    named = tmp_path / "mine.conf"
    named.touch()
    assert configured({VARIABLE: str(named)}, etc) == [f".include {named}", "enable-shm = no"]


def test_without_any_configuration_there_is_that_one_line(tmp_path: Path) -> None:
    assert configured({VARIABLE: "/nonexistent"}, tmp_path) == ["enable-shm = no"]


def test_it_is_done_once(etc: Path) -> None:
    environment: dict[str, str] = {}
    without_shared_memory(environment, etc)
    once = dict(environment)
    without_shared_memory(environment, etc)
    assert environment == once
