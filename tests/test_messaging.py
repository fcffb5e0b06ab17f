"""The messengers beside the voice: whatever is wrong with them, they are tried again, and phones are reached if they can be."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
import structlog.testing

from assistant import messaging
from assistant.abilities import Abilities, abilities
from assistant.brain.brain import Brain, BrainSettings
from assistant.chat.store import BridgeLock
from assistant.messaging import FILE, Senses, rules, serve_beside
from assistant.people import OWNER, Role
from assistant.workers import Worker
from tests.fakes import ScriptedLlm, ScriptedStt, ToneVoice
from tests.test_daemon import configured


def served(folder: Path, story: Callable[[Abilities], Coroutine[None, None, None]], *overrides: str) -> list[str]:
    """Serve beside the voice while `story` runs; what the log says."""
    config = configured(
        'chat.channels.telegram={token: "${env:TOKEN}", api_url: http://127.0.0.1:9}',
        *overrides,
        environ={"TOKEN": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"},
    )

    async def run() -> None:
        worker = Worker("models")
        brain = Brain(ScriptedLlm(""), worker, BrainSettings())
        senses = Senses(ScriptedStt(""), worker, {"en": ToneVoice()}, worker)
        with abilities(config, folder) as able:
            task = asyncio.create_task(serve_beside(config, brain, senses, able, folder))
            try:
                async with asyncio.timeout(5):
                    await story(able)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
        worker.close()

    with structlog.testing.capture_logs() as logs:
        asyncio.run(run())
    return [str(line["event"]) for line in logs]


async def reached(able: Abilities) -> None:
    while able.place.phones is None:
        await asyncio.sleep(0.01)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messaging, "AGAIN_S", 0.05)


def test_a_broken_store_is_no_reason_for_the_voice_to_end(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be taken for the beginning of one" * 20)

    async def story(able: Abilities) -> None:
        await asyncio.sleep(0.3)
        assert able.place.phones is None
        (tmp_path / FILE).unlink()
        await reached(able)

    logged = served(tmp_path, story)
    assert logged.count("the messengers are not served; it is tried again") == 1


def test_while_another_process_serves_phones_are_reached_and_then_it_is_our_turn(tmp_path: Path) -> None:
    logs: list[str] = []

    async def story(able: Abilities) -> None:
        await reached(able)
        await asyncio.sleep(0.2)
        other.close()
        await asyncio.sleep(0.3)

    with BridgeLock(tmp_path / FILE) as other:
        logs = served(tmp_path, story)
    assert logs.index("the messengers are served by another process") < logs.index("messages are polled for")
    assert logs.count("the messengers are served by another process") == 1


def test_a_service_without_a_network_leaves_the_messengers_to_the_bridge(tmp_path: Path) -> None:
    async def story(able: Abilities) -> None:
        await reached(able)
        BridgeLock(tmp_path / FILE).close()

    assert "messages are polled for" not in served(tmp_path, story, "chat.with_voice=false")


def test_the_configuration_says_who_is_who() -> None:
    chat = configured("chat.owners=[telegram:1]", "chat.guests=[telegram:2]").chat
    assert rules(chat).allowed == {"telegram:1": (OWNER.id, Role.OWNER), "telegram:2": ("telegram:2", Role.GUEST)}
