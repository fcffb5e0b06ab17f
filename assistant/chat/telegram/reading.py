"""Updates, as events. What does not come from a person in a private chat is not for us."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from assistant.chat import Edited, Event, Incoming, Kind, Media, Poison, Unreadable
from assistant.chat.graph.reading import Fields, Odd, digest, fields, identifier, maybe, moment, number, text

WANTED = ("message", "edited_message", "message_reaction", "my_chat_member", "callback_query")
"""Kinds of updates that are read."""
STOP = "STOP"
"""What somebody who blocks the bot is taken to say."""

_COMMAND = re.compile(r"^(/[A-Za-z0-9_]{1,64})@[A-Za-z0-9_]{1,64}(?=\s|$)")
_SOUNDS = {"voice": "audio/ogg", "audio": "audio/mpeg", "video_note": "video/mp4"}
_FILES = {"animation": Kind.VIDEO, "video": Kind.VIDEO, "sticker": Kind.STICKER, "document": Kind.DOCUMENT}
_PLACES = {"venue": Kind.LOCATION, "location": Kind.LOCATION, "contact": Kind.CONTACTS}
_SERVICE = re.compile(
    "new_chat_|left_chat_|delete_chat_|chat_background|chat_shared|chat_owner_|users_shared|group_chat_|supergroup_chat_"
    "|channel_chat_|migrate_|pinned_|message_auto_|invoice|successful_|refunded_|connected_website|write_access_|passport_"
    "|proximity_|boost_|forum_topic|general_forum_|giveaway_c|video_chat_|gift|unique_gift|paid_message_|direct_message_"
    "|checklist_tasks_|suggested_post_|managed_bot_"
)
"""How the fields begin that tell what happened to a chat: nobody wrote."""


def updates(body: bytes) -> list[Any]:
    """The updates in a delivery, or in what polling brought. Raises `Unreadable`."""
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError, MemoryError):
        raise Unreadable("the body is not JSON that can be read") from None
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        raise Unreadable("the body is neither an update nor a list of some")
    return [found]


def events(found: Sequence[Any], clock: Callable[[], float]) -> list[Event]:
    """All of them, in order. One that cannot be read is `Poison`, and its neighbours are not lost."""
    return [event for update in found if (event := _event(update, clock)) is not None]


def number_of(update: Any) -> int | None:
    """The update's id, by which it is confirmed."""
    return number(update, "update_id") if isinstance(update, dict) else None


def _event(update: Any, clock: Callable[[], float]) -> Event | None:
    id_ = number_of(update)
    if id_ is None or id_ < 0:
        return Poison(f"poison:{digest(update)}", "`update_id` is missing or not a number")
    readers: dict[str, Callable[[str, Fields], Event | None]] = {
        "message": _message,
        "edited_message": _edited,
        "message_reaction": _reaction,
        "my_chat_member": _member,
        "callback_query": lambda id_, query: _pressed(id_, query, clock()),
    }
    try:
        for name, read in readers.items():
            if name in update:
                return read(str(id_), fields(update, name))
    except Odd as odd:
        return Poison(str(id_), str(odd))
    except Exception as error:  # it would come again and again, and nothing after it
        return Poison(str(id_), f"it cannot be read ({type(error).__name__})")
    return None


def _message(id_: str, message: Fields) -> Incoming | None:
    if not _is_for_us(message, "from") or any(map(_SERVICE.match, message)):
        return None
    kind, media = _content(message)
    answered = maybe(message, "reply_to_message")
    return Incoming(
        id=id_,
        user=_id(fields(message, "from"), "id"),
        address=_id(fields(message, "chat"), "id"),
        at=moment(message, "date"),
        kind=kind,
        text=_written(message),
        media=media,
        name=_name(fields(message, "from")),
        reply_to=_named(message, answered) if answered else "",
        message=_named(message, message),
        forwarded=any(mark in message for mark in ("forward_origin", "forward_date", "via_bot")),
    )


