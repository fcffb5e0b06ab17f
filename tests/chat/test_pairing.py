from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
from pathlib import Path

import pytest

from assistant.chat import pairing
from assistant.chat.pairing import MOST_WRONG, MOST_WRONG_IN_ALL, VALID_S, Pairing
from assistant.chat.store import Store
from assistant.people import Role
from tests.chat.store.given import Clock, rows, with_store

ANN = ("telegram", "77", "ann")
NEVER = "12345x"
"""No code that is ever offered."""


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests cost nothing."""
    monkeypatch.setattr(pairing, "_digest", lambda code: f"digest of {code}")


class Watched:
    """Counts how many digests are computed at once, and in which thread."""

    def __init__(self) -> None:
        self.now = self.most = self.all = 0
        self.threads: set[int] = set()
        self._lock = threading.Lock()

    def __call__(self, code: str) -> str:
        with self._lock:
            self.now += 1
            self.all += 1
            self.most = max(self.most, self.now)
        self.threads.add(threading.get_ident())
        hashlib.scrypt(code.encode(), salt=b"any", n=2**10, r=8, p=1)
        with self._lock:
            self.now -= 1
        return code


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    found = Watched()
    monkeypatch.setattr(pairing, "_digest", found)
    return found


def test_whoever_writes_the_code_is_who_it_was_offered_for_once(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer("anna", Role.GUEST)
        assert len(code) == 6
        assert code.isdecimal()
        assert await pair.redeem(code, *ANN, clock.now) == ("anna", Role.GUEST)
        assert await pair.redeem(code, *ANN, clock.now) is None

    with_store(tmp_path, test)


def test_a_code_that_another_process_offers_is_taken(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        other = Store(tmp_path / "chat.db", clock)
        code = await Pairing(other.people, clock).offer()
        await other.close()
        assert await Pairing(store.people, clock).redeem(code, *ANN, clock.now) == ("owner", Role.OWNER)

    with_store(tmp_path, test)


def test_codes_are_not_kept_as_they_are(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        code = await Pairing(store.people, clock).offer()
        ((digest, *_),) = rows(tmp_path / "chat.db", "SELECT * FROM codes")
        assert code not in str(digest)
        assert len(str(digest)) == 128

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("after_s", "taken"), [(VALID_S - 1, True), (VALID_S, False), (1e9, False)])
def test_a_code_is_valid_for_ten_minutes(tmp_path: Path, after_s: float, taken: bool) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer()
        assert (await pair.redeem(code, *ANN, clock.now + after_s) is not None) is taken

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
def test_codes_that_were_offered_before_stay_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter((7, 999_999))
    monkeypatch.setattr(secrets, "randbelow", lambda most: next(numbers))

    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        assert [await pair.offer(), await pair.offer("anna", Role.GUEST)] == ["000007", "999999"]
        assert await pair.redeem("000007", *ANN, clock.now) == ("owner", Role.OWNER)
        assert await pair.redeem("999999", "telegram", "77", "bob", clock.now) == ("anna", Role.GUEST)

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
def test_who_is_wrong_too_often_is_not_listened_to_for_ten_minutes(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer(valid_s=2 * VALID_S)
        for _ in range(MOST_WRONG):
            assert await pair.listens(*ANN, clock.now)
            assert await pair.redeem(NEVER, *ANN, clock.now) is None
        assert not await pair.listens(*ANN, clock.now)
        assert await pair.redeem(code, *ANN, clock.now) is None
        assert await pair.listens("telegram", "77", "bob", clock.now)
        later = clock.now + VALID_S
        assert await pair.listens(*ANN, later)
        assert await pair.redeem(code, *ANN, later) == ("owner", Role.OWNER)

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
def test_tries_that_are_not_looked_at_do_not_keep_anybody_out_for_longer(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        for number in range(MOST_WRONG + 20):
            await pair.redeem(NEVER, *ANN, clock.now + number)
        assert await pair.listens(*ANN, clock.now + MOST_WRONG - 1 + VALID_S)

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("at_once", [False, True])
def test_many_senders_together_have_few_tries(tmp_path: Path, at_once: bool) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer(valid_s=2 * VALID_S)
        tries = [pair.redeem(NEVER, "telegram", "77", f"u{number}", clock.now) for number in range(MOST_WRONG_IN_ALL)]
        tries += [pair.redeem(code, "telegram", "77", "thief", clock.now)]
        if at_once:
            assert await asyncio.gather(*tries) == [None] * (MOST_WRONG_IN_ALL + 1)
        else:
            assert [await each for each in tries] == [None] * (MOST_WRONG_IN_ALL + 1)
        assert await pair.redeem(code, *ANN, clock.now + VALID_S) == ("owner", Role.OWNER)

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
def test_one_try_less_leaves_the_door_open(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer()
        for number in range(MOST_WRONG_IN_ALL - 1):
            await pair.redeem(NEVER, "telegram", "77", f"u{number}", clock.now)
        assert await pair.redeem(code, *ANN, clock.now) == ("owner", Role.OWNER)

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
def test_tries_are_remembered_when_the_bridge_starts_again(tmp_path: Path) -> None:
    async def test(store: Store, clock: Clock) -> None:
        for number in range(MOST_WRONG_IN_ALL):
            await Pairing(store.people, clock).redeem(NEVER, "telegram", "77", f"u{number}", clock.now)
        pair = Pairing(store.people, clock)
        assert await pair.redeem(await pair.offer(), *ANN, clock.now) is None

    with_store(tmp_path, test)


@pytest.mark.usefixtures("quick")
def test_a_code_is_of_no_use_once_the_clock_has_been_set_right(tmp_path: Path) -> None:
    """As on a board without a battery, which begins in 1970."""

    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer()
        clock.now = 1.8e9
        assert await pair.redeem(code, *ANN, clock.now) is None
        assert await pair.redeem(await pair.offer(), *ANN, clock.now) == ("owner", Role.OWNER)

    with_store(tmp_path, test)


def test_digests_are_computed_beside_the_event_loop_and_one_at_a_time(tmp_path: Path, watched: Watched) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        code = await pair.offer()
        assert threading.get_ident() not in watched.threads
        senders = [("telegram", "77", f"u{number}") for number in range(12)]
        found = await asyncio.gather(*(pair.redeem(code, *sender, clock.now) for sender in senders))
        assert found == [("owner", Role.OWNER), *[None] * 11]
        assert watched.most == 1
        assert threading.get_ident() not in watched.threads

    with_store(tmp_path, test)


def test_whoever_goes_on_guessing_costs_no_more_digests(tmp_path: Path, watched: Watched) -> None:
    async def test(store: Store, clock: Clock) -> None:
        pair = Pairing(store.people, clock)
        await asyncio.gather(*(pair.redeem(NEVER, *ANN, clock.now) for _ in range(100)))

    with_store(tmp_path, test)
    assert watched.all == MOST_WRONG
