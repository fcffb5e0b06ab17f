"""`colibri bridge pair` and `people`: who may write."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.chat.pairing import Pairing
from assistant.chat.store import Store
from assistant.people import Role
from tests.cli.command import Ended, colibri
from tests.cli.stored import ACCOUNT, NAME, with_store, wrote


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "skills" / "chat.db"


def bridge(*arguments: str) -> Ended:
    return colibri("bridge", *arguments)


async def paired(store: Store, user: str, person: str, role: Role, name: str = "Ann", *, stopped: bool = False) -> None:
    await wrote(store, user, name)
    known = await store.people.find(NAME, ACCOUNT, user)
    assert known is not None
    await store.people.put(replace(known, person=person, role=role, stopped=stopped))


@pytest.mark.parametrize(
    ("arguments", "who"),
    [
        ((), ("owner", Role.OWNER)),
        (("--guest", "--person", "anna"), ("anna", Role.GUEST)),
        (("--person", "al"), ("al", Role.OWNER)),
    ],
)
def test_the_code_that_pair_prints_pairs_once(path: Path, arguments: tuple[str, ...], who: tuple[str, Role]) -> None:
    ended = bridge("pair", *arguments)
    assert (ended.code, ended.err) == (0, "")
    code = ended.out.rstrip("\n")
    assert (len(code), code.isdecimal()) == (6, True)

    async def redeemed(store: Store) -> list[tuple[str, Role] | None]:
        pairing, now = Pairing(store.people), 0.0
        return [await pairing.redeem(code, NAME, ACCOUNT, "ann", now) for _ in range(2)]

    assert with_store(path, redeemed) == [who, None]


def test_a_guest_needs_a_name() -> None:
    ended = bridge("pair", "--guest")
    assert (ended.code, ended.out) == (2, "")
    assert "--person anna" in ended.err


async def household(store: Store) -> None:
    await paired(store, "123456789012345", "owner", Role.OWNER, "Ann [/red] \x1b[31m\n\u202emoc")
    await paired(store, "222", "bob", Role.GUEST, stopped=True)
    await wrote(store, "333", "a stranger")


def test_people_are_those_who_were_paired(path: Path) -> None:
    with_store(path, household)
    records = bridge("people", "--json").records
    assert [
        (one["id"], one["person"], one["role"], one["stopped"]) for one in sorted(records, key=lambda one: one["id"])
    ] == [
        ("telegram:123456789012345", "owner", "owner", False),
        ("telegram:222", "bob", "guest", True),
    ]
    lines = sorted(bridge("people").out.splitlines())
    assert lines[0].startswith("telegram:123456789012345  owner (owner)  20")
    assert lines[1].startswith("telegram:222  bob (guest, stopped)  20")
    assert len(lines) == 2


def test_what_people_call_themselves_does_nothing_to_a_terminal(path: Path) -> None:
    with_store(path, household)
    assert "Ann [/red]  [31m  moc" in bridge("people").out


def test_who_is_forgotten_is_a_stranger(path: Path) -> None:
    with_store(path, household)
    assert bridge("people", "--forget", "telegram:222").out == "Forgotten: 1\n"
    assert [one["person"] for one in bridge("people", "--json").records] == ["owner"]
    ended = bridge("people", "--forget", "telegram:222")
    assert (ended.code, ended.out) == (2, "")
    assert "nobody is known as telegram:222; see: colibri bridge people" in ended.err
