from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.chat import Event, Poison, Unreadable
from assistant.chat.graph.reading import Fields, Odd, each, identifier, job, moment, number, parsed, text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"\xff{}",
        "{}".encode("utf-16"),
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    ],
    ids=lambda body: str(body[:12]),
)
def test_what_is_no_json_object_is_unreadable_and_is_not_quoted(body: bytes) -> None:
    with pytest.raises(Unreadable) as unreadable:
        parsed(body)
    assert "9" not in str(unreadable.value)


def test_text_can_be_stored_whatever_came() -> None:
    assert text(parsed(rb'{"a": "\ud83d\ude00 \u00e4 \/"}'), "a") == "😀 ä /"
    text(parsed(rb'{"a": "\ud800 half"}'), "a").encode()
    assert text({"a": "x\0y"}, "a") == "xy"
    assert text({"a": None}, "a", "") == ""


@pytest.mark.parametrize("wrong", [None, 1, True, [], {}])
def test_what_is_no_text_is_odd(wrong: object) -> None:
    with pytest.raises(Odd, match="`a`"):
        text({"a": wrong}, "a")


def test_ids_and_times_may_be_numbers() -> None:
    assert identifier({"a": 42}, "a") == identifier({"a": "42"}, "a") == "42"
    assert moment({"a": "1700000000"}, "a") == moment({"a": 1700000000000}, "a", 1000) == 1700000000


@pytest.mark.parametrize("wrong", ["", True, -1, 1.5, "x" * 1001, 10**40, []])
def test_an_odd_id_is_odd(wrong: object) -> None:
    with pytest.raises(Odd):
        identifier({"a": wrong}, "a")


@pytest.mark.parametrize("wrong", ["", "now", "-5", "1e9", "٣٣", "9" * 30, 10**15, None])
def test_an_odd_time_is_odd(wrong: object) -> None:
    with pytest.raises(Odd):
        moment({"a": wrong}, "a")


def test_numbers_are_numbers() -> None:
    assert number({"a": 3}, "a") == 3
    assert [number({"a": odd}, "a") for odd in (True, "3", 1.0, None, 2**60)] == [None] * 5


def test_only_our_own_ids_are_jobs() -> None:
    assert job({"a": "0" * 32}, "a") == "0" * 32
    assert [job({"a": odd}, "a") for odd in ("0" * 31, "A" * 32, "x", 5, None, "0" * 32 + "\n")] == [""] * 6


def test_one_bad_item_does_not_lose_its_neighbours() -> None:
    def read(item: Fields) -> Iterator[Event]:
        yield Poison(text(item, "a"), "good")

    good_bad_good = {"items": [{"a": "1"}, {"a": 5}, "x", {"a": "2"}]}
    found = list(each(good_bad_good, "items", read))
    assert [event.reason for event in found if isinstance(event, Poison)] == [
        "good",
        "`a` is missing or not a text",
        "an item of `items` is not an object",
        "good",
    ]
    assert found == list(each(good_bad_good, "items", read))
    assert [event.reason for event in each({"items": {}}, "items", read) if isinstance(event, Poison)] == [
        "`items` is not a list"
    ]
    assert list(each({}, "items", read)) == []
