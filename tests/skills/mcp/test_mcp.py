"""The skill with a real server in a process of its own, and without any."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.brain.tools import Toolbox
from assistant.brain.tools.doing import Asked
from assistant.brain.tools.rounds import ToolTalk
from assistant.llm import Message
from assistant.people import Permissions
from assistant.skills import Call, Refusal, Tools, Value, World
from assistant.skills.mcp import Mcp, Server, connection
from assistant.workers import Worker
from tests.brain.tools.house import Obedient, call

pytest.importorskip("mcp")

SERVER = str(Path(__file__).with_name("server.py"))


def skill(folder: Path, **more: object) -> Mcp:
    server = {"command": (sys.executable, SERVER, str(folder / "log")), **more}
    options = Mcp.Options.model_validate({"servers": {"house": server}})
    return Mcp(World(folder, lambda: datetime(2026, 3, 3, tzinfo=UTC)), options)


@asynccontextmanager
async def running(mcp: Mcp) -> AsyncIterator[Mcp]:
    task = asyncio.ensure_future(mcp.run())
    try:
        await until(lambda: bool(mcp.tools))
        yield mcp
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():
            await asyncio.sleep(0.02)


def with_server(folder: Path, story: Callable[[Mcp], Awaitable[None]], **more: object) -> str:
    async def run() -> None:
        async with running(skill(folder, **more)) as mcp:
            await story(mcp)

    asyncio.run(run())
    return (folder / "log").read_text()


async def use(mcp: Mcp, tool: str, slots: Mapping[str, Value] | None = None, language: str = "en") -> str:
    return await mcp.handle(Call(f"house_{tool}", language, "", slots or {}))


def test_tools_are_found_and_used_and_results_are_bounded(tmp_path: Path) -> None:
    async def story(mcp: Mcp) -> None:
        assert isinstance(mcp, Tools)
        names = [tool.name for tool in mcp.tools]
        assert names == [f"house_{name}" for name in "stock letter order flood broken slow die caller".split()]
        assert mcp.intents == frozenset(names)
        assert mcp.acts == {"house_order", "house_die"}
        assert all(tool.foreign for tool in mcp.tools)
        assert await use(mcp, "stock", {"item": "apples", "shelf": "top"}) == "7 apples on the top shelf"
        assert await use(mcp, "stock", {"item": "pears"}) == "7 pears on the middle shelf"
        assert await use(mcp, "order", {"item": "jam", "count": 2}) == "Ordered."
        assert len(await use(mcp, "flood")) <= connection.LONGEST
        with pytest.raises(Refusal, match="Error executing tool broken"):
            await use(mcp, "broken")

    assert with_server(tmp_path, story).splitlines() == [
        "started",
        "stock apples top",
        "stock pears None",
        "order jam 2",
    ]


def test_a_server_over_the_network_gets_its_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "FIRST_PAUSE_S", 0.1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, SERVER, str(tmp_path / "log"), str(port)], stderr=subprocess.DEVNULL)

    async def story(mcp: Mcp) -> None:
        assert await use(mcp, "stock", {"item": "apples"}) == "7 apples on the middle shelf"
        assert await use(mcp, "caller") == "Bearer s3cret"

    try:
        url = f"http://127.0.0.1:{port}/mcp"
        with_server(tmp_path, story, command=(), url=url, token="s3cret", tools=("stock", "caller"))
    finally:
        process.kill()
        process.wait()


def test_what_a_server_sends_cannot_give_orders(tmp_path: Path) -> None:
    """A letter asks for gold; the model, which obeys everything it reads, orders some, and none is ordered."""
    gold = call("house_order", item="gold")
    llm = Obedient({"letter": call("house_letter"), "house_order": gold})
    worker = Worker("llm")

    async def story(mcp: Mcp) -> None:
        tools = ToolTalk(llm, worker, Toolbox({"mcp": mcp}, Permissions({})))
        question = [Message("user", "What does the letter say?")]
        talk = tools.answer(lambda: question, Asked(question[0].content, "en"), max_tokens=50)
        assert [piece async for piece in talk]
        assert talk.source == "tool:house_letter"

    try:
        log = with_server(tmp_path, story)
    finally:
        worker.close()
    assert gold in [message.content for message in llm.prompts[-1]], "the model did try"
    assert log.splitlines() == ["started"]


def test_only_so_many_and_only_those_that_are_wanted(tmp_path: Path) -> None:
    async def few(mcp: Mcp) -> None:
        assert [tool.name for tool in mcp.tools] == ["house_stock", "house_letter"]

    async def wanted(mcp: Mcp) -> None:
        assert [tool.name for tool in mcp.tools] == ["house_order"]

    with_server(tmp_path, few, most_tools=2)
    with_server(tmp_path, wanted, tools=("order", "die"), most_tools=1)


def test_a_server_that_dies_is_begun_again_and_one_that_is_slow_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "FIRST_PAUSE_S", 0.05)

    async def story(mcp: Mcp) -> None:
        with pytest.raises(Refusal, match="house does not answer right now"):
            await use(mcp, "die")
        assert mcp.tools, "the prompt stays the same meanwhile"
        await until(lambda: (tmp_path / "log").read_text().count("started") == 2)

        async def works() -> bool:
            with suppress(Refusal):
                return await use(mcp, "stock", {"item": "figs"}) == "7 figs on the middle shelf"
            return False

        async with asyncio.timeout(20):
            while not await works():
                await asyncio.sleep(0.05)
        with pytest.raises(Refusal, match="house ne répond pas pour le moment"):
            await use(mcp, "slow", language="fr")

    with_server(tmp_path, story, timeout_s=2)


def test_what_cannot_be_started_is_tried_again_with_growing_pauses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []

    async def nap(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 12:
            raise asyncio.CancelledError

    async def run() -> None:
        one = connection.Connection("gone", Server(command=(str(tmp_path / "nothing"),)), list)
        monkeypatch.setattr(asyncio, "sleep", nap)
        with pytest.raises(asyncio.CancelledError):
            await one.run()
        with pytest.raises(connection.Unreachable):
            await one.call("stock", {})

    asyncio.run(run())
    assert pauses[:4] == [1, 2, 4, 8]
    assert pauses[-1] == connection.LONGEST_PAUSE_S


def test_without_servers_there_is_nothing(tmp_path: Path) -> None:
    mcp = Mcp(World(tmp_path, lambda: datetime(2026, 3, 3, tzinfo=UTC)), Mcp.Options())
    assert (mcp.tools, mcp.intents, mcp.acts) == ((), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ({}, "either a command or a url"),
        ({"command": ["x"], "url": "https://x/y"}, "either a command or a url"),
        ({"url": "ftp://x"}, "no address of a server"),
        ({"url": "https://"}, "no address of a server"),
        ({"command": ["x"], "most_tools": 17}, "less than or equal to 16"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(server: dict[str, object], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Mcp.Options.model_validate({"servers": {"house": server}})
    with pytest.raises(ValidationError, match="pattern"):
        Mcp.Options.model_validate({"servers": {"The house": {"command": ["x"]}}})
