"""A whole life under signals: real ones, sent to this process, and a fake assistant."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager

import pytest

from assistant.config import Config
from assistant.errors import ConfigError, DeviceMissing, EngineError, ModelMissing
from assistant.service.supervisor import supervise
from tests.service.fakes import FakeNotifier, FakeStart, until

OLD, NEW = Config(), Config(languages=("en", "de"), tts={"voices": {"en": "x", "de": "y"}})


class Scene:
    """A supervised assistant, and everything that a test wants to see of it."""

    def __init__(self, watchdog_s: float | None = None) -> None:
        self.start = FakeStart()
        self.notifier = FakeNotifier(watchdog_s)
        self.configs: list[Config | ConfigError] = []
        self.left: list[int] = []
        self.now = 0.0

    def load(self) -> Config:
        config = self.configs.pop(0) if self.configs else OLD
        if isinstance(config, ConfigError):
            raise config
        return config

    def clock(self) -> float:
        self.now += 1
        return self.now

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.Task[int]]:
        """Supervised in the background; a test that fails leaves nothing behind."""
        task = asyncio.create_task(
            supervise(self.load, self.start, self.notifier, clock=self.clock, leave=self.left.append)
        )
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def ready(self, times: int = 1) -> None:
        await until(lambda: self.notifier.said.count("ready") == times)


def send(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture(autouse=True)
def short_laps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.service.supervisor.LAP_S", 0.01)


@pytest.fixture(autouse=True)
def same_handlers() -> Iterator[None]:
    """Whatever happens, the signals of this process mean afterwards what they meant before."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
    before = [signal.getsignal(number) for number in numbers]
    yield
    after = [signal.getsignal(number) for number in numbers]
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)
    assert after == before


def play(act: Callable[[Scene], Coroutine[None, None, None]], watchdog_s: float | None = None) -> Scene:
    scene = Scene(watchdog_s)
    asyncio.run(act(scene))
    return scene


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_ready_with_audio_then_stopped_by_a_signal(number: signal.Signals, code: int) -> None:
    async def act(scene: Scene) -> None:
        async with scene.running() as supervised:
            await scene.ready()
            send(number)
            assert await supervised == code
        assert scene.notifier.said == ["ready", "stopping"]
        assert scene.notifier.statuses == ["loading the models", "listening"]
        assert (scene.start.left, scene.left) == (1, [code])

    play(act)


def test_loaded_models_without_audio_are_not_ready() -> None:
    async def act(scene: Scene) -> None:
        scene.start.loading = asyncio.Event()
        async with scene.running():
            await until(lambda: scene.now > 3)
            assert scene.notifier.said == []
            scene.start.loading.set()
            await until(lambda: scene.start.lives)
            scene.start.lives[0].hung = True
            laps = scene.now
            await until(lambda: scene.now > laps + 3)
            assert scene.notifier.said == []
            scene.start.lives[0].hung = False
            await scene.ready()

    play(act)


def test_sigterm_while_models_load_stops_at_once() -> None:
    async def act(scene: Scene) -> None:
        scene.start.loading = asyncio.Event()
        async with scene.running() as supervised:
            await until(lambda: scene.start.configs)
            send(signal.SIGTERM)
            assert await supervised == 0
        assert (scene.start.left, scene.notifier.said) == (1, ["stopping"])

    play(act)


def test_who_does_not_leave_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.service.supervisor.LEAVE_S", 0.05)

    async def act(scene: Scene) -> None:
        scene.start.leaving = asyncio.Event()
        async with scene.running() as supervised:
            await scene.ready()
            send(signal.SIGTERM)
            assert await supervised == 0
            assert (scene.start.left, scene.left) == (0, [0])
            scene.start.leaving.set()

    play(act)


def test_a_second_signal_forces() -> None:
    async def act(scene: Scene) -> None:
        scene.start.leaving = asyncio.Event()
        async with scene.running() as supervised:
            await scene.ready()
            send(signal.SIGINT)
            await until(lambda: "stopping" in scene.notifier.said)
            assert scene.left == []
            send(signal.SIGINT)
            assert scene.left == [130]
            scene.start.leaving.set()
            await supervised

    play(act)


