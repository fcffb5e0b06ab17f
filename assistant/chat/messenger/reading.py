"""What Messenger delivers, as events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.chat import Delivery, Edited, Event, Incoming, Kind, Media, Status, Unreadable
from assistant.chat.graph.reading import Fields, Odd, digest, each, fields, identifier, job, maybe, moment, parsed, text

_KINDS = {
    "audio": Kind.VOICE,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "reel": Kind.VIDEO,
    "ig_reel": Kind.VIDEO,
    "file": Kind.DOCUMENT,
    "location": Kind.LOCATION,
}
_MS = 1000


def events(body: bytes, page_id: str) -> list[Event]:
    """All that is in it for this page, in order; `standby` is for others. Raises `Unreadable`."""
    found = parsed(body)
    if not isinstance(found.get("object"), str):
        raise Unreadable("the body names no `object`")
    if found["object"] != "page":
        return []

    def entry(item: Fields) -> Iterator[Event]:
        if identifier(item, "id") == page_id:
            yield from each(item, "messaging", lambda one: _event(one, page_id))

    return list(each(found, "entry", entry))


def _event(item: Fields, page_id: str) -> Iterator[Event]:
    """What is in none of these forms (people who opt in, who come from an advertisement) says nothing that needs an answer."""
    message = maybe(item, "message")
    if message.get("is_echo") is True:
        yield from _echo(item, message)
        return
    if "delivery" in item:
        yield from _seen(item, "delivery", Delivery.DELIVERED)
        return
    if "read" in item:
        yield from _seen(item, "read", Delivery.READ)
        return
    if not {"message", "postback", "reaction", "message_edit"} & item.keys():
        return
    user = identifier(fields(item, "sender"), "id")
    if identifier(fields(item, "recipient"), "id") != page_id or user == page_id:
        return
    at = moment(item, "timestamp", _MS)
    if "message" in item:
        yield from _message(fields(item, "message"), user, at)
    elif "postback" in item:
        yield _postback(fields(item, "postback"), user, at)
    elif "reaction" in item:
        yield _reaction(fields(item, "reaction"), user, at)
    else:
        edit = fields(item, "message_edit")
        of = identifier(edit, "mid")
        yield Edited(f"edit:{of}:{identifier(edit, 'num_edit', '')}", user, of, text(edit, "text", ""), at)


def _message(message: Fields, user: str, at: float) -> Iterator[Event]:
    """A message, as so many events as it needs answers: one for each sound, one for each kind of other things. What is written
    beside those goes with the first of them; beside sounds and links it stands for itself."""
    mid = identifier(message, "mid")
    words = text(message, "text", "")
    attachments = message.get("attachments")
    if attachments is not None and not (
        isinstance(attachments, list) and all(isinstance(attachment, dict) for attachment in attachments)
    ):
        raise Odd("`attachments` is not a list of objects")
    found = list(_attached(attachments or (), links=bool(words)))
    if words and (not found or found[0][0] is Kind.VOICE):
        found.insert(0, (Kind.TEXT, None))
    first = Incoming(
        id=mid,
        user=user,
        address=user,
        at=at,
        kind=Kind.OTHER,
        reply_to=identifier(maybe(message, "reply_to"), "mid", ""),
        message=mid,
    )
    for index, (kind, media) in enumerate(found or [(Kind.OTHER, None)]):
        yield replace(
            first,
            id=f"{mid}#{index}" if index else mid,
            kind=kind,
            text="" if index else words,
            media=media,
        )


def _attached(attachments: list[Fields] | tuple[()], links: bool) -> Iterator[tuple[Kind, Media | None]]:
    """`links`: whether something is written too; what shows the link in it is then no matter of its own."""
    seen = set()
    for attachment in attachments:
        sort, payload = text(attachment, "type", ""), maybe(attachment, "payload")
        kind = _KINDS.get(sort, Kind.OTHER)
        if kind is Kind.IMAGE and payload.get("sticker_id"):
            kind = Kind.STICKER
        if (sort == "fallback" and links) or (kind in seen and kind is not Kind.VOICE):
            continue
        seen.add(kind)
        url = text(payload, "url", "")
        yield kind, Media(url=url) if url and kind not in (Kind.LOCATION, Kind.OTHER) else None


def _postback(postback: Fields, user: str, at: float) -> Incoming:
    """A button. Without an id of the platform's, it has one of who pressed what and when."""
    mid = identifier(postback, "mid", "")
    title, payload = text(postback, "title", ""), text(postback, "payload", "")
    if not title and not payload:
        raise Odd("a button has neither `title` nor `payload`")
    return Incoming(
        id=mid or f"postback:{digest([user, at, title, payload])}",
        user=user,
        address=user,
        at=at,
        kind=Kind.TEXT,
        text=title or payload,
        message=mid,
    )


def _reaction(reaction: Fields, user: str, at: float) -> Incoming:
    of, action = identifier(reaction, "mid"), text(reaction, "action", "react")
    emoji = text(reaction, "emoji", "") if action == "react" else ""
    id_ = f"reaction:{digest([user, at, of, action, emoji])}"
    return Incoming(id=id_, user=user, address=user, at=at, kind=Kind.REACTION, text=emoji, reply_to=of)


def _echo(item: Fields, message: Fields) -> Iterator[Event]:
    """What the page itself has said. It is never answered; if we said it, it has been sent."""
    if ours := job(message, "metadata"):
        yield Status(identifier(message, "mid"), Delivery.SENT, moment(item, "timestamp", _MS), ours)


def _seen(item: Fields, name: str, state: Delivery) -> Iterator[Event]:
    """Of a watermark alone nothing can be said: which of our messages are older, only who sent them knows."""
    news = fields(item, name)
    mids = news.get("mids")
    if mids is None:
        return
    if not isinstance(mids, list):
        raise Odd(f"`{name}.mids` is not a list")
    at = moment(news, "watermark", _MS) if "watermark" in news else moment(item, "timestamp", _MS)
    for mid in mids:
        yield Status(identifier({"mids": mid}, "mids"), state, at)
