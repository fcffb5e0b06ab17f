from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.chat import Delivery, Edited, Event, Incoming, Kind, Media, Poison, Status, Unreadable
from assistant.chat.messenger.reading import events
from tests.chat.graph.scripted import JOB

PAGE = "1029384756"
USER = "2468013579"


def item(**content: Any) -> dict[str, Any]:
    return {"sender": {"id": USER}, "recipient": {"id": PAGE}, "timestamp": 1700000000500, **content}


def body(*items: Any, page: str = PAGE, **more: Any) -> bytes:
    return json.dumps({"object": "page", "entry": [{"id": page, "time": 1, "messaging": list(items), **more}]}).encode()


def read(*items: Any) -> list[Event]:
    return events(body(*items), PAGE)


def incoming(**message: Any) -> list[Any]:
    return read(item(message={"mid": "m_1", **message}))


def attached(sort: str, **payload: Any) -> dict[str, Any]:
    return {"type": sort, "payload": payload}


def test_a_text() -> None:
    found = incoming(text="Hällo", reply_to={"mid": "m_0"})
    assert found == [
        Incoming("m_1", USER, USER, 1700000000.5, Kind.TEXT, "Hällo", reply_to="m_0", message="m_1"),
    ]
    assert incoming(text="Yes", quick_reply={"payload": "p"})[0].text == "Yes"


@pytest.mark.parametrize(
    ("sort", "kind"),
    [("audio", Kind.VOICE), ("image", Kind.IMAGE), ("video", Kind.VIDEO), ("file", Kind.DOCUMENT)],
)
def test_a_file(sort: str, kind: Kind) -> None:
    (found,) = incoming(attachments=[attached(sort, url="https://cdn.fbsbx.com/1")])
    assert (found.id, found.kind, found.media) == ("m_1", kind, Media(url="https://cdn.fbsbx.com/1"))


def test_what_is_no_file() -> None:
    assert incoming(attachments=[attached("image", url="u", sticker_id=369239263222822)])[0].kind is Kind.STICKER
    assert incoming(attachments=[attached("location", coordinates={})])[0].kind is Kind.LOCATION
    assert incoming(attachments=[attached("of_tomorrow")])[0].kind is Kind.OTHER
    assert incoming(attachments=[{}])[0].kind is Kind.OTHER
    assert incoming()[0].kind is Kind.OTHER
    assert incoming(attachments=[])[0].kind is Kind.OTHER


def test_each_sound_is_answered_and_each_kind_of_other_things_once() -> None:
    photos = [attached("image", url=f"https://x/{index}") for index in range(3)]
    sounds = [attached("audio", url=f"https://y/{index}") for index in range(2)]
    found = incoming(attachments=[*photos, *sounds])
    assert [(event.id, event.kind) for event in found] == [
        ("m_1", Kind.IMAGE),
        ("m_1#1", Kind.VOICE),
        ("m_1#2", Kind.VOICE),
    ]
    assert {event.message for event in found} == {"m_1"}


def test_what_is_written_beside_it() -> None:
    image, audio, link = attached("image", url="u"), attached("audio", url="u"), attached("fallback", url="u")

    def kinds(*attachments: Any) -> list[tuple[Kind, str]]:
        return [(event.kind, event.text) for event in incoming(text="words", attachments=list(attachments))]

    assert kinds(image) == [(Kind.IMAGE, "words")]
    assert kinds(audio) == [(Kind.TEXT, "words"), (Kind.VOICE, "")]
    assert kinds(link) == [(Kind.TEXT, "words")]
    assert [event.kind for event in incoming(attachments=[link])] == [Kind.OTHER]


def test_a_button_has_the_same_id_whenever_it_is_delivered() -> None:
    (first,) = read(item(postback={"title": "Start", "payload": "GO"}))
    assert isinstance(first, Incoming)
    assert (first.kind, first.text, first.message) == (Kind.TEXT, "Start", "")
    assert read(item(postback={"payload": "GO", "title": "Start"}))[0] == first
    (later,) = read(item(postback={"title": "Start", "payload": "GO"}, timestamp=1700000000501))
    assert isinstance(later, Incoming)
    assert later.id != first.id
    (named,) = read(item(postback={"mid": "m_5", "payload": "GO"}))
    assert isinstance(named, Incoming)
    assert (named.id, named.text, named.message) == ("m_5", "GO", "m_5")


