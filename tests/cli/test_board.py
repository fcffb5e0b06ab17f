"""`colibri doctor` and `colibri devices`: honest, and readable at 80 columns."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from assistant.audio.device import SoundDevice
from assistant.cli import board, echo_test
from assistant.cli.finding import Finding
from assistant.config import Config
from assistant.errors import DeviceMissing
from assistant.models.store import ModelStore
from assistant.observe.board import this_board
from tests.cli.command import colibri

CARD = SoundDevice(0, "USB [hw:1,0] with a name that is longer than a column", "ALSA", 1, 2, 48000, True, True)


@pytest.fixture
def cards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[SoundDevice]:
    """The sound devices of this board: what a test puts in."""
    found: list[SoundDevice] = []
    monkeypatch.setattr(board, "sound_devices", lambda: found)
    monkeypatch.setattr(board, "SOUND_NODES", tmp_path / "snd")
    return found


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """A terminal of 80 columns."""
    screen = io.StringIO()
    monkeypatch.setattr(board, "_console", lambda: Console(file=screen, width=80, color_system=None))
    return screen


def test_a_missing_model_is_a_problem_with_its_mend_and_3(cards: list[SoundDevice], tmp_path: Path) -> None:
    cards.append(CARD)
    ended = colibri("doctor", "--json", environ={"COLIBRI_MODELS": str(tmp_path)})
    assert (ended.code, ended.err) == (3, "")
    records = {record["subject"]: record for record in ended.records}
    assert records["whisper-base"] == {
        "subject": "whisper-base",
        "ok": False,
        "finding": "the model whisper-base is not on this board",
        "mend": "run: colibri models pull whisper-base",
        "exit_code": 3,
    }
    assert records["configuration"]["ok"]
    assert records["microphone"]["finding"] == CARD.name
    assert {"board", "memory", "disk", "speaker", "smollm2-135m-instruct", "en_US-joe-medium"} <= set(records)


@pytest.mark.models
def test_warnings_alone_end_with_0(cards: list[SoundDevice], starter: ModelStore) -> None:
    ended = colibri("doctor")
    assert (ended.code, ended.err) == (0, "")
    assert "warning  microphone" in ended.out
    assert "problem" not in ended.out
    assert f"ok       {starter.starter[0]}" in ended.out


def test_every_problem_of_the_configuration_is_a_finding_and_2(cards: list[SoundDevice]) -> None:
    ended = colibri("doctor", "--json", "--set", "llm.modle=x", "--set", "turn.max_s=0")
    assert ended.code == 2
    assert [record["subject"] for record in ended.records] == ["configuration"] * 2
    assert "did you mean model?" in " ".join(record["finding"] for record in ended.records)


def test_the_echo_is_measured_when_asked_for(cards: list[SoundDevice], monkeypatch: pytest.MonkeyPatch) -> None:
    engines = []

    def examine(config: Config) -> Iterator[Finding]:
        engines.append(config.echo.engine)
        yield Finding("echo delay", True, "64 ms")

    monkeypatch.setattr(echo_test, "examine", examine)
    asked = colibri("doctor", "--echo", "--json", "--set", "echo.engine=none")
    assert {"subject": "echo delay", "ok": True, "finding": "64 ms", "mend": "", "exit_code": 0} in asked.records
    assert "be quiet" in asked.err
    assert "echo" not in colibri("doctor", "--json").out
    assert engines == ["none"]


def test_a_mend_can_be_copied_from_80_columns(cards: list[SoundDevice], narrow: io.StringIO, tmp_path: Path) -> None:
    assert colibri("doctor", environ={"COLIBRI_MODELS": str(tmp_path)}).code == 3
    lines = [line.rstrip() for line in narrow.getvalue().splitlines()]
    assert max(map(len, lines)) <= 80
    for name in ("whisper-base", "smollm2-135m-instruct", "en_US-joe-medium"):
        assert f"         → run: colibri models pull {name}" in lines
    assert not any("…" in line for line in lines)


def test_a_mistyped_model_is_not_offered_for_pulling(cards: list[SoundDevice], tmp_path: Path) -> None:
    ended = colibri("doctor", "--json", "--set", "stt.model=whisper-bse", environ={"COLIBRI_MODELS": str(tmp_path)})
    assert ended.code == 2
    assert ended.records[1]["mend"] == "did you mean whisper-base?"


def test_a_board_in_trouble_is_warned_about(
    cards: list[SoundDevice], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hot = replace(this_board(), available_mb=100, temperature_c=85.0, governor="powersave")
    monkeypatch.setattr(board, "this_board", lambda: hot)
    records = {record["subject"]: record for record in colibri("doctor", "--json").records}
    for subject in ("memory", "temperature", "processor speed"):
        assert (records[subject]["ok"], records[subject]["exit_code"]) == (False, 0)
        assert records[subject]["mend"]


def test_sound_that_may_not_be_used_is_told_from_none(
    cards: list[SoundDevice], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "snd").mkdir()
    (tmp_path / "snd" / "pcmC0D0p").touch()
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    records = {record["subject"]: record for record in colibri("doctor", "--json").records}
    assert records["sound"]["mend"].startswith("sudo usermod -aG audio")


def test_without_portaudio_the_doctor_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> list[SoundDevice]:
        raise DeviceMissing("PortAudio library not found; install it: sudo apt install libportaudio2")

    monkeypatch.setattr(board, "sound_devices", missing)
    last = colibri("doctor", "--json").records[-1]
    assert (last["subject"], last["mend"]) == ("sound", "install it: sudo apt install libportaudio2")


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_no_device_at_all_ends_with_3(flags: list[str], cards: list[SoundDevice]) -> None:
    ended = colibri("devices", *flags)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err == "there is no sound device; connect a microphone or a sound card, then try again\n"


def test_devices_for_people_keep_their_whole_names(cards: list[SoundDevice]) -> None:
    cards += [CARD, replace(CARD, index=1, name="DAC", default_input=False)]
    ended = colibri("devices")
    assert ended.code == 0
    assert CARD.name in ended.out
    assert "in out" in ended.out


def test_devices_fit_on_80_columns(cards: list[SoundDevice], narrow: io.StringIO) -> None:
    cards.append(CARD)
    assert colibri("devices").code == 0
    lines = narrow.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    shown = " ".join(narrow.getvalue().split())
    assert all(word in shown for word in (*CARD.name.split(), "48000"))


def test_devices_as_json(cards: list[SoundDevice]) -> None:
    cards.append(CARD)
    (record,) = colibri("devices", "--json").records
    assert (record["name"], record["output_channels"], record["sample_rate"]) == (CARD.name, 2, 48000)
