from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.errors import UsageError
from assistant.models.catalogue import Catalogue, Entry, HubFile, WheelFile, hub_entry, load, parse_source

SHA = "0" * 64
WORD = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,8}", fullmatch=True)


def test_the_starter_set_is_what_the_default_pipeline_uses() -> None:
    assert set(load().starter) == {"whisper-base", "smollm2-135m-instruct", "en_US-joe-medium", "smart-turn-v3.2"}


def test_the_starter_set_is_pinned_to_the_byte_and_comes_from_the_package_index_first() -> None:
    catalogue = load()
    for name in (*catalogue.starter, "whisper-tiny.en"):
        for spec in catalogue.models[name].files.values():
            assert spec.sha256
            assert spec.bytes
            assert all(isinstance(part, WheelFile) for part in spec.sources[0])


def test_tools_are_for_models_that_are_able_to_use_them() -> None:
    able = {name for name, entry in load().models.items() if entry.tools}
    assert able == {f"{name}-instruct" for name in ("qwen2.5-0.5b", "qwen2.5-1.5b", "llama-3.2-1b", "llama-3.2-3b")}
    voice = load().models["en_US-joe-medium"].model_dump() | {"tools": True}
    with pytest.raises(ValidationError, match="a model for tts uses none"):
        Entry.model_validate(voice)


def test_every_model_has_a_known_size() -> None:
    assert all(entry.size > 1_000_000 for entry in load().models.values())


@given(WORD, WORD, WORD, st.lists(WORD, min_size=1, max_size=3))
def test_a_hub_source_says_what_it_was_parsed_from(owner: str, repo: str, revision: str, path: list[str]) -> None:
    text = f"hub:{owner}/{repo}@{revision}/{'/'.join(path)}"
    assert str(parse_source(text)) == text
    assert parse_source(text) == HubFile(f"{owner}/{repo}", revision, "/".join(path))


def test_a_wheel_source_says_what_it_was_parsed_from() -> None:
    text = "wheel:some-package==1.2.0/some_package/data/a.bin"
    assert parse_source(text) == WheelFile("some-package", "1.2.0", "some_package/data/a.bin")
    assert str(parse_source(text)) == text


@pytest.mark.parametrize(
    "text", ["", "hub:x@main/a", "wheel:x/a", "https://x/y", "hub:o/r@main/../a", "wheel:x==1//etc/a"]
)
def test_a_malformed_source_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"neither|leads out"):
        parse_source(text)


def _catalogue(name: str = "a.bin", **spec: Any) -> Catalogue:
    file = {"sha256": SHA, "sources": ["hub:o/r@main/a.bin"], **spec}
    entry = {"role": "stt", "licence": "MIT", "languages": ["en"], "files": {name: file}}
    return Catalogue.model_validate({"models": {"a": entry}})


def test_parts_are_one_alternative_of_several_pieces() -> None:
    spec = (
        _catalogue(sources=[{"parts": ["hub:o/r@main/1", "hub:o/r@main/2"]}, "hub:o/r@main/a"])
        .models["a"]
        .files["a.bin"]
    )
    assert [len(alternative) for alternative in spec.sources] == [2, 1]


@pytest.mark.parametrize(
    "spec",
    [
        {"sources": []},
        {"sources": [{"parts": []}]},
        {"sha256": "abc"},
        {"bytes": 0},
        {"unknown": 1},
        {"sha256": None, "sources": [{"parts": ["hub:o/r@main/1", "hub:o/r@main/2"]}]},
        {"sources": ["wheel:x==1/a"]},
        {"name": "../a.bin"},
        {"name": "/a.bin"},
    ],
)
def test_a_catalogue_that_could_not_be_trusted_is_refused(spec: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _catalogue(**spec)


def test_a_hub_file_alone_is_a_model() -> None:
    entry = hub_entry("hub:o/r@main/sub/a.gguf")
    assert list(entry.files) == ["a.gguf"]
    assert Path(entry.folder).name == entry.folder


def test_a_malformed_hub_name_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="OWNER/REPO@REV/path"):
        hub_entry("hub:o/r/a.gguf")
