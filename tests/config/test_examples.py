"""The files of `configs/`, with the engines that Colibri has."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.config import dump, load
from assistant.engines import ENGINES

CONFIGS = Path(__file__).parents[2] / "configs"
FILES = sorted(CONFIGS.glob("*.yaml"))


def test_there_are_examples() -> None:
    assert {"default.yaml", "french.yaml", "raspberry-pi-5.yaml"} <= {file.name for file in FILES}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_an_example_is_right(file: Path) -> None:
    load(file, engines=ENGINES, environ={})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_of_an_example_is_explained(file: Path) -> None:
    lines = [line.strip() for line in file.read_text().splitlines()]
    assert [line for line in lines if line and "#" not in line and not line.endswith(":")] == []


def test_the_default_file_is_the_defaults(tmp_path: Path) -> None:
    empty = tmp_path / "c.yaml"
    empty.touch()
    defaults = yaml.safe_load(dump(load(empty, engines=ENGINES, environ={})))
    assert yaml.safe_load((CONFIGS / "default.yaml").read_text()) == defaults
