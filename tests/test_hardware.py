"""`hardware/`: the boards' configurations are right, no pin is used twice, and every fact has a source that is listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from assistant.config import load
from assistant.engines import ENGINES

HARDWARE = Path(__file__).parents[1] / "hardware"
BOARDS = sorted(folder for folder in HARDWARE.iterdir() if folder.is_dir())
PAGES = sorted(HARDWARE.rglob("*.md"))
PINS = "| pin | gpio | function | connects to | source |"
POWER = {"3.3 V", "5 V", "GND"}

# Place on the 40-pin header of a Raspberry Pi -> BCM number, and of what has none.
RASPBERRY_PI = {
    3: 2, 5: 3, 7: 4, 8: 14, 10: 15, 11: 17, 12: 18, 13: 27, 15: 22, 16: 23, 18: 24, 19: 10, 21: 9, 22: 25, 23: 11, 24: 8,
    26: 7, 29: 5, 31: 6, 32: 12, 33: 13, 35: 19, 36: 16, 37: 26, 38: 20, 40: 21,
}  # fmt: skip
RASPBERRY_PI_POWER = {"3.3 V": {1, 17}, "5 V": {2, 4}, "GND": {6, 9, 14, 20, 25, 30, 34, 39}}
# The same of the 26-pin header of an Orange Pi 5, with Linux's numbers.
ORANGE_PI_5 = {
    3: 47, 5: 46, 7: 54, 8: 131, 10: 132, 11: 138, 12: 29, 13: 139, 15: 28, 16: 59, 18: 58, 19: 49, 21: 48, 22: 92, 23: 50,
    24: 52, 26: 35,
}  # fmt: skip
ORANGE_PI_5_POWER = {"3.3 V": {1, 17}, "5 V": {2, 4}, "GND": {6, 9, 14, 20, 25}}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _tables(page: Path, header: str) -> list[list[list[str]]]:
    """The rows of every table of `page` that has this header."""
    tables: list[list[list[str]]] = []
    lines = page.read_text().splitlines()
    for number, line in enumerate(lines):
        if line == header:
            rows = []
            for row in lines[number + 2 :]:
                if not row.startswith("|"):
                    break
                rows.append(_cells(row))
            tables.append(rows)
    return tables


def _pins(board: Path) -> list[list[str]]:
    return [row for table in _tables(board / "README.md", PINS) for row in table]


def _headers(board: Path) -> tuple[dict[int, int], dict[str, set[int]]]:
    if board.name.startswith("orange-pi-5"):
        return ORANGE_PI_5, ORANGE_PI_5_POWER
    return RASPBERRY_PI, RASPBERRY_PI_POWER


def test_each_board_has_its_files() -> None:
    assert [board.name for board in BOARDS] == ["orange-pi-5", "raspberry-pi-5", "raspberry-pi-zero-2-w", "wearable"]
    for board in BOARDS:
        assert {"README.md", "asound.conf", "colibri.yaml"} <= {file.name for file in board.iterdir()}
        assert f"({board.name}/README.md)" in (HARDWARE / "README.md").read_text()


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_the_configuration_is_right(board: Path) -> None:
    load(board / "colibri.yaml", engines=ENGINES, environ={})


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_no_pin_has_two_functions(board: Path) -> None:
    pins = _pins(board)
    assert pins
    for column in (0, 1):
        used = [row[column] for row in pins if row[column] != "-"]
        assert sorted(used) == sorted(set(used))


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_pins_are_where_the_header_has_them(board: Path) -> None:
    gpio, power = _headers(board)
    for pin, number, function, *_ in _pins(board):
        if function in POWER:
            assert (number, int(pin) in power[function]) == ("-", True), (pin, function)
        else:
            assert gpio.get(int(pin)) == int(number), (pin, function)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_the_configuration_agrees_with_the_wiring(board: Path) -> None:
    wired = {function: number for _, number, function, *_ in _pins(board)}
    panel = yaml.safe_load((board / "colibri.yaml").read_text())["panel"]
    buttons = {name: pin for name, pin in panel["options"].items() if name in ("talk", "mute", "mute_switch")}
    assert {f"{name} button": str(pin) for name, pin in buttons.items()} == {
        function: number for function, number in wired.items() if function.endswith("button")
    }
    if panel["engine"] == "spi":
        bus = panel["options"]["bus"]
        assert any(function in (f"SPI{bus} MOSI", f"SPI{bus} TXD") for function in wired)


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_the_sound_devices_are_those_of_asound_conf(board: Path) -> None:
    audio = yaml.safe_load((board / "colibri.yaml").read_text())["audio"]
    text = (board / "asound.conf").read_text() + (HARDWARE / "90-colibri-usb.conf").read_text()
    defined = set(re.findall(r"^pcm\.(\w+)", text, re.MULTILINE))
    for device in (audio["input"], audio["output"]):
        assert device in defined


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_what_shares_a_card_has_one_key(board: Path) -> None:
    """ALSA derives a playback device's second key and a capture device's key from it; two keys side by side collide."""
    assert len(set(re.findall(r"ipc_key (\d+)", (board / "asound.conf").read_text()))) <= 1


@pytest.mark.parametrize("file", sorted(HARDWARE.rglob("config.txt")), ids=lambda file: file.parent.name)
def test_config_txt_has_comments_on_lines_of_their_own(file: Path) -> None:
    """The firmware takes what follows a value as a part of it."""
    assert [line for line in file.read_text().splitlines() if "#" in line.lstrip("#")] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HARDWARE)))
def test_every_mark_is_defined_and_every_link_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    defined = {mark for mark, *_ in _sources()}
    assert set(re.findall(r"\[[SM]\d+\]", text)) <= defined
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target


def test_every_source_is_used_once_listed() -> None:
    sources = _sources()
    marks = [mark for mark, *_ in sources]
    assert sorted(marks) == sorted(set(marks))
    used = "".join(
        line for page in PAGES for line in page.read_text().splitlines() if not re.match(r"\| \[[SM]\d", line)
    )
    assert [mark for mark in marks if mark not in used] == []
    assert all(where.startswith("https://") for mark, _, where in sources if mark.startswith("[S"))


def test_every_figure_of_a_power_budget_has_a_source() -> None:
    for page in PAGES:
        for table in _tables(page, "| part | idle | most | source |"):
            for part, *figures, source in table:
                if any(" W" in figure for figure in figures):
                    assert re.search(r"\[(S\d+|M\d+|C)\]", source), (page, part)


def test_the_hours_of_the_wearable_follow_from_the_formula() -> None:
    (rows,) = _tables(HARDWARE / "wearable" / "README.md", "| d | mean W | hours at 37 Wh |")
    for share, mean, hours in rows:
        watts = (1 - float(share)) * 2.4 + float(share) * 8.9
        assert float(mean) == pytest.approx(watts, abs=0.011)
        assert float(hours) == pytest.approx(37 * 0.85 / watts, abs=0.051)


def _sources() -> list[list[str]]:
    text = (HARDWARE / "README.md").read_text()
    return [_cells(line) for line in text.splitlines() if re.match(r"\| \[[SM]\d+\] \|", line)]