def test_a_reaction() -> None:
    (put,) = read(item(reaction={"mid": "m_0", "action": "react", "emoji": "❤", "reaction": "love"}))
    (taken,) = read(item(reaction={"mid": "m_0", "action": "unreact"}))
    assert isinstance(put, Incoming)
    assert isinstance(taken, Incoming)
    assert (put.kind, put.text, put.reply_to, taken.text) == (Kind.REACTION, "❤", "m_0", "")
    assert put.id != taken.id


def test_an_edit() -> None:
    edit = {"mid": "m_0", "text": "new", "num_edit": 2}
    assert read(item(message_edit=edit)) == [Edited("edit:m_0:2", USER, "m_0", "new", 1700000000.5)]


def test_an_echo_is_never_answered() -> None:
    def echo(**message: Any) -> list[Event]:
        content = {"mid": "m_9", "is_echo": True, "text": "x", **message}
        return read({**item(message=content), "sender": {"id": PAGE}, "recipient": {"id": USER}})

    assert echo(metadata=JOB, app_id=5) == [Status("m_9", Delivery.SENT, 1700000000.5, JOB)]
    assert echo() == echo(metadata="of another program") == echo(metadata=5) == []
    assert read({**item(message={"mid": "m_9", "text": "x"}), "sender": {"id": PAGE}}) == []


def test_what_was_delivered_and_read() -> None:
    news = [item(delivery={"mids": ["m_8", "m_9"], "watermark": 1700000001000}), item(read={"mids": ["m_9"]})]
    assert read(*news) == [
        Status("m_8", Delivery.DELIVERED, 1700000001.0),
        Status("m_9", Delivery.DELIVERED, 1700000001.0),
        Status("m_9", Delivery.READ, 1700000000.5),
    ]
    assert read(item(delivery={"watermark": 1}), item(read={"watermark": 1})) == []


def test_every_entry_and_every_item_counts_but_those_of_others() -> None:
    entries = [
        {
            "id": PAGE,
            "messaging": [item(message={"mid": "m_1", "text": "1"}), item(message={"mid": "m_2", "text": "2"})],
        },
        {"id": "777", "messaging": [item(message={"mid": "m_3", "text": "3"})]},
        {"id": PAGE, "standby": [item(message={"mid": "m_4", "text": "4"})]},
        {"id": PAGE, "messaging": [item(message={"mid": "m_5", "text": "5"}), item(optin={}), item(referral={})]},
        {"id": PAGE, "messaging": [{**item(message={"mid": "m_6", "text": "6"}), "recipient": {"id": "777"}}]},
    ]
    found = events(json.dumps({"object": "page", "entry": entries}).encode(), PAGE)
    assert [event.text for event in found if isinstance(event, Incoming)] == ["1", "2", "5"]
    assert len(found) == 3
    assert events(b'{"object": "whatsapp_business_account", "entry": [{}]}', PAGE) == []


@pytest.mark.parametrize(
    "bad",
    [
        5,
        item(message=5),
        item(message={"text": "x"}),
        item(message={"mid": "m", "text": 5}),
        item(message={"mid": "m", "attachments": 5}),
        item(message={"mid": "m", "attachments": [5]}),
        item(message={"mid": "m", "text": "x"}, timestamp="noon"),
        item(message={"mid": "m", "text": "x"}, sender=None),
        item(message={"mid": "m", "text": "x"}, recipient=[]),
        item(postback={}),
        item(reaction={}),
        item(delivery={"mids": 5}),
        item(read=5),
        item(message={"is_echo": True, "metadata": JOB}),
    ],
    ids=str,
)
def test_a_bad_item_is_set_aside_and_its_neighbours_are_read(bad: Any) -> None:
    found = read(item(message={"mid": "m_1", "text": "1"}), bad, item(message={"mid": "m_2", "text": "2"}))
    assert [type(event) for event in found] == [Incoming, Poison, Incoming]
    assert found[1] == read(bad)[0]


@pytest.mark.parametrize("bad", [b"", b"[]", b"{}", b'{"object": null}'])
def test_a_body_of_another_form_is_unreadable(bad: bytes) -> None:
    with pytest.raises(Unreadable):
        events(bad, PAGE)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from([PAGE, USER]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "mid", "mids", "text", "attachments", "type", "payload", "is_echo", "metadata"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["message", "postback", "reaction", "read", "delivery", "message_edit"]), ANYTHING, ANYTHING)
def test_nothing_breaks_it(name: str, content: Any, other: Any) -> None:
    whole = {"mid": "m", **content} if isinstance(content, dict) else content
    for event in read(item(**{name: content}), item(**{name: whole}), item(**{name: whole, "sender": other}), other):
        assert not isinstance(event, Incoming) or (event.id and event.user and event.address)