@pytest.mark.parametrize("error", [DeviceMissing("no microphone"), EngineError("broke"), ZeroDivisionError()])
def test_what_makes_the_start_fail_is_raised(error: Exception) -> None:
    async def act(scene: Scene) -> None:
        scene.start.broken = lambda config: error
        with pytest.raises(type(error)):
            async with scene.running() as supervised:
                await supervised
        assert scene.notifier.said == ["stopping"]

    play(act)


def test_what_ends_it_later_is_raised_too_and_a_plain_end_is_0() -> None:
    async def fail(scene: Scene) -> None:
        async with scene.running() as supervised:
            await scene.ready()
            scene.start.lives[0].over.set_exception(EngineError("the device hangs"))
            with pytest.raises(EngineError):
                await supervised

    async def end(scene: Scene) -> None:
        async with scene.running() as supervised:
            await scene.ready()
            scene.start.lives[0].over.set_result(None)
            assert await supervised == 0

    assert play(fail).start.left == 1
    assert play(end).start.left == 1


def test_a_bad_configuration_never_starts() -> None:
    async def act(scene: Scene) -> None:
        scene.configs = [ConfigError(["x.yaml:1: y: wrong"])]
        async with scene.running() as supervised:
            with pytest.raises(ConfigError):
                await supervised
        assert scene.start.configs == []

    play(act)


def test_a_good_configuration_replaces_the_assistant() -> None:
    async def act(scene: Scene) -> None:
        scene.configs = [OLD, NEW]
        async with scene.running() as supervised:
            await scene.ready()
            send(signal.SIGHUP)
            await scene.ready(2)
            assert scene.start.configs == [OLD, NEW]
            assert scene.start.left == 1
            assert scene.notifier.said == ["ready", "reloading", "ready"]
            send(signal.SIGTERM)
            assert await supervised == 0
        assert scene.start.left == 2

    play(act)


def test_a_bad_configuration_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    async def act(scene: Scene) -> None:
        scene.configs = [OLD, ConfigError(["x.yaml:3: stt.modle: unknown key", "x.yaml:9: y: wrong"])]
        async with scene.running():
            await scene.ready()
            send(signal.SIGHUP)
            await scene.ready(2)
            assert scene.notifier.said == ["ready", "reloading", "ready"]
            assert scene.start.configs == [OLD]
            assert scene.start.left == 0
            assert "stt.modle" in scene.notifier.statuses[-1]

    play(act)
    captured = capsys.readouterr()
    logged = captured.out + captured.err
    assert "x.yaml:3: stt.modle: unknown key" in logged
    assert "x.yaml:9: y: wrong" in logged


def test_a_configuration_that_does_not_start_gives_way_to_the_earlier_one() -> None:
    async def act(scene: Scene) -> None:
        scene.configs = [OLD, NEW]
        scene.start.broken = lambda config: ModelMissing("not pulled") if config is NEW else None
        async with scene.running():
            await scene.ready()
            send(signal.SIGHUP)
            await scene.ready(2)
            assert scene.start.configs == [OLD, NEW, OLD]

    play(act)


def test_buttons() -> None:
    async def act(scene: Scene) -> None:
        scene.start.loading = asyncio.Event()
        async with scene.running():
            await until(lambda: scene.start.configs)
            send(signal.SIGUSR1)  # nothing is there yet that could be muted
            await until(lambda: scene.now > 2)
            scene.start.loading.set()
            await scene.ready()
            assert not scene.start.lives[0].muted
            send(signal.SIGUSR1)
            await until(lambda: scene.start.lives[0].muted)
            send(signal.SIGUSR1)
            send(signal.SIGUSR2)
            await until(lambda: scene.start.lives[0].talks == 1)
            assert not scene.start.lives[0].muted

    play(act)


def test_the_watchdog_is_fed_only_while_samples_advance() -> None:
    async def act(scene: Scene) -> None:
        async with scene.running():
            await scene.ready()
            await until(lambda: scene.notifier.pings > 3)
            scene.start.lives[0].hung = True
            await asyncio.sleep(0)
            laps = scene.now
            await until(lambda: scene.now > laps + 1)
            pings, laps = scene.notifier.pings, scene.now
            await until(lambda: scene.now > laps + 4)
            assert scene.notifier.pings == pings

    play(act, watchdog_s=0.1)
