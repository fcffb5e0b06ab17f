"""What WhatsApp delivers, as events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.chat import Delivery, Edited, Event, Incoming, Kind, Media, Moved, Poison, Revoked, Status, Unreadable
from assistant.chat.graph.reading import (
    Fields,
    Odd,
    digest,
    each,
    fields,
    identifier,
    job,
    maybe,
    moment,
    number,
    parsed,
    text,
)
from assistant.chat.whatsapp.codes import CODES

_LONGEST_NAME = 100
_STATES = {state.value: state for state in Delivery}
_FILES = {"image": Kind.IMAGE, "video": Kind.VIDEO, "document": Kind.DOCUMENT, "sticker": Kind.STICKER}


def events(body: bytes, phone_number_id: str) -> list[Event]:
    """All that is in it for this number, in order. Raises `Unreadable`."""
    found = parsed(body)
    if not isinstance(found.get("object"), str):
        raise Unreadable("the body names no `object`")
    if found["object"] != "whatsapp_business_account":
        return []

    def change(item: Fields) -> Iterator[Event]:
        if item.get("field") != "messages":
            return
        value = fields(item, "value")
        if identifier(fields(value, "metadata"), "phone_number_id") != phone_number_id:
            return
        names = dict(_names(value))
        yield from each(value, "messages", lambda message: _message(message, names))
        yield from each(value, "statuses", _status)
        yield from each(value, "errors", _trouble)

    return list(each(found, "entry", lambda entry: each(entry, "changes", change)))


def address(sender: str) -> str:
    """Where an answer to `sender` goes: a phone number with its plus, or a user id as it is."""
    return f"+{sender}" if sender.isascii() and sender.isdigit() else sender


def _names(value: Fields) -> Iterator[tuple[str, str]]:
    """What people call themselves, by their ids."""
    contacts = value.get("contacts")
    for contact in contacts if isinstance(contacts, list) else ():
        name = maybe(contact, "profile").get("name") if isinstance(contact, dict) else None
        if isinstance(name, str):
            for key in ("wa_id", "user_id"):
                if isinstance(contact.get(key), str):
                    yield contact[key], text({"name": name}, "name")[:_LONGEST_NAME]


def _message(message: Fields, names: Mapping[str, str]) -> Iterator[Event]:
    sort = text(message, "type")
    if sort == "system":
        yield from _moved(message)
        return
    phone = identifier(message, "from", "").removeprefix("+")
    user = identifier(message, "from_user_id", "") or phone
    if not user:
        raise Odd("a message says neither `from` nor `from_user_id`")
    at = moment(message, "timestamp")
    if sort in ("edit", "revoke"):
        of = identifier(fields(message, sort), "original_message_id")
        id_ = identifier(message, "id", "") or f"{sort}:{of}:{at:.0f}"
        if sort == "edit":
            yield Edited(id_, user, of, _words(maybe(message["edit"], "message")), at)
        else:
            yield Revoked(id_, user, of)
        return
    kind, words, media = _content(message, sort)
    yield Incoming(
        id=identifier(message, "id"),
        user=user,
        address=address(phone or user),
        at=at,
        kind=kind,
        text=words,
        media=media,
        name=names.get(user) or names.get(phone, ""),
        reply_to=_answered(message, sort),
        forwarded=any(maybe(message, "context").get(mark) for mark in ("forwarded", "frequently_forwarded")),
    )


def _content(message: Fields, sort: str) -> tuple[Kind, str, Media | None]:
    """What a message is, what it says, and the file that came with it."""
    match sort:
        case "text":
            return Kind.TEXT, text(fields(message, "text"), "body"), None
        case "button":
            button = fields(message, "button")
            return Kind.TEXT, text(button, "text", "") or text(button, "payload"), None
        case "interactive":
            title = _chosen(maybe(message, "interactive"))
            return (Kind.TEXT, title, None) if title else (Kind.OTHER, "", None)
        case "audio":
            return Kind.VOICE, "", _media(fields(message, "audio"))
        case "image" | "video" | "document" | "sticker":
            return _FILES[sort], _words(message), _media(message[sort]) if maybe(message, sort).get("id") else None
        case "location":
            return Kind.LOCATION, "", None
        case "contacts":
            return Kind.CONTACTS, "", None
        case "reaction":
            return Kind.REACTION, text(maybe(message, "reaction"), "emoji", ""), None
        case _:
            return Kind.OTHER, "", None


def _words(message: Fields) -> str:
    """What is written in a message, or under its file."""
    body = text(maybe(message, "text"), "body", "")
    return body or next((words for sort in _FILES if (words := text(maybe(message, sort), "caption", ""))), "")


def _chosen(interactive: Fields) -> str:
    for reply in ("button_reply", "list_reply"):
        if title := text(maybe(interactive, reply), "title", ""):
            return title
    return ""


def _answered(message: Fields, sort: str) -> str:
    if sort == "reaction":
        return identifier(maybe(message, "reaction"), "message_id", "")
    return identifier(maybe(message, "context"), "id", "")


def _media(file: Fields) -> Media:
    return Media(
        id=identifier(file, "id"),
        url=text(file, "url", ""),
        mime=text(file, "mime_type", ""),
        sha256=text(file, "sha256", ""),
        size=number(file, "file_size"),
    )


def _moved(message: Fields) -> Iterator[Event]:
    """A person's id, or where there is none their phone number, has become another; other news of the platform's are passed over."""
    system = maybe(message, "system")
    phone = (identifier(system, "wa_id", "") or identifier(message, "from", "")).removeprefix("+")
    previous = identifier(system, "previous_user_id", "") or identifier(message, "previous_user_id", "")
    user = identifier(system, "user_id", "") or identifier(message, "from_user_id", "") or phone
    if not previous and user == phone:
        previous = identifier(message, "from", "").removeprefix("+")
    if user and previous and user != previous:
        id_ = identifier(message, "id", "") or f"system:{digest(message)}"
        at = moment(message, "timestamp") if "timestamp" in message else 0.0
        yield Moved(id_, user, previous, address(phone or user), at)
    elif previous and not user:
        raise Odd("a change of id does not say the new one")


def _status(status: Fields) -> Iterator[Event]:
    state = _STATES.get(text(status, "status"))
    if state is None:  # of calls, or newer than this version
        return
    code = _first_code(status) if state is Delivery.FAILED else None
    yield Status(
        message=identifier(status, "id"),
        state=state,
        at=moment(status, "timestamp"),
        job=job(status, "biz_opaque_callback_data"),
        code=code,
        later=code in CODES.later,
        reason=CODES.words(code) if state is Delivery.FAILED else "",
    )


def _first_code(holder: Fields) -> int | None:
    errors = holder.get("errors")
    codes = (number(error, "code") for error in (errors if isinstance(errors, list) else ()) if isinstance(error, dict))
    return next((code for code in codes if code is not None), None)


def _trouble(error: Fields) -> Iterator[Event]:
    """An error that belongs to no message: there is nobody to answer, and the owner should see it."""
    code = number(error, "code")
    yield Poison(f"error:{digest(error)}", f"WhatsApp reports error {code}: {CODES.words(code)}")