def _edited(id_: str, message: Fields) -> Edited | None:
    if not _is_for_us(message, "from") or not ("text" in message or "caption" in message):
        return None  # a place that moves is edited all the time
    return Edited(
        id=f"edit:{id_}",
        user=_id(fields(message, "from"), "id"),
        of=_named(message, message),
        text=_written(message),
        at=moment(message, "edit_date" if "edit_date" in message else "date"),
    )


def _reaction(id_: str, reaction: Fields) -> Incoming | None:
    if not _is_for_us(reaction, "user"):
        return None
    marks = reaction.get("new_reaction")
    first = marks[0] if isinstance(marks, list) and marks and isinstance(marks[0], dict) else {}
    return Incoming(
        id=id_,
        user=_id(fields(reaction, "user"), "id"),
        address=_id(fields(reaction, "chat"), "id"),
        at=moment(reaction, "date"),
        kind=Kind.REACTION,
        text=text(first, "emoji", ""),
        name=_name(fields(reaction, "user")),
        reply_to=_named(reaction, reaction),
    )


def _member(id_: str, change: Fields) -> Incoming | None:
    """Whoever blocks the bot wants nothing more from it."""
    if not _is_for_us(change, "from") or text(fields(change, "new_chat_member"), "status") != "kicked":
        return None
    return Incoming(
        id=id_,
        user=_id(fields(change, "from"), "id"),
        address=_id(fields(change, "chat"), "id"),
        at=moment(change, "date"),
        kind=Kind.TEXT,
        text=STOP,
        name=_name(fields(change, "from")),
    )


def _pressed(id_: str, query: Fields, now: float) -> Incoming | None:
    """A button. Telegram does not tell when it was pressed: `now`, more or less."""
    message = maybe(query, "message")
    if not message or "data" not in query or not _is_for_us({**message, "from": query.get("from")}, "from"):
        return None
    return Incoming(
        id=id_,
        user=_id(fields(query, "from"), "id"),
        address=_id(fields(message, "chat"), "id"),
        at=now,
        kind=Kind.TEXT,
        text=text(query, "data"),
        name=_name(fields(query, "from")),
        reply_to=_named(message, message),
    )


def _content(message: Fields) -> tuple[Kind, Media | None]:
    if "text" in message:
        return Kind.TEXT, None
    for name, mime in _SOUNDS.items():
        if name in message:
            return Kind.VOICE, _media(fields(message, name), mime)
    if "photo" in message:
        return Kind.IMAGE, _photo(message)
    for name, kind in _FILES.items():
        if name in message:
            media = _media(fields(message, name), "")
            return (Kind.VOICE if media.mime.startswith("audio/") else kind), media
    return next((kind for name, kind in _PLACES.items() if name in message), Kind.OTHER), None


def _photo(message: Fields) -> Media:
    """The largest of its sizes, which is the last."""
    sizes = message.get("photo")
    if not isinstance(sizes, list) or not sizes or not isinstance(sizes[-1], dict):
        raise Odd("`photo` is not a list of sizes")
    return _media(sizes[-1], "image/jpeg")


def _media(file: Fields, mime: str) -> Media:
    seconds = number(file, "duration")
    return Media(
        id=identifier(file, "file_id"),
        mime=text(file, "mime_type", "")[:200].lower() or mime,
        size=number(file, "file_size"),
        seconds=None if seconds is None else float(seconds),
    )


def _is_for_us(holder: Fields, who: str) -> bool:
    """Whether it comes from a person, in a private chat."""
    if text(fields(holder, "chat"), "type") != "private":
        return False
    return fields(holder, who).get("is_bot") is not True


def _written(message: Fields) -> str:
    return _COMMAND.sub(r"\1", text(message, "text", "") or text(message, "caption", ""))


def _named(holder: Fields, message: Fields) -> str:
    """The id of a message: its number is unique within its chat alone."""
    return f"{_id(fields(holder, 'chat'), 'id')}:{_id(message, 'message_id')}"


def _id(holder: Fields, name: str) -> str:
    found = number(holder, name)
    if found is None:
        raise Odd(f"`{name}` is missing or not a number")
    return str(found)


def _name(person: Fields) -> str:
    return " ".join(filter(None, (text(person, name, "")[:100] for name in ("first_name", "last_name"))))
