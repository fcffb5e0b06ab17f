"""What Telegram tells: updates of every kind that a private chat with a bot has."""

from __future__ import annotations

from typing import Any

from tests.chat.standin.media import File
from tests.chat.standin.people import Person
from tests.chat.standin.writing import Json


def user(person: Person) -> Json:
    return {"id": person.chat, "is_bot": False, "first_name": person.name, "language_code": "de"}


def chat(person: Person) -> Json:
    return {"id": person.chat, "first_name": person.name, "type": "private"}


def message(person: Person, number: int, at: float, reply_to: int | None = None, **content: Any) -> Json:
    """`content`: text=..., voice=..., ..."""
    found = {"message_id": number, "from": user(person), "chat": chat(person), "date": int(at), **content}
    if reply_to is not None:
        found["reply_to_message"] = {"message_id": reply_to, "chat": chat(person), "date": int(at) - 1, "text": "..."}
    return found


def _file(file: File) -> Json:
    return {"file_id": f"AwACAgIAAxk-{file.id}", "file_unique_id": f"AgAD{file.id}", "file_size": file.size}


def voice(file: File, seconds: int = 3) -> Json:
    return {"voice": {**_file(file), "duration": seconds, "mime_type": file.mime}}


def audio(file: File, seconds: int = 3) -> Json:
    return {"audio": {**_file(file), "duration": seconds, "mime_type": file.mime, "file_name": file.filename}}


def photo(file: File, caption: str = "") -> Json:
    sizes = [{**_file(file), "width": width, "height": width} for width in (90, 320)]
    return {"photo": sizes, **({"caption": caption} if caption else {})}


def document(file: File) -> Json:
    return {"document": {**_file(file), "file_name": file.filename or "a.pdf", "mime_type": file.mime}}


def sticker(file: File) -> Json:
    return {"sticker": {**_file(file), "type": "regular", "width": 512, "height": 512, "emoji": "🌻"}}


def location(latitude: float = 48.137, longitude: float = 11.575) -> Json:
    return {"location": {"latitude": latitude, "longitude": longitude}}


def contact(name: str = "Berta", phone: str = "+15550004711") -> Json:
    return {"contact": {"phone_number": phone, "first_name": name}}


def text(body: str) -> Json:
    """A command is marked as such."""
    command = body.split()[0] if body.startswith("/") else ""
    marks = {"entities": [{"offset": 0, "length": len(command), "type": "bot_command"}]} if command else {}
    return {"text": body, **marks}


def update(id_: int, kind: str, content: Json) -> Json:
    """`kind`: message, edited_message, callback_query, my_chat_member, message_reaction, ..."""
    return {"update_id": id_, kind: content}


def callback_query(person: Person, id_: str, data: str, pressed: Json | None = None) -> Json:
    found = {"id": id_, "from": user(person), "chat_instance": "-42", "data": data}
    return {**found, **({"message": pressed} if pressed else {})}


def group_message(person: Person, number: int, at: float, body: str) -> Json:
    """In a group, which is no private chat."""
    place = {"id": -1_001_000_000_000 - number, "title": "Family", "type": "supergroup"}
    return {"message_id": number, "from": user(person), "chat": place, "date": int(at), "text": body}


def blocked(person: Person, at: float, *, now: bool = True) -> Json:
    """For `my_chat_member`: the person has stopped the bot, or taken it back."""
    bot = {"id": 8_100_200_300, "is_bot": True, "first_name": "Colibri", "username": "colibri_bot"}
    old, new = ("member", "kicked") if now else ("kicked", "member")
    member = {"old_chat_member": {"user": bot, "status": old}, "new_chat_member": {"user": bot, "status": new}}
    return {"chat": chat(person), "from": user(person), "date": int(at), **member}
