"""The bridge receives: what it has said to keep is on the disk, and whoever has to know is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import TracebackType

import httpx
import pytest

from assistant.brain.brain import Brain, BrainSettings
from assistant.chat import Batch, Delivery, Status, bridge
from assistant.chat.bridge import Bridge, BridgeSettings
from assistant.chat.gate import Rules
from assistant.chat.listening import Listening
from assistant.chat.pairing import Pairing
from assistant.chat.replies import Replies
from assistant.chat.sender import Sender
from assistant.chat.store import NewJob, Store, StoreUnavailable
from assistant.chat.turn import Turns, TurnSettings
from assistant.errors import ColibriError
from assistant.people import Role
from assistant.workers import Worker
from tests.chat.fakes import FakeChannel, wrote
from tests.chat.quick import Echo


class Polled(FakeChannel):
    """Is asked for news: `news` one after another, an exception is raised; then there is none."""

    polls = True

    def __init__(self, *news: Batch | Exception) -> None:
        super().__init__()
        self._news = list(news)

    async def batches(self) -> AsyncIterator[Batch]:
        while self._news:
            found = self._news.pop(0)
            if isinstance(found, Exception):
                raise found
            yield found
        await asyncio.Event().wait()


class Called(FakeChannel):
    """Calls us."""

    def challenge(self, query: object) -> str | None:
        return "it is us"

    def signed(self, headers: object, body: bytes) -> bool:
        return True


class House:
    """A bridge of these channels, in which Anna is known. It says what it hears."""

    def __init__(self, folder: Path, **channels: FakeChannel) -> None:
        self.path = folder / "chat.db"
        self.store = Store(self.path)
        self.sender = Sender(self.store, channels, settle_s=60.0)
        self.worker = Worker("llm", bound=64)
        allowed = {f"{name}:anna": ("anna", Role.OWNER) for name in channels}
        turns = Turns(
            self.store,
            channels,
            Brain(Echo(), self.worker, BrainSettings()),
            Listening(("en",), None),
            Replies(None, "text"),
            Pairing(self.store.people),
            TurnSettings(("en",), Rules(allowed=allowed, late_s=1e12), burst_s=0.0),
            on_jobs=self.sender.wake,
        )
        self.bridge = Bridge(self.store, channels, turns, self.sender, BridgeSettings("127.0.0.1", 0, 86_400.0))

    async def __aenter__(self) -> House:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.store.close()
        self.worker.close()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[asyncio.Task[None]]:
        running = asyncio.create_task(self.bridge.run())
        try:
            yield running
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.005)


def play(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def test_what_is_received_is_there_for_whoever_opens_the_file_next_and_once(tmp_path: Path) -> None:
    async def story() -> None:
        channel = Called()
        async with House(tmp_path, fake=channel) as house:
            for _ in range(2):
                await house.bridge.receive("fake", channel, b"{}", [wrote("hello", 1)])
            other = Store(house.path)
            assert (await other.counts()).inbox == {"waiting": 1}
            await other.close()

    play(story)


def test_when_it_cannot_be_kept_it_is_said_and_nobody_answers(tmp_path: Path) -> None:
    async def story() -> None:
        channel = Called()
        async with House(tmp_path, fake=channel) as house:
            async with house.serving():
                await until(lambda: house.bridge.port is not None)
                await house.store.close()
                with pytest.raises(StoreUnavailable):
                    await house.bridge.receive("fake", channel, b"{}", [wrote("hello", 1)])
                with pytest.raises(httpx.HTTPStatusError, match="503"):
                    await delivered(house, "/fake")
            assert channel.sent == []

    play(story)


async def delivered(house: House, path: str) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{house.bridge.port}") as http:
        (await http.post(path, content=b"hello")).raise_for_status()


@pytest.fixture
def long_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks before he is told."""
    for part in ("rounds", "lanes", "sender"):
        monkeypatch.setattr(f"assistant.chat.{part}.LONGEST_NAP_S", 3600.0)


@pytest.mark.usefixtures("long_naps")
def test_what_was_written_is_answered_at_once(tmp_path: Path) -> None:
    async def story() -> None:
        channel = Called()
        channel.read = lambda body: [wrote(body.decode(), 1)]  # type: ignore[method-assign]
        async with House(tmp_path, fake=channel) as house, house.serving():
            await until(lambda: house.bridge.port is not None)
            await delivered(house, "/fake")
            await until(lambda: channel.texts == ["hello"])

    play(story)


@pytest.mark.usefixtures("long_naps")
def test_a_status_settles_what_was_in_doubt_and_lets_the_next_go(tmp_path: Path) -> None:
    async def story() -> None:
        channel = Called(ColibriError("the line broke"))
        async with House(tmp_path, fake=channel) as house, house.serving():
            await house.store.people.touch("fake", "bot", "anna", "+anna", "", 1.0)
            await house.store.outbox.post(
                [NewJob("fake", "bot", "anna", "+anna", key, text=key) for key in ("first", "second")]
            )
            house.sender.wake()
            await until(lambda: len(channel.sent) == 1)
            await asyncio.sleep(0.05)
            assert [out.text for out in channel.sent] == ["first"]
            status = Status("m0", Delivery.SENT, 1.0, job=channel.sent[0].job)
            await house.bridge.receive("fake", channel, b"{}", [status])
            await until(lambda: channel.texts == ["second"])
            assert [out.text for out in channel.sent] == ["first", "second"]

    play(story)


def test_a_channel_that_polls_is_not_called_though_it_could_be(tmp_path: Path) -> None:
    class Both(Polled, Called):
        pass

    async def story() -> None:
        both, called = Both(), Called()
        async with House(tmp_path, both=both, called=called) as house:
            assert (list(house.bridge.polled), list(house.bridge.called)) == (["both"], ["called"])
            both.polls = False
            assert (list(house.bridge.polled), list(house.bridge.called)) == ([], ["both", "called"])

    play(story)


def test_the_trouble_of_one_polled_channel_is_not_anothers_and_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        broken = Polled(ColibriError("the token is wrong"), Batch(b"{}", [wrote("later", 1)]))
        sound = Polled(Batch(b"{}", [wrote("hello", 2)]))
        async with House(tmp_path, broken=broken, sound=sound) as house, house.serving():
            await until(lambda: sound.texts == ["hello"])
        async with House(tmp_path, broken=broken, sound=sound) as house, house.serving():
            await until(lambda: broken.texts == ["later"])

    monkeypatch.setattr(bridge, "AGAIN_S", 0.01)
    play(story)


def test_the_trouble_of_the_only_channel_ends_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with House(tmp_path, fake=Polled(ColibriError("the token is wrong"))) as house:
            with pytest.raises(ColibriError, match="the token is wrong"):
                await asyncio.wait_for(house.bridge.run(), 10)

    play(story)


def test_a_server_that_does_not_listen_any_more_ends_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        port = 1

        def __init__(self) -> None:
            self.ended = asyncio.get_running_loop().create_future()
            self.ended.set_result(None)

    @asynccontextmanager
    async def serving(app: object, host: str, port: int) -> AsyncIterator[Dead]:
        yield Dead()

    async def story() -> None:
        async with House(tmp_path, fake=Called()) as house:
            with pytest.raises(ColibriError, match="not listened for any more"):
                await asyncio.wait_for(house.bridge.run(), 10)

    monkeypatch.setattr(bridge, "serving", serving)
    play(story)
