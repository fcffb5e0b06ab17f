from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat import Edited, Event, Incoming, Kind, Media, Poison, Unreadable
from assistant.chat.telegram.reading import events, updates
from tests.chat.telegram.bot import CHAT, NOW, PERSON, PRIVATE, body, ids, message, update


def read(*found: Any) -> list[Event]:
    return events(updates(body(*found)), lambda: NOW)


def one(**content: Any) -> Incoming:
    (event,) = read(update(1, message=message(**content)))
    assert isinstance(event, Incoming)
    return event


def test_a_text() -> None:
    assert read(update(1, message=message(text="Ça va ?\n👍", reply_to_message=message(3, text="?")))) == [
        Incoming(
            id="1",
            user="77",
            address="77",
            at=1_799_999_990.0,
            kind=Kind.TEXT,
            text="Ça va ?\n👍",
            name="Ada L.",
            reply_to="77:3",
            message="77:5",
        )
    ]


FILE = {"file_id": "AwAC", "file_unique_id": "u", "file_size": 900}


@pytest.mark.parametrize(
    ("content", "kind", "media"),
    [
        ({"voice": {**FILE, "duration": 3, "mime_type": "audio/ogg"}}, Kind.VOICE, Media("AwAC", "", "audio/ogg", "", 900, 3.0)),
        ({"voice": {"file_id": "AwAC"}}, Kind.VOICE, Media("AwAC", mime="audio/ogg")),
        ({"audio": {**FILE, "duration": 200}}, Kind.VOICE, Media("AwAC", "", "audio/mpeg", "", 900, 200.0)),
        ({"video_note": {**FILE, "duration": 2}}, Kind.VOICE, Media("AwAC", "", "video/mp4", "", 900, 2.0)),
        ({"photo": [{"file_id": "s"}, FILE]}, Kind.IMAGE, Media("AwAC", mime="image/jpeg", size=900)),
        ({"video": {**FILE, "mime_type": "video/mp4"}}, Kind.VIDEO, Media("AwAC", mime="video/mp4", size=900)),
        ({"animation": FILE, "document": FILE}, Kind.VIDEO, Media("AwAC", size=900)),
        ({"document": {**FILE, "mime_type": "audio/x-wav"}}, Kind.VOICE, Media("AwAC", mime="audio/x-wav", size=900)),
        ({"document": {**FILE, "mime_type": "application/pdf"}}, Kind.DOCUMENT, Media("AwAC", mime="application/pdf", size=900)),
        ({"sticker": {**FILE, "emoji": "👍"}}, Kind.STICKER, Media("AwAC", size=900)),
        ({"location": {"latitude": 1, "longitude": 2}}, Kind.LOCATION, None),
        ({"venue": {}, "location": {}}, Kind.LOCATION, None),
        ({"contact": {"phone_number": "+1", "first_name": "B"}}, Kind.CONTACTS, None),
        ({"dice": {"emoji": "🎲", "value": 3}}, Kind.OTHER, None),
        ({"poll": {}}, Kind.OTHER, None),
        ({"story": {}}, Kind.OTHER, None),
        ({"what_comes_next_year": {}}, Kind.OTHER, None),
    ],
)  # fmt: skip
def test_kinds(content: dict[str, Any], kind: Kind, media: Media | None) -> None:
    event = one(**content)
    assert (event.kind, event.media, event.text) == (kind, media, "")


def test_what_is_written_under_an_image() -> None:
    assert one(photo=[FILE], caption="My cat").text == "My cat"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("/start", "/start"),
        ("/start 123456", "/start 123456"),
        ("/start@ColibriBot 123456", "/start 123456"),
        ("/stop@colibri_bot", "/stop"),
        ("mail ada@example.org", "mail ada@example.org"),
        ("/a@b.org", "/a@b.org"),
        ("and /stop@bot", "and /stop@bot"),
    ],
)
def test_commands_arrive_as_text(written: str, text: str) -> None:
    assert one(text=written).text == text


def test_an_edit_names_the_message() -> None:
    edited = message(5, text="/help@bot me", edit_date=1_799_999_995)
    assert read(update(2, edited_message=edited)) == [
        Edited(id="edit:2", user="77", of="77:5", text="/help me", at=1_799_999_995.0)
    ]
    assert read(update(2, edited_message=message(location={"live_period": 60}))) == []


def test_a_reaction() -> None:
    told = {"chat": PRIVATE, "message_id": 9, "user": PERSON, "date": 1_799_999_999, "old_reaction": []}
    marks: list[Any]
    for marks, text in (([{"type": "emoji", "emoji": "👍"}], "👍"), ([], ""), ([{"type": "paid"}], "")):
        (event,) = read(update(3, message_reaction={**told, "new_reaction": marks}))
        assert isinstance(event, Incoming)
        assert (event.kind, event.text, event.reply_to, event.message) == (Kind.REACTION, text, "77:9", "")


