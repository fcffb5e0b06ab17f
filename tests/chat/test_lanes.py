"""The lanes: in order within a conversation, side by side otherwise, and nobody waits for another's trouble."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from structlog.testing import capture_logs

from assistant.chat.lanes import AT_ONCE, Lanes
from assistant.chat.store import Lane, Store, StoreUnavailable
from tests.chat.fakes import wrote


class FrozenLoop(asyncio.SelectorEventLoop):
    """Its time stands still until a test lets it pass: no nap ends by itself."""

    now = 1000.0

    def time(self) -> float:
        return self.now


async def until(true: Callable[[], bool]) -> None:
    """Wait for it, in real time."""
    deadline = time.monotonic() + 8
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.to_thread(time.sleep, 0.002)


class Desk:
    """Works off one message whenever a lane is given to it."""

    def __init__(self, loop: FrozenLoop, store: Store) -> None:
        self._loop = loop
        self.store = store
        self.lanes = Lanes(store, self._work, loop.time, self._serves)
        self.held: dict[str, asyncio.Event] = {}
        """Whose work does not go on until the event is set."""
        self.troubles: dict[str, list[Exception]] = {}
        """What comes of the next works for somebody."""
        self.accounts = {"bot"}
        """Whose lanes are served."""
        self.others = 0
        """How often it was offered a lane that is not served."""
        self.begun: list[str] = []
        self.done: list[str] = []
        self.cancelled: list[str] = []
        self.at_work: list[str] = []
        self.most = self.most_of_one = 0
        """Works that were ever going on at the same time; and of those, of one conversation."""

    def later(self, seconds: float) -> None:
        """So much time passes."""
        self._loop.now += seconds

    async def in_time(self, true: Callable[[], bool]) -> None:
        """Time passes until it is true."""
        await until(lambda: true() or self.later(0.5) or False)  # type: ignore[func-returns-value]

    async def keeps(self, *texts: str, account: str = "bot", store: Store | None = None) -> None:
        """These have come, of whoever they begin with. Nobody is told."""
        for text in texts:
            self.later(0.001)
            event = wrote(text, 0, text.split()[0], self._loop.now, id=text)
            await (store or self.store).receive("fake", account, text.encode(), [event])

    async def hears(self, *texts: str) -> None:
        await self.keeps(*texts)
        self.lanes.wake()

    async def finishes(self, *texts: str) -> None:
        """Wait until these are worked off."""
        await until(lambda: set(texts) <= set(self.done))

    def _serves(self, lane: Lane) -> bool:
        self.others += lane.account not in self.accounts
        return lane.account in self.accounts

    async def _work(self, lane: Lane) -> None:
        user = lane.user
        self.begun.append(user)
        self.at_work.append(user)
        self.most = max(self.most, len(self.at_work))
        self.most_of_one = max(self.most_of_one, self.at_work.count(user))
        try:
            if user in self.held:
                await self.held[user].wait()
            if self.troubles.get(user):
                raise self.troubles[user].pop(0)
            row = (await self.store.inbox.take(lane, self._loop.now))[0]
            await self.store.inbox.finish((row.id,))
            self.done.append(row.incoming.text)
        except asyncio.CancelledError:
            await asyncio.to_thread(time.sleep, 0.03)  # it has something to put in order
            self.cancelled.append(user)
            raise
        finally:
            self.at_work.remove(user)


def played(folder: Path, story: Callable[[Desk, asyncio.Task[None]], Awaitable[None]]) -> None:
    """Play a story with a desk, and the task in which its lanes run."""
    loop = FrozenLoop()

    async def play() -> None:
        store = Store(folder / "chat.db", loop.time)
        desk = Desk(loop, store)
        running = asyncio.create_task(desk.lanes.run())
        try:
            await story(desk, running)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await store.close()

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.run(play())


def test_a_conversation_is_worked_off_in_order_and_never_twice_at_once(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        desk.held["anna"] = asyncio.Event()
        await desk.hears("anna 1", "anna 2")
        await until(lambda: desk.begun == ["anna"])
        await desk.hears("anna 3", "ben 1")
        await desk.finishes("ben 1")
        assert desk.begun == ["anna", "ben"]
        desk.held["anna"].set()
        await desk.finishes("anna 3")
        assert (desk.done, desk.most_of_one) == (["ben 1", "anna 1", "anna 2", "anna 3"], 1)

    played(tmp_path, story)


def test_so_many_conversations_are_worked_on_at_once_and_no_more(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        users = [f"{number}" for number in range(AT_ONCE + 3, 0, -1)]
        desk.held = {user: asyncio.Event() for user in users}
        await desk.hears(*(f"{user} 1" for user in users))
        for place, user in enumerate(users):
            await until(lambda: desk.begun[place:] == users[place : place + AT_ONCE])  # noqa: B023  it is waited for at once
            desk.lanes.wake()
            desk.later(1.1)
            desk.held[user].set()  # of those who wait, the next is who has waited for longest
        await desk.finishes(*(f"{user} 1" for user in users))
        assert desk.most == AT_ONCE

    played(tmp_path, story)


def test_a_conversation_that_failed_rests_while_others_go_on_and_is_tried_again(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        desk.troubles["anna"] = [RuntimeError("of secrets"), RuntimeError("of more secrets")]
        await desk.hears("anna 1")
        for tries in (1, 2):
            await until(lambda: len(desk.troubles["anna"]) == 2 - tries)  # noqa: B023  it is waited for at once
            for text in (f"ben {tries}", f"cem {tries}"):
                desk.later(2.4)
                await desk.hears(text)
                await desk.finishes(text)
            assert desk.begun.count("anna") == tries
            desk.later(0.3)
            desk.lanes.wake()
        await desk.finishes("anna 1")

    with capture_logs() as logs:
        played(tmp_path, story)
    failed = [entry for entry in logs if entry["log_level"] == "error"]
    assert [(entry["channel"], entry["reason"]) for entry in failed] == [("fake", "RuntimeError")] * 2
    assert not any(word in str(failed) for word in ("secret", "anna"))


def test_what_is_in_lanes_of_others_waits_and_takes_nobodys_place(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        theirs = [f"user{number} 1" for number in range(AT_ONCE + 1)]
        await desk.keeps(*theirs, account="another bot")
        await desk.hears("zoe 1")
        await desk.finishes("zoe 1")
        assert desk.begun == ["zoe"]
        desk.accounts.add("another bot")
        desk.lanes.wake()
        await desk.finishes(*theirs)

    played(tmp_path, story)


def test_what_it_is_told_of_while_it_looks_is_not_overlooked(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        look, came = desk.store.inbox.lanes, ["anna 1"]

        async def slow(now: float) -> list[Lane]:
            found = await look(now)
            while came:
                await desk.hears(came.pop())
            return found

        desk.store.inbox.lanes = slow  # type: ignore[method-assign]
        await desk.finishes("anna 1")

    played(tmp_path, story)


def test_what_another_process_has_put_in_is_noticed_although_nobody_tells(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        await desk.keeps("nobody 1", account="another bot")
        await desk.in_time(lambda: desk.others > 0)  # now it naps
        other = Store(tmp_path / "chat.db")
        await desk.keeps("anna 1", store=other)
        await other.close()
        await desk.in_time(lambda: desk.done == ["anna 1"])

    played(tmp_path, story)


def test_when_the_store_is_unavailable_it_goes_on_later(tmp_path: Path) -> None:
    async def story(desk: Desk, _: object) -> None:
        look, troubles = desk.store.inbox.lanes, [StoreUnavailable("the disk is gone")] * 2

        async def broken(now: float) -> list[Lane]:
            if troubles:
                raise troubles.pop()
            return await look(now)

        desk.store.inbox.lanes = broken  # type: ignore[method-assign]
        await desk.keeps("anna 1")
        await until(lambda: len(troubles) == 1)
        await desk.in_time(lambda: desk.done == ["anna 1"])

    with capture_logs() as logs:
        played(tmp_path, story)
    assert [entry["reason"] for entry in logs if entry["log_level"] == "error"] == ["the disk is gone"] * 2


def test_when_it_is_cancelled_so_is_what_is_worked_on_and_that_is_waited_for(tmp_path: Path) -> None:
    async def story(desk: Desk, running: asyncio.Task[None]) -> None:
        desk.held = {user: asyncio.Event() for user in ("anna", "ben")}
        await desk.hears("anna 1", "ben 1")
        await until(lambda: len(desk.at_work) == 2)
        running.cancel()
        await until(running.done)
        assert running.cancelled()
        assert (sorted(desk.cancelled), desk.done) == (["anna", "ben"], [])
        assert (await desk.store.counts()).inbox == {"waiting": 2}

    played(tmp_path, story)
