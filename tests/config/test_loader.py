from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import default_path, dump, load
from assistant.errors import ConfigError
from tests.config.fakes import ENGINES, Local, loaded


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr("assistant.config.loader._SYSTEM_FILE", tmp_path / "etc.yaml")
    return tmp_path


def test_without_a_file_there_are_the_defaults(home: Path) -> None:
    assert default_path({}) is None
    config = load(None, engines=ENGINES, environ={})
    assert config.stt.options == Local.Options()


def test_the_nearest_file_is_taken(home: Path) -> None:
    system, own, named = home / "etc.yaml", home / "colibri" / "config.yaml", home / "named.yaml"
    system.touch()
    assert default_path({}) == system
    own.parent.mkdir()
    own.touch()
    assert default_path({}) == own
    assert default_path({"COLIBRI_CONFIG": str(named)}) == named


def test_a_file_that_is_named_must_be_there(home: Path) -> None:
    for path, environ in [(home / "x.yaml", {}), (None, {"COLIBRI_CONFIG": str(home / "x.yaml")})]:
        with pytest.raises(ConfigError) as caught:
            load(path, engines=ENGINES, environ=environ)
        (problem,) = caught.value.problems
        assert problem.startswith(f"{home}/x.yaml: cannot be read (no such file or directory)")
        assert caught.value.exit_code == 2


def test_an_empty_file_is_the_defaults(home: Path, tmp_path: Path) -> None:
    assert loaded(tmp_path, "") == load(None, engines=ENGINES, environ={})


def test_what_is_not_a_mapping_is_refused(tmp_path: Path) -> None:
    for text in ("just words", "[1, 2]", "5"):
        with pytest.raises(ConfigError, match=r"c\.yaml:1: must hold `section"):
            loaded(tmp_path, text)


def test_what_is_dumped_loads_as_the_same(tmp_path: Path) -> None:
    config = loaded(tmp_path, "languages: [no]\ntts: {voices: {no: '1e3'}}\nstt: {options: {folder: /x, threads: 3}}")
    text = dump(config)
    assert "    threads: 3\n" in text
    assert loaded(tmp_path, text) == config


def test_secrets_are_masked_when_dumped(tmp_path: Path) -> None:
    text = "stt: {engine: remote, options: {token: '${env:T}', mirrors: {a: '${env:T}'}}}"
    shown = dump(loaded(tmp_path, text, environ={"T": "hunter2-hunter2"}))
    assert "hunter2" not in shown
    assert "token: '**********'" in shown
