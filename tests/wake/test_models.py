"""Which model a word is: one that comes with the engine, or a file; and that a broken one is refused, not crashed upon."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.wake import models

OWN = models.built_in(Path("/models"), ("alexa", "hey_jarvis"), ".tflite")


def test_a_word_that_comes_with_the_engine() -> None:
    assert models.find("engine", "hey_jarvis", OWN, ".tflite") == Path("/models/hey_jarvis.tflite")


def test_a_model_by_path(tmp_path: Path) -> None:
    (tmp_path / "hallo_haus.tflite").touch()
    word = str(tmp_path / "hallo_haus.tflite")
    assert models.find("engine", word, OWN, ".tflite") == Path(word)


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "x.tflite").touch()
    assert models.find("engine", "~/x.tflite", OWN, ".tflite") == tmp_path / "x.tflite"


@pytest.mark.parametrize("word", ["hey_javis", "hey jarvis", "Hey-Jarvis"])
def test_a_word_that_is_nearly_known_is_suggested(word: str) -> None:
    with pytest.raises(UsageError, match="did you mean hey_jarvis"):
        models.find("engine", word, OWN, ".tflite")


def test_an_unknown_word_gets_the_list() -> None:
    with pytest.raises(UsageError, match=r"engine does not know 'zebra'; It knows alexa, hey_jarvis, .*NAME\.tflite"):
        models.find("engine", "zebra", OWN, ".tflite")


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(UsageError, match="there is no such file"):
        models.find("engine", "/nowhere/x.tflite", OWN, ".tflite")


def test_a_file_of_another_kind_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.onnx").touch()
    with pytest.raises(UsageError, match=r"ends in \.tflite"):
        models.find("engine", str(tmp_path / "x.onnx"), OWN, ".tflite")
    (tmp_path / "folder.tflite").mkdir()
    with pytest.raises(UsageError, match="no such file"):
        models.find("engine", str(tmp_path / "folder.tflite"), OWN, ".tflite")


@pytest.mark.parametrize("name", ["hey_jarvis", "hey-jarvis", "hey__jarvis_"])
def test_a_name_is_spoken_as_words(name: str) -> None:
    assert models.spoken(name) == "hey jarvis"
