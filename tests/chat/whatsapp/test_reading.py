from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.chat import Delivery, Edited, Incoming, Kind, Media, Moved, Poison, Revoked, Status, Unreadable
from assistant.chat.whatsapp.reading import events
from tests.chat.graph.scripted import JOB, PHONE, tells_nothing

NUMBER = "106540352242922"
USER = "US.13491208655302741918"


def value(number: str = NUMBER, **lists: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "metadata": {"phone_number_id": number}, **lists}


def change(number: str = NUMBER, **lists: Any) -> dict[str, Any]:
    return {"field": "messages", "value": value(number, **lists)}


def body(*changes: Any) -> bytes:
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": list(changes)}]}
    ).encode()


def message(sort: str, content: Any = None, **changed: Any) -> dict[str, Any]:
    """A message; whoever passes None for a field takes it out."""
    found = {"id": "wamid.1", "timestamp": "1700000000", "from": PHONE, "type": sort, sort: content, **changed}
    return {name: item for name, item in found.items() if item is not None}


def one(sort: str, content: Any = None, **changed: Any) -> Any:
    (found,) = events(body(change(messages=[message(sort, content, **changed)])), NUMBER)
    return found


def test_a_text() -> None:
    found = events(
        body(
            change(
                contacts=[{"wa_id": PHONE, "profile": {"name": "Ada"}}],
                messages=[message("text", {"body": "Hällo"}, context={"from": "1", "id": "wamid.0"})],
            )
        ),
        NUMBER,
    )
    assert found == [
        Incoming("wamid.1", PHONE, f"+{PHONE}", 1700000000.0, Kind.TEXT, "Hällo", name="Ada", reply_to="wamid.0")
    ]


def test_escapes_and_raw_characters_say_the_same() -> None:
    raw = body(change(messages=[message("text", {"body": "Käse/😀"})]))
    other = raw.replace(b"/", rb"\/")
    assert rb"\u00e4" in raw
    assert (
        events(raw, NUMBER)
        == events(other, NUMBER)
        == events(json.dumps(json.loads(raw), ensure_ascii=False).encode(), NUMBER)
    )


def test_the_stable_id_is_the_user_id_and_the_address_the_phone_number() -> None:
    both = one("text", {"body": "x"}, from_user_id=USER)
    assert (both.user, both.address) == (USER, f"+{PHONE}")
    without = one("text", {"body": "x"}, **{"from": None}, from_user_id=USER)
    assert (without.user, without.address) == (USER, USER)


def test_a_name_is_found_by_the_user_id() -> None:
    contacts = [5, {"profile": 5}, {"wa_id": 7, "user_id": USER, "profile": {"name": "x" * 500}}]
    found = events(
        body(change(contacts=contacts, messages=[message("text", {"body": "x"}, from_user_id=USER)])), NUMBER
    )
    assert isinstance(found[0], Incoming)
    assert found[0].name == "x" * 100


def test_a_voice_note() -> None:
    audio = {"id": "77", "mime_type": "audio/ogg; codecs=opus", "sha256": "abc=", "url": "https://x", "voice": True}
    found = one("audio", audio)
    assert (found.kind, found.media) == (Kind.VOICE, Media("77", "https://x", "audio/ogg; codecs=opus", "abc="))


@pytest.mark.parametrize("sort", ["image", "video", "document", "sticker"])
def test_files(sort: str) -> None:
    found = one(sort, {"id": "77", "mime_type": "m", "caption": "look", "file_size": 9})
    assert (found.kind, found.text, found.media.id, found.media.size) == (Kind(sort), "look", "77", 9)
    assert one(sort).kind is Kind(sort)


