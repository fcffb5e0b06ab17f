"""What WhatsApp delivers: messages of every type, statuses, and the envelopes around them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.chat.standin.graph import title
from tests.chat.standin.media import File
from tests.chat.standin.people import Person
from tests.chat.standin.writing import Json

MOST_UPDATES = 1000
"""In one body."""


@dataclass(frozen=True, slots=True)
class Number:
    """Whose payloads these are."""

    id: str
    display: str = "15550783881"
    business: str = "102290129340398"


def message(person: Person, id_: str, at: float, type_: str, reply_to: str = "", **content: Any) -> Json:
    """Any message. `content`: what stands under the type's name."""
    found: Json = {"id": id_, "timestamp": str(int(at)), "type": type_, **content}
    if person.phone:
        found["from"] = person.phone
    if person.user_id:
        found["from_user_id"] = person.user_id
    if reply_to:
        found["context"] = {"from": "15550783881", "id": reply_to}
    return found


def text(body: str) -> Json:
    return {"type_": "text", "text": {"body": body}}


def audio(file: File, url: str = "", *, voice: bool = True) -> Json:
    content: Json = {"id": file.id, "mime_type": file.mime, "sha256": file.base64, "voice": voice}
    return {"type_": "audio", "audio": {**content, **({"url": url} if url else {})}}


def image(file: File, caption: str = "") -> Json:
    content: Json = {"id": file.id, "mime_type": file.mime, "sha256": file.base64}
    return {"type_": "image", "image": {**content, **({"caption": caption} if caption else {})}}


def button_reply(id_: str, title_: str) -> Json:
    return {
        "type_": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": id_, "title": title_}},
    }


def list_reply(id_: str, title_: str, description: str = "") -> Json:
    reply = {"id": id_, "title": title_, "description": description}
    return {"type_": "interactive", "interactive": {"type": "list_reply", "list_reply": reply}}


def bodiless_interactive() -> Json:
    return {"type_": "interactive"}


def button(payload: str, text_: str) -> Json:
    return {"type_": "button", "button": {"payload": payload, "text": text_}}


def reaction(message_id: str, emoji: str | None) -> Json:
    """`emoji` "" or None: it is taken back."""
    return {"type_": "reaction", "reaction": {"message_id": message_id, **({} if emoji is None else {"emoji": emoji})}}


def contacts(name: str = "Berta Beispiel", phone: str = "+1 555 000 4711") -> Json:
    card = {
        "name": {"formatted_name": name, "first_name": name.split()[0]},
        "phones": [{"phone": phone, "type": "HOME"}],
    }
    return {"type_": "contacts", "contacts": [card]}


def location(latitude: float = 48.137, longitude: float = 11.575, name: str = "Marienplatz") -> Json:
    return {
        "type_": "location",
        "location": {"latitude": latitude, "longitude": longitude, "name": name, "address": "1/2"},
    }


def edit(original: str, body: str) -> Json:
    inner = {"type": "text", "text": {"body": body}}
    return {"type_": "edit", "edit": {"original_message_id": original, "message": inner}}


def revoke(original: str) -> Json:
    return {"type_": "revoke", "revoke": {"original_message_id": original}}


def user_id_changed(previous: str, new: str) -> Json:
    told = {
        "type": "user_changed_user_id",
        "body": "User changed their id",
        "user_id": new,
        "previous_user_id": previous,
    }
    return {"type_": "system", "system": told}


def number_changed(previous: str, new: str) -> Json:
    body = f"User changed from {previous} to {new}"
    return {"type_": "system", "system": {"type": "user_changed_number", "body": body, "wa_id": new}}


def unsupported() -> Json:
    error = {"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}
    return {
        "type_": "unsupported",
        "errors": [{**error, "error_data": {"details": "Message type is not currently supported"}}],
    }


def status(id_: str, state: str, recipient: str, at: float, job: str = "", code: int | None = None) -> Json:
    """News of a message of the business's."""
    found: Json = {"id": id_, "status": state, "timestamp": str(int(at)), "recipient_id": recipient}
    if job:
        found["biz_opaque_callback_data"] = job
    if state in ("sent", "delivered"):
        found["conversation"] = {"id": "9ef0d5c1", "origin": {"type": "service"}}
        found["pricing"] = {"billable": False, "pricing_model": "PMP", "category": "service"}
    if code is not None:
        found["errors"] = [
            {"code": code, "title": title(code), "message": title(code), "error_data": {"details": "..."}}
        ]
    return found


def contact(person: Person) -> Json:
    found: Json = {"profile": {"name": person.name}}
    if person.phone:
        found["wa_id"] = person.phone
    if person.user_id:
        found["user_id"] = person.user_id
    return found


@dataclass(slots=True)
class Change:
    """One `changes[]` item to be."""

    people: list[Person] = field(default_factory=list)
    messages: list[Json] = field(default_factory=list)
    statuses: list[Json] = field(default_factory=list)
    errors: list[Json] = field(default_factory=list)

    def json(self, number: Number) -> Json:
        metadata = {"display_phone_number": number.display, "phone_number_id": number.id}
        value: Json = {"messaging_product": "whatsapp", "metadata": metadata}
        lists = {
            "contacts": [contact(person) for person in dict.fromkeys(self.people)],
            "messages": self.messages,
            "statuses": self.statuses,
            "errors": self.errors,
        }
        return {"field": "messages", "value": {**value, **{name: items for name, items in lists.items() if items}}}


def envelope(number: Number, changes: Iterable[Change]) -> Json:
    """One body, with one entry."""
    return _body([{"id": number.business, "changes": [change.json(number) for change in changes]}])


def batch(number: Number, updates: Sequence[tuple[Person, Json] | Json], rng: random.Random) -> Json:
    """Up to 1,000 messages (with who wrote them) and statuses in one body, in order, over as many entries and changes as chance
    wants."""
    if len(updates) > MOST_UPDATES:
        raise ValueError(f"at most {MOST_UPDATES} updates come in one body, not {len(updates)}")
    entries: list[Json] = [{"id": number.business, "changes": []}]
    change = Change()
    for index, update in enumerate(updates):
        if isinstance(update, tuple):
            if update[1]["type"] != "system":  # these come without contacts
                change.people.append(update[0])
            change.messages.append(update[1])
        else:
            change.statuses.append(update)
        if index == len(updates) - 1 or rng.random() < 0.1:
            entries[-1]["changes"].append(change.json(number))
            change = Change()
            if rng.random() < 0.3 and index < len(updates) - 1:
                entries.append({"id": number.business, "changes": []})
    return _body(entries)


def _body(entries: list[Json]) -> Json:
    return {"object": "whatsapp_business_account", "entry": entries}
