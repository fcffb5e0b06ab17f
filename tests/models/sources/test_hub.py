from __future__ import annotations

import io

import pytest
from huggingface_hub import constants

from assistant.errors import GatedModel, SourceUnavailable
from assistant.models.catalogue import HubFile
from assistant.models.sources import Announced
from assistant.models.sources.hub import RETRIES, HubSource
from tests.models.standin import COMMIT, Recorder, StandInHub

NAME = "hub:owner/repo@main/sub/a.bin"
SOURCE = HubFile("owner/repo", "main", "sub/a.bin")
CONTENT = bytes(range(256)) * 800


def _fetch(sink: io.BytesIO, have: int = 0, progress: Recorder | None = None) -> Announced:
    return HubSource(wait_s=0).fetch(SOURCE, sink, have, progress or Recorder())


def test_a_file_arrives_with_what_the_hub_announced_of_it(hub: StandInHub) -> None:
    served = hub.add(NAME, CONTENT)
    sink, progress = io.BytesIO(), Recorder()
    announced = _fetch(sink, progress=progress)
    assert sink.getvalue() == CONTENT
    assert announced == Announced(len(CONTENT), served.etag, None, COMMIT)
    assert (progress.labels, progress.bytes, progress.finished) == (["a.bin"], len(CONTENT), 1)


def test_the_token_goes_to_the_hub_and_not_to_its_storage(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT)
    _fetch(io.BytesIO())
    assert {seen.authorized for seen in hub.seen if not seen.path.startswith("/storage")} == {True}
    assert [seen.authorized for seen in hub.gets()] == [False]


def test_a_small_file_is_announced_by_its_git_hash(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT, etag="a" * 40)
    assert _fetch(io.BytesIO()).git_sha1 == "a" * 40


def test_a_cut_transfer_is_resumed_where_it_stopped(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT, cuts=[100_000, 50_000])
    sink, progress = io.BytesIO(), Recorder()
    _fetch(sink, progress=progress)
    assert sink.getvalue() == CONTENT
    assert [seen.range for seen in hub.gets()] == [None, "bytes=100000-", "bytes=150000-"]
    assert sum(seen.sent for seen in hub.gets()) == progress.bytes == len(CONTENT)


def test_what_another_process_left_is_continued_after_other_bytes(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT)
    sink = io.BytesIO()
    sink.write(b"part one" + CONTENT[:1000])
    _fetch(sink, have=1000)
    assert sink.getvalue() == b"part one" + CONTENT
    assert [seen.range for seen in hub.gets()] == ["bytes=1000-"]


def test_a_server_without_ranges_starts_over(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT, cuts=[1000], ranges=False)
    sink, progress = io.BytesIO(), Recorder()
    _fetch(sink, progress=progress)
    assert sink.getvalue() == CONTENT
    assert progress.bytes == len(CONTENT)


def test_more_bytes_than_the_file_has_are_thrown_away(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT)
    sink = io.BytesIO()
    sink.write(CONTENT + b"of an older version")
    _fetch(sink, have=len(sink.getvalue()))
    assert sink.getvalue() == CONTENT


def test_a_complete_file_is_not_fetched_again(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT)
    sink = io.BytesIO()
    sink.write(CONTENT)
    _fetch(sink, have=len(CONTENT))
    assert hub.gets() == []


def test_a_server_that_sends_nothing_any_more_is_given_up(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT, cuts=[1000] + [0] * 100)
    sink = io.BytesIO()
    with pytest.raises(SourceUnavailable, match="resumes where it stopped"):
        _fetch(sink)
    assert len(hub.gets()) == 1 + RETRIES + 1
    assert sink.getvalue() == CONTENT[:1000]


def test_a_server_that_announces_more_than_it_has_is_given_up(hub: StandInHub) -> None:
    hub.add(NAME, CONTENT, announced=len(CONTENT) + 1, ranges=False)
    with pytest.raises(SourceUnavailable, match="no more bytes"):
        _fetch(io.BytesIO())


@pytest.mark.parametrize("status", [401, 403])
def test_a_gated_model_says_how_to_be_let_in(hub: StandInHub, status: int) -> None:
    hub.add(NAME, CONTENT, status=status)
    with pytest.raises(GatedModel, match=rf"accept the licence at {hub.endpoint}/owner/repo .* HF_TOKEN"):
        _fetch(io.BytesIO())


@pytest.mark.parametrize(("status", "words"), [(404, "not found"), (500, "answered 500"), (429, "answered 429")])
def test_other_refusals_say_what_was_answered(hub: StandInHub, status: int, words: str) -> None:
    hub.add(NAME, CONTENT, status=status)
    with pytest.raises(SourceUnavailable, match=words):
        _fetch(io.BytesIO())


def test_no_network(hub: StandInHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    with pytest.raises(SourceUnavailable, match="check the network"):
        _fetch(io.BytesIO())


def test_the_offline_switch_is_named(hub: StandInHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(SourceUnavailable, match="HF_HUB_OFFLINE"):
        _fetch(io.BytesIO())