@pytest.mark.parametrize(
    ("sort", "content", "kind", "text"),
    [
        ("button", {"payload": "p", "text": "Yes"}, Kind.TEXT, "Yes"),
        ("button", {"payload": "p"}, Kind.TEXT, "p"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "1", "title": "Go"}}, Kind.TEXT, "Go"),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "1", "title": "Tea"}}, Kind.TEXT, "Tea"),
        ("interactive", None, Kind.OTHER, ""),
        ("interactive", {"type": "nfm_reply"}, Kind.OTHER, ""),
        ("contacts", [{"name": {}}], Kind.CONTACTS, ""),
        ("location", {"latitude": 1.5}, Kind.LOCATION, ""),
        ("unsupported", None, Kind.OTHER, ""),
        ("order", {"catalog_id": "1"}, Kind.OTHER, ""),
        ("of_tomorrow", {"x": 1}, Kind.OTHER, ""),
    ],
)
def test_every_type_is_something(sort: str, content: Any, kind: Kind, text: str) -> None:
    found = one(sort, content, errors=[{"code": 131051}])
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize("emoji", [{"emoji": "👍"}, {"emoji": ""}, {}])
def test_a_reaction(emoji: dict[str, str]) -> None:
    found = one("reaction", {"message_id": "wamid.0", **emoji})
    assert (found.kind, found.text, found.reply_to) == (Kind.REACTION, emoji.get("emoji", ""), "wamid.0")


