"""What Messenger delivers: messages, buttons, echoes, news of messages, and the envelopes around them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from tests.chat.standin.people import Person
from tests.chat.standin.writing import Json


def _item(sender: str, recipient: str, at: float, **content: Any) -> Json:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": int(at * 1000), **content}


def message(
    person: Person,
    page: str,
    mid: str,
    at: float,
    text: str = "",
    *,
    attachments: Sequence[Json] = (),
    quick_reply: str = "",
    reply_to: str = "",
) -> Json:
    """`at`: seconds since 1970. `quick_reply`: the payload of the one that was pressed."""
    found: Json = {"mid": mid}
    if text:
        found["text"] = text
    if attachments:
        found["attachments"] = list(attachments)
    if quick_reply:
        found["quick_reply"] = {"payload": quick_reply}
    if reply_to:
        found["reply_to"] = {"mid": reply_to}
    return _item(person.psid, page, at, message=found)


def attachment(type_: str, url: str) -> Json:
    """`type_`: audio, image, video, file."""
    return {"type": type_, "payload": {"url": url}}


def location(latitude: float = 48.137, longitude: float = 11.575) -> Json:
    return {"type": "location", "payload": {"coordinates": {"lat": latitude, "long": longitude}}}


def sticker(url: str) -> Json:
    return {"type": "image", "payload": {"url": url, "sticker_id": 369239263222822}}


def postback(person: Person, page: str, mid: str, at: float, title: str, payload: str) -> Json:
    """`mid` empty: without one."""
    content = {"title": title, "payload": payload, **({"mid": mid} if mid else {})}
    return _item(person.psid, page, at, postback=content)


def reaction(person: Person, page: str, mid: str, at: float, emoji: str | None) -> Json:
    """`emoji` None: it is taken back."""
    done = {"action": "unreact"} if emoji is None else {"action": "react", "emoji": emoji, "reaction": "other"}
    return _item(person.psid, page, at, reaction={"mid": mid, **done})


def edit(person: Person, page: str, mid: str, at: float, text: str, times: int = 1) -> Json:
    return _item(person.psid, page, at, message_edit={"mid": mid, "text": text, "num_edit": times})


def echo(person: Person, page: str, mid: str, at: float, text: str, metadata: str = "") -> Json:
    """What the page itself has said. `metadata` empty: it was said elsewhere, in the page's inbox."""
    told: Json = {"is_echo": True, "app_id": 1517776481860111, "mid": mid, **({"text": text} if text else {})}
    return _item(page, person.psid, at, message={**told, **({"metadata": metadata} if metadata else {})})


def delivery(person: Person, page: str, at: float, watermark: float, mids: Sequence[str] | None) -> Json:
    """`mids` None: the watermark alone."""
    told: Json = {"watermark": int(watermark * 1000), **({} if mids is None else {"mids": list(mids)})}
    return _item(person.psid, page, at, delivery=told)


def read(person: Person, page: str, at: float, watermark: float) -> Json:
    return _item(person.psid, page, at, read={"watermark": int(watermark * 1000)})


def envelope(page: str, items: Sequence[Json], at: float, *, standby: Sequence[Json] = ()) -> Json:
    """One body, with one entry. `standby`: what is for another app."""
    entry: Json = {"id": page, "time": int(at * 1000)}
    if items:
        entry["messaging"] = list(items)
    if standby:
        entry["standby"] = list(standby)
    return {"object": "page", "entry": [entry]}


def batch(page: str, items: Sequence[Json], at: float, rng: random.Random) -> Json:
    """All in one body, in order, over as many entries as chance wants."""
    entries: list[Json] = [{"id": page, "time": int(at * 1000), "messaging": []}]
    for item in items:
        if entries[-1]["messaging"] and rng.random() < 0.2:
            entries.append({"id": page, "time": int(at * 1000), "messaging": []})
        entries[-1]["messaging"].append(item)
    return {"object": "page", "entry": entries}
