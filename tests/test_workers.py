"""Workers: order, bounds, results, and streams that never run ahead of their consumer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from assistant.types import never
from assistant.workers import Closed, Overloaded, Priority, Worker


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker("test", bound=3)
    yield made
    made.close()


def test_a_job_gives_its_result_or_its_error(worker: Worker) -> None:
    async def story() -> None:
        assert await worker.run(lambda: 6 * 7) == 42
        with pytest.raises(ZeroDivisionError):
            await worker.run(lambda: 1 / 0)

    asyncio.run(story())


def test_voice_goes_before_chat_and_a_full_queue_refuses(worker: Worker) -> None:
    order: list[str] = []
    started, gate = threading.Event(), threading.Event()

    def blocking() -> None:
        started.set()
        gate.wait(5)

    async def story() -> None:
        running = asyncio.create_task(worker.run(blocking))
        await asyncio.to_thread(started.wait, 5)
        waiting = [
            asyncio.create_task(worker.run(lambda: order.append("background"), Priority.BACKGROUND)),
            asyncio.create_task(worker.run(lambda: order.append("chat"), Priority.CHAT)),
            asyncio.create_task(worker.run(lambda: order.append("voice"), Priority.VOICE)),
        ]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await worker.run(lambda: None)
        gate.set()
        await asyncio.gather(running, *waiting)

    asyncio.run(story())
    assert order == ["voice", "chat", "background"]


def test_a_stream_is_made_in_step_with_its_consumer(worker: Worker) -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            made.append(number)
            yield number

    async def story() -> None:
        taken = []
        async for number in worker.stream(items, never):
            taken.append(number)
            await asyncio.sleep(0.01)
            assert len(made) == len(taken)
        assert taken == list(range(10))

    asyncio.run(story())


def test_a_stream_that_is_cancelled_stops_within_one_item(worker: Worker) -> None:
    made: list[int] = []
    gone = threading.Event()

    def items() -> Iterator[int]:
        for number in range(1000):
            made.append(number)
            yield number

    async def story() -> None:
        async for number in worker.stream(items, gone.is_set, ahead=2):
            if number == 5:
                gone.set()
        assert await worker.run(lambda: "free") == "free"

    asyncio.run(story())
    assert len(made) <= 9


def test_a_consumer_that_leaves_frees_the_worker(worker: Worker) -> None:
    async def story() -> None:
        stream = worker.stream(lambda: iter(range(1000)), never)
        async for _ in stream:
            break
        stream.close()
        assert await worker.run(lambda: "free") == "free"

    asyncio.run(story())


def test_an_error_in_a_stream_reaches_the_consumer(worker: Worker) -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    async def story() -> None:
        with pytest.raises(ValueError, match="broken"):
            _ = [item async for item in worker.stream(items, never)]

    asyncio.run(story())


def test_a_closed_worker_refuses() -> None:
    worker = Worker("test")
    worker.close()

    async def story() -> None:
        with pytest.raises(Closed):
            await worker.run(lambda: None)

    asyncio.run(story())