def test_what_was_written_may_be_changed_and_taken_back() -> None:
    edit = {"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "new"}}}
    assert one("edit", edit) == Edited("wamid.1", PHONE, "wamid.0", "new", 1700000000.0)
    captioned = {"original_message_id": "wamid.0", "message": {"type": "image", "image": {"caption": "new"}}}
    assert one("edit", captioned).text == "new"
    assert one("revoke", {"original_message_id": "wamid.0"}) == Revoked("wamid.1", PHONE, "wamid.0")
    assert one("edit", edit, id=None).id == "edit:wamid.0:1700000000"
    assert one("revoke", {"original_message_id": "wamid.0"}, id=None).id == "revoke:wamid.0:1700000000"


def test_a_person_may_get_another_id() -> None:
    moved = {"type": "user_changed_user_id", "previous_user_id": "US.0", "user_id": USER, "wa_id": "15550003333"}
    assert one("system", moved) == Moved("wamid.1", USER, "US.0", "+15550003333", 1700000000.0)
    beside = one("system", {"type": "x"}, previous_user_id="US.0", from_user_id=USER)
    assert beside == Moved("wamid.1", USER, "US.0", f"+{PHONE}", 1700000000.0)


def test_or_another_number() -> None:
    changed = {"type": "user_changed_number", "wa_id": "15550003333"}
    assert one("system", changed) == Moved("wamid.1", "15550003333", PHONE, "+15550003333", 1700000000.0)


def test_other_news_of_the_platform_are_nobodys_message() -> None:
    system = message("system", {"type": "customer_identity_changed"})
    known = message("system", {"type": "user_changed_number", "wa_id": "15550003333"}, from_user_id=USER)
    assert events(body(change(messages=[system, known])), NUMBER) == []


def test_statuses() -> None:
    told = {"id": "wamid.9", "timestamp": "1700000001", "recipient_id": PHONE, "biz_opaque_callback_data": JOB}
    statuses = [{**told, "status": state} for state in ("sent", "delivered", "read", "played", "deleted")]
    found = events(body(change(statuses=statuses)), NUMBER)
    assert found == [Status("wamid.9", state, 1700000001.0, JOB) for state in list(Delivery)[:4]]


@pytest.mark.parametrize(
    ("errors", "code", "later"),
    [
        ([{"code": 131047, "title": f"not to {PHONE}"}], 131047, False),
        ([{"code": 131056}], 131056, True),
        (["x", {"code": "x"}, {"code": 131000}], 131000, True),
        ([], None, False),
        (None, None, False),
        (5, None, False),
    ],
)
def test_a_message_of_ours_that_failed(errors: Any, code: int | None, later: bool) -> None:
    failed = {"id": "wamid.9", "timestamp": "1", "status": "failed", "errors": errors}
    (found,) = events(body(change(statuses=[{**failed, "biz_opaque_callback_data": "of another program"}])), NUMBER)
    assert isinstance(found, Status)
    assert (found.state, found.code, found.later, found.job) == (Delivery.FAILED, code, later, "")
    assert found.reason
    assert tells_nothing(found)


def test_every_one_of_every_list_counts() -> None:
    texts = [message("text", {"body": str(index)}, id=f"wamid.{index}") for index in range(1000)]
    statuses = [{"id": "wamid.9", "timestamp": "1", "status": "read"}]
    errors = [{"code": 130429, "title": "x"}, {"code": 131000}]
    entries = [
        {"changes": [change(messages=texts[:300], statuses=statuses), change(messages=texts[300:600])]},
        {"changes": [change(messages=texts[600:], errors=errors)]},
    ]
    found = events(json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode(), NUMBER)
    assert [event.text for event in found if isinstance(event, Incoming)] == [str(index) for index in range(1000)]
    assert sum(isinstance(event, Status) for event in found) == 1
    assert [event.reason[:32] for event in found if isinstance(event, Poison)] == [
        "WhatsApp reports error 130429: t",
        "WhatsApp reports error 131000: s",
    ]


def test_other_accounts_and_other_matters_are_passed_over() -> None:
    stranger = change("999", messages=[message("text", {"body": "x"})])
    matter = {"field": "account_update", "value": {"event": "x"}}
    assert events(body(stranger, matter), NUMBER) == []
    assert events(b'{"object": "page", "entry": [{}]}', NUMBER) == []
    assert events(b'{"object": "whatsapp_business_account"}', NUMBER) == []


@pytest.mark.parametrize(
    "bad",
    [
        5,
        None,
        {},
        message("text"),
        message("text", {"body": 5}),
        message("text", {"body": "x"}, id=None),
        message("text", {"body": "x"}, id=[]),
        message("text", {"body": "x"}, timestamp="noon"),
        message("text", {"body": "x"}, **{"from": None}),
        message("audio", {"mime_type": "m"}),
        message("edit", {"message": {}}),
        message("revoke"),
    ],
    ids=str,
)
def test_a_bad_message_is_set_aside_and_its_neighbours_are_read(bad: Any) -> None:
    good = message("text", {"body": "secret words"})
    found = events(body(change(messages=[good, bad, {**good, "id": "wamid.2"}])), NUMBER)
    assert [type(event) for event in found] == [Incoming, Poison, Incoming]
    assert isinstance(found[1], Poison)
    assert found[1] == events(body(change(messages=[bad])), NUMBER)[0]
    assert tells_nothing(found[1])


@pytest.mark.parametrize("bad", [5, {}, {"field": "messages"}, {"field": "messages", "value": {}}])
def test_a_bad_change_is_set_aside_as_well(bad: Any) -> None:
    found = events(body(bad, change(messages=[message("text", {"body": "x"})])), NUMBER)
    assert isinstance(found[-1], Incoming)
    assert all(isinstance(event, Poison) for event in found[:-1])


@pytest.mark.parametrize("bad", [b"", b"[]", b"{}", b'{"object": 5}'])
def test_a_body_of_another_form_is_unreadable(bad: bytes) -> None:
    with pytest.raises(Unreadable):
        events(bad, NUMBER)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from([NUMBER, "1", USER]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "from", "timestamp", "text", "body", "type", "system", "edit", "code", "errors"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["text", "audio", "interactive", "system", "edit", "reaction"]), ANYTHING, ANYTHING, ANYTHING)
def test_nothing_breaks_it(sort: str, content: Any, other: Any, errors: Any) -> None:
    lists = {
        "messages": [message(sort, content), other],
        "statuses": [other, errors],
        "errors": errors,
        "contacts": content,
    }
    for event in events(body(change(**lists), other, content), NUMBER):
        json.dumps(str(event)).encode()
        assert not isinstance(event, Incoming) or (event.id and event.user and event.address)