def test_who_blocks_the_bot_says_stop() -> None:
    told = {"chat": PRIVATE, "from": PERSON, "date": 1_799_999_999, "old_chat_member": {"status": "member"}}
    (event,) = read(update(4, my_chat_member={**told, "new_chat_member": {"status": "kicked"}}))
    assert isinstance(event, Incoming)
    assert (event.id, event.kind, event.text, event.user) == ("4", Kind.TEXT, "STOP", "77")
    assert read(update(4, my_chat_member={**told, "new_chat_member": {"status": "member"}})) == []


def test_a_button_says_its_data() -> None:
    query = {"id": "q", "from": PERSON, "message": {**message(9), "from": {"id": 4242, "is_bot": True}}, "data": "yes"}
    (event,) = read(update(5, callback_query=query))
    assert isinstance(event, Incoming)
    assert (event.kind, event.text, event.reply_to, event.at) == (Kind.TEXT, "yes", "77:9", NOW)
    assert read(update(5, callback_query={"id": "q", "from": PERSON, "inline_message_id": "i", "data": "yes"})) == []
    assert (
        read(update(5, callback_query={**query, "message": {**message(9), "chat": {"id": -1, "type": "group"}}})) == []
    )


GROUP = {"id": -100123, "type": "supergroup", "title": "All"}
BOT = {"id": 9, "is_bot": True, "first_name": "B"}


@pytest.mark.parametrize(
    "content",
    [
        {"message": message(text="hi", chat=GROUP)},
        {"message": {"message_id": 1, "date": 1, "chat": GROUP, "text": "anonymous"}},
        {"message": {**message(text="hi"), "from": BOT}},
        {"edited_message": message(text="hi", chat=GROUP)},
        {"channel_post": message(text="hi")},
        {"inline_query": {}},
        {"message_reaction": {"chat": GROUP, "message_id": 1, "date": 1, "actor_chat": GROUP, "new_reaction": []}},
        {"my_chat_member": {"chat": GROUP, "from": PERSON, "date": 1, "new_chat_member": {"status": "kicked"}}},
        {"message": message(pinned_message=message(text="hi"))},
        {"message": message(message_auto_delete_timer_changed={})},
        {"message": message(chat_background_set={})},
        {"message": message(gift={})},
        {},
    ],
)
def test_what_is_not_from_a_person_in_private_is_dropped(content: dict[str, Any]) -> None:
    assert read(update(1, **content)) == []


BAD: list[Any] = [
    5,
    None,
    {},
    {"update_id": True},
    {"update_id": "7", "message": message(text="hi")},
    {"update_id": -1},
    update(7, message=5),
    update(7, message={}),
    update(7, message={"chat": PRIVATE}),
    update(7, message=message(text=5)),
    update(7, message=message(voice={})),
    update(7, message=message(photo=[])),
    update(7, message=message(date="soon", text="hi")),
    update(7, message={**message(text="hi"), "message_id": 1.5}),
    update(7, message=message(text="hi", reply_to_message={"message_id": None})),
    update(7, callback_query={"from": None, "message": message(), "data": "x"}),
    update(7, my_chat_member={"chat": PRIVATE, "from": PERSON}),
]


@pytest.mark.parametrize("bad", BAD)
def test_one_bad_update_is_set_aside_and_its_neighbours_kept(bad: Any) -> None:
    found = read(update(6, message=message(text="a")), bad, update(8, message=message(text="b")))
    assert [type(event) for event in found] == [Incoming, Poison, Incoming]
    poison = found[1]
    assert isinstance(poison, Poison)
    assert poison.id == "7" or poison.id.startswith("poison:")
    assert read(bad, bad)[0] == poison


@pytest.mark.parametrize("found", [b"", b"{", b"5", b'"x"', b"\xff", b"[" * 100_000, b"null", b"9" * 5000])
def test_a_body_that_is_nothing_is_unreadable(found: bytes) -> None:
    with pytest.raises(Unreadable):
        updates(found)


def test_characters_that_cannot_be_stored_are_replaced() -> None:
    (event,) = events(updates(b'{"update_id":1,"message":%s}' % json.dumps(message(text="a\ud800\0b")).encode()), float)
    assert isinstance(event, Incoming)
    assert event.text == "a?b"


NAMES = "chat from user id type date text message_id voice file_id data message".split()
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from([CHAT, "private"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=12,
)
nearly = st.builds(lambda odd: {**message(), **odd}, st.dictionaries(st.sampled_from(NAMES), anything, max_size=3))
kinds = st.sampled_from(["message", "edited_message", "message_reaction", "my_chat_member", "callback_query"])


@given(
    st.lists(
        st.builds(update, st.integers())
        | st.builds(lambda n, kind, odd: update(n, **{kind: odd}), st.integers(), kinds, anything | nearly)
    )
)
def test_no_form_breaks_it(found: list[Any]) -> None:
    for event in events(found, lambda: NOW):
        assert all(ids([event]))
        getattr(event, "text", "").encode()
