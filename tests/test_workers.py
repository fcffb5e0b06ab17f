"""Workers: order, bounds, results, and streams that never run ahead of their consumer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing

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
            asyncio.create_task(worker.run(lambda: order.append("ahead"), Priority.AHEAD)),
            asyncio.create_task(worker.run(lambda: order.append("chat"), Priority.CHAT)),
            asyncio.create_task(worker.run(lambda: order.append("voice"), Priority.VOICE)),
        ]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await worker.run(lambda: None, Priority.CHAT)
        gate.set()
        await asyncio.gather(running, *waiting)

    asyncio.run(story())
    assert order == ["voice", "ahead", "chat"]


@pytest.fixture
def busy(worker: Worker) -> Iterator[threading.Event]:
    """The worker is at work until this is set."""
    started, gate = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        gate.wait(5)

    async def begin() -> None:
        task = asyncio.create_task(worker.run(work))
        await asyncio.to_thread(started.wait, 5)
        task.cancel()

    asyncio.run(begin())
    yield gate
    gate.set()


def test_the_voice_is_not_refused_because_of_the_chat(worker: Worker, busy: threading.Event) -> None:
    async def story() -> None:
        chat = [asyncio.create_task(worker.run(lambda: None, Priority.CHAT)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await worker.run(lambda: None, Priority.CHAT)
        voice = asyncio.create_task(worker.run(lambda: "spoken"))
        await asyncio.sleep(0)
        busy.set()
        assert await voice == "spoken"
        await asyncio.gather(*chat)

    asyncio.run(story())


def test_jobs_whose_callers_have_left_make_room_and_are_not_done(worker: Worker, busy: threading.Event) -> None:
    done: list[str] = []

    async def story() -> None:
        for _ in range(20):
            leaving = asyncio.create_task(worker.run(lambda: done.append("left"), Priority.CHAT))
            stream = worker.stream(lambda: iter(done), never, Priority.CHAT)
            await asyncio.sleep(0)
            leaving.cancel()
            stream.close()
        busy.set()
        await worker.run(lambda: done.append("stayed"), Priority.CHAT)

    asyncio.run(story())
    assert done == ["stayed"]


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


def test_a_stream_of_the_chat_lets_the_voice_go_first_between_two_items(worker: Worker) -> None:
    order: list[str] = []

    def items() -> Iterator[int]:
        for number in range(6):
            order.append(f"chat {number}")
            yield number

    async def story() -> None:
        taken = []
        async for number in worker.stream(items, never, Priority.CHAT):
            taken.append(number)
            if number == 2:  # nobody asks for the next item now, and still the thread is free
                await asyncio.wait_for(worker.run(lambda: order.append("voice")), 5)
        assert taken == list(range(6))

    asyncio.run(story())
    assert order == ["chat 0", "chat 1", "chat 2", "voice", "chat 3", "chat 4", "chat 5"]


def test_while_it_is_held_the_chat_waits_and_the_voice_does_not(worker: Worker) -> None:
    order: list[str] = []

    def items() -> Iterator[int]:
        for number in range(3):
            order.append("chat")
            yield number

    async def consume() -> None:
        async for _ in worker.stream(items, never, Priority.CHAT):
            pass

    async def story() -> None:
        worker.hold(True)
        chat = asyncio.create_task(consume())
        for _ in range(3):
            await worker.run(lambda: order.append("voice"))
        assert worker.urgent()
        worker.hold(False)
        await asyncio.wait_for(chat, 5)

    asyncio.run(story())
    assert order == ["voice"] * 3 + ["chat"] * 3


def test_a_stream_of_the_chat_ends_where_its_consumer_leaves_or_fails(worker: Worker) -> None:
    ended = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield 1
            yield 1 // 0
        finally:
            ended.set()

    async def leave() -> None:
        async with aclosing(aiter(worker.stream(items, never, Priority.CHAT))) as stream:  # type: ignore[type-var]
            async for _ in stream:
                break

    async def fail() -> None:
        with pytest.raises(ZeroDivisionError):
            async for _ in worker.stream(items, never, Priority.CHAT):
                pass

    for way in (leave, fail):
        ended.clear()
        asyncio.run(way())
        assert ended.wait(5)
