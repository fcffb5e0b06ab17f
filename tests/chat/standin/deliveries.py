"""The platforms' side of a webhook: signed deliveries, until they are taken."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass

import httpx

from tests.chat.standin.connections import Connections
from tests.chat.standin.figures import Figures, figures
from tests.chat.standin.writing import STYLES, Json, write


@dataclass(frozen=True, slots=True)
class Habits:
    """How a platform delivers. Shares are probabilities."""

    workers: int = 8
    """So many at once."""
    ordered: bool = True
    """One of a lane waits until the one before it was taken. The platforms do not promise it."""
    duplicate: float = 0.0
    """Share of those that are delivered twice, in other bytes."""
    forget: float = 0.0
    """Share of the 200s that get lost, so that the same bytes come again."""
    reorder: float = 0.0
    """Share of those that are held back, out of order."""
    delay_s: float = 0.0
    """Each comes up to so much later than it could."""
    styles: tuple[str, ...] = tuple(STYLES)
    first_wait_s: float = 0.05
    """Before what was not taken comes again; the platforms wait minutes."""
    growth: float = 2.0
    longest_wait_s: float = 1.0
    timeout_s: float = 10.0


@dataclass(eq=False, slots=True)
class Delivery:
    """One body on its way. A duplicate is another."""

    body: bytes
    lane: str
    due: float
    """By the monotonic clock."""
    attempts: int = 0
    taken: float | None = None
    """When the 200 came, by the monotonic clock."""
    answer_s: float = 0.0
    """How long the attempt that was taken waited for its 200."""
    begun: float = 0.0
    """When the first attempt was made."""


class Deliverer:
    """Delivers one channel's payloads. Belongs to the event loop."""

    def __init__(
        self,
        sign: Callable[[bytes], Mapping[str, str]],
        rng: random.Random,
        habits: Habits | None = None,
    ) -> None:
        """`sign`: the headers that show who delivers these bytes."""
        self.url = ""
        """Where to; nothing is tried while it is empty."""
        self.habits = habits or Habits()
        self.deliveries: list[Delivery] = []
        self.open = 0
        """How many of them were not taken yet."""
        self.answers: Counter[int] = Counter()
        """By HTTP status; 0: none came."""
        self._connections, self._sign, self._rng = Connections(), sign, rng
        self._tasks: set[asyncio.Task[None]] = set()
        self._lanes: dict[str, asyncio.Lock] = {}
        self._slots = asyncio.Semaphore(self.habits.workers)
        self._workers = self.habits.workers

    def post(self, payload: Json, lane: str = "", *, delay_s: float = 0.0) -> Delivery:
        """Deliver `payload` from now on, after those of the same `lane`."""
        habits, rng = self.habits, self._rng
        held = rng.random() < habits.reorder
        delay_s += rng.uniform(0, habits.delay_s) + (rng.uniform(0.5, 3) * max(habits.delay_s, 0.02) if held else 0)
        delivery = self._begin(payload, "" if held else lane, delay_s)
        if rng.random() < habits.duplicate:
            self._begin(payload, "", delay_s + rng.uniform(0, 3 * max(habits.delay_s, 0.02)))
        return delivery

    async def at_rate(self, payloads: Iterable[tuple[Json, str]], per_s: float) -> list[Delivery]:
        """Deliver (payload, lane) at a fixed rate, however slowly they are taken; returns when the last has begun. So many
        `workers` as may be waiting at once must be allowed, or the rate is not kept; `late` tells."""
        start, begun = time.monotonic(), []
        for n, (payload, lane) in enumerate(payloads):
            due = start + n / per_s
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            delivery = self.post(payload, lane)
            delivery.due = due
            begun.append(delivery)
        return begun

    async def attempt(self, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """One attempt with these bytes. `headers`: in place of the right signature. Raises httpx.HTTPError."""
        signed = {"Content-Type": "application/json", **(self._sign(body) if headers is None else headers)}
        async with self._connections.one() as client:
            return await client.post(self.url, content=body, headers=signed, timeout=self.habits.timeout_s)

    async def verify(self, token: str, challenge: str) -> httpx.Response:
        """Ask whether the webhook is really ours, as Meta does when it is set up. Raises httpx.HTTPError."""
        asked = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": challenge}
        async with self._connections.one() as client:
            return await client.get(self.url, params=asked, timeout=self.habits.timeout_s)

    @property
    def outstanding(self) -> list[Delivery]:
        """What was not taken yet."""
        return [one for one in self.deliveries if one.taken is None]

    @property
    def taken(self) -> list[Delivery]:
        return [one for one in self.deliveries if one.taken is not None]

    def latencies(self) -> dict[str, Figures]:
        """`answer`: from an attempt to its 200. `due`: from when a delivery should have been made to its 200, with all waiting and
        redelivery. `late`: how far the sender itself was behind, which is no fault of the bridge's."""
        taken = self.taken
        return {
            "answer": figures([one.answer_s for one in taken]),
            "due": figures([(one.taken or 0) - one.due for one in taken]),
            "late": figures([one.begun - one.due for one in taken]),
        }

    async def stop(self) -> None:
        """Nothing more is delivered."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connections.close()

    def _begin(self, payload: Json, lane: str, delay_s: float) -> Delivery:
        body = write(payload, self._rng.choice(self.habits.styles), self._rng)
        delivery = Delivery(body, lane, time.monotonic() + delay_s)
        self.deliveries.append(delivery)
        self.open += 1
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return delivery

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            task.get_loop().call_exception_handler(
                {"message": "a delivery failed", "exception": task.exception(), "task": task}
            )

    async def _deliver(self, delivery: Delivery) -> None:
        ordered = delivery.lane and self.habits.ordered
        async with self._lanes.setdefault(delivery.lane, asyncio.Lock()) if ordered else nullcontext():
            await asyncio.sleep(max(0.0, delivery.due - time.monotonic()))
            wait_s = self.habits.first_wait_s
            while not await self._taken(delivery):
                await asyncio.sleep(wait_s)
                wait_s = min(wait_s * self.habits.growth, self.habits.longest_wait_s)

    async def _taken(self, delivery: Delivery) -> bool:
        if not self.url:
            return False
        if self._workers != self.habits.workers:
            self._workers, self._slots = self.habits.workers, asyncio.Semaphore(self.habits.workers)
        async with self._slots:
            before = time.monotonic()
            delivery.begun = delivery.begun or before
            delivery.attempts += 1
            try:
                status = (await self.attempt(delivery.body)).status_code
            except httpx.HTTPError:
                status = 0
        after = time.monotonic()
        self.answers[status] += 1
        if status != 200 or self._rng.random() < self.habits.forget:
            return False
        self.open -= 1
        delivery.taken, delivery.answer_s = after, after - before
        return True
