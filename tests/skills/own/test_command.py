from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from assistant.brain.intents.actions import Command
from assistant.skills import Refusal
from assistant.skills.own.command import run


def shell(script: str, *arguments: str) -> Command:
    return Command(("/bin/sh", "-c", script, "sh", *arguments))


def refused(command: Command, language: str = "en", patience_s: float = 10.0) -> str:
    with pytest.raises(Refusal) as raised:
        asyncio.run(run(command, language, patience_s=patience_s))
    return str(raised.value)


def test_what_a_program_prints() -> None:
    assert asyncio.run(run(shell("echo one; echo; printf '  two\\033'"), "en")) == "one two"


def test_an_argument_is_one_argument_and_no_shell_reads_it() -> None:
    assert asyncio.run(run(Command(("/bin/echo", "$(id); `id` | a  b", "*")), "en")) == "$(id); `id` | a b *"


def test_it_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLIBRI_SECRET", "s3cret")
    script = "import os, sys; print(sorted(os.environ), sys.stdin.read(), os.getcwd())"
    assert asyncio.run(run(Command((sys.executable, "-I", "-c", script)), "en")) == "['HOME', 'LANG', 'PATH'] /"


def test_it_has_no_file_of_ours() -> None:
    read, write = os.pipe()
    os.set_inheritable(read, True)
    try:
        assert asyncio.run(run(shell(f"[ -e /proc/self/fd/{read} ] && echo open || echo closed"), "en")) == "closed"
    finally:
        os.close(read)
        os.close(write)


def test_much_output_is_cut_and_not_kept() -> None:
    assert asyncio.run(run(shell("yes word | head -c 5000000"), "en")) == ("word " * 60).strip()


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "The program sh failed with code 3."), ("fr", "Le programme sh a échoué avec le code 3.")],
)
def test_a_code_that_is_not_zero(language: str, text: str) -> None:
    assert refused(shell("echo secret; exit 3"), language) == text


def test_a_program_that_is_not_there() -> None:
    assert refused(Command(("/nowhere/lights",))) == (
        "The program lights could not be started; please check that it is there."
    )
    assert refused(Command(("/bin/echo", "a\0b"))).startswith("The program echo could not be started")


def test_what_takes_long_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    script = "trap '' TERM; (trap '' TERM; while :; do date >> \"$1\"; sleep 0.05; done) & wait"
    marks = tmp_path / "marks"
    assert refused(shell(script, str(marks)), patience_s=0.5) == "The program sh took too long, so I stopped it."
    size = marks.stat().st_size
    assert size > 0
    asyncio.run(asyncio.sleep(0.3))
    assert marks.stat().st_size == size


def test_what_it_leaves_behind_is_not_waited_for() -> None:
    async def scene() -> str:
        async with asyncio.timeout(5):
            return await run(shell("echo playing; sleep 8 & "), "en")

    assert asyncio.run(scene()) == "playing"


def test_whoever_is_cancelled_stops_it(tmp_path: Path) -> None:
    marks = tmp_path / "marks"

    async def scene() -> None:
        task = asyncio.create_task(run(shell('while :; do date >> "$1"; sleep 0.05; done', str(marks)), "en"))
        async with asyncio.timeout(5):
            while not marks.exists():
                await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        size = marks.stat().st_size
        await asyncio.sleep(0.3)
        assert marks.stat().st_size == size

    asyncio.run(scene())


def test_no_descriptor_stays_open() -> None:
    async def scene() -> None:
        for _ in range(3):
            await run(shell("echo a"), "en")
            with pytest.raises(Refusal):
                await run(Command(("/nowhere",)), "en")

    before = sorted(Path("/proc/self/fd").iterdir())
    asyncio.run(scene())
    assert len(sorted(Path("/proc/self/fd").iterdir())) == len(before)


def test_what_was_said_is_not_in_the_log() -> None:
    with capture_logs() as logs:
        asyncio.run(run(Command(("/bin/echo", "secret")), "en"))
        refused(shell("exit 1", "secret"))
    assert [entry for entry in logs if entry["log_level"] != "debug"] == []
