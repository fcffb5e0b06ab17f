"""A bridge's side of the Graph API, to see what the stand-in answers."""

from __future__ import annotations

from typing import Any

import httpx

from tests.chat.standin.people import Person
from tests.chat.standin.platform import Platform
from tests.chat.standin.whatsapp import OPUS


class Caller:
    """Asks with the right tokens."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.whatsapp = f"{platform.url}/v26.0/{platform.whatsapp.number.id}"
        self.messenger = f"{platform.url}/v25.0/{platform.messenger.page}"
        self._client = platform.client

    async def post(self, url: str, **content: Any) -> httpx.Response:
        account = self.platform.whatsapp if url.startswith(self.whatsapp) else self.platform.messenger
        return await self._client.post(
            url, headers={"Authorization": f"Bearer {account.token}"}, timeout=0.5, **content
        )

    async def get(self, url: str, **question: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.platform.whatsapp.token}"}
        return await self._client.get(url, params=question or None, headers=headers)

    async def text(self, person: Person, text: str, **more: Any) -> httpx.Response:
        known = {"to": f"+{person.phone}"} if person.phone else {"recipient": person.user_id}
        message = {"messaging_product": "whatsapp", **known, "type": "text", "text": {"body": text}, **more}
        return await self.post(f"{self.whatsapp}/messages", json=message)

    async def reply(self, person: Person, text: str, job: str = "") -> httpx.Response:
        message = {"text": text, "metadata": job}
        told = {"recipient": {"id": person.psid}, "messaging_type": "RESPONSE", "message": message}
        return await self.post(f"{self.messenger}/messages", json=told)

    async def upload(self, data: bytes, mime: str = OPUS, name: str = "voice.ogg") -> httpx.Response:
        fields = {"messaging_product": "whatsapp", "type": mime}
        return await self.post(f"{self.whatsapp}/media", data=fields, files={"file": (name, data, mime)})


def code(response: httpx.Response) -> int:
    """Of the error that it is."""
    return int(response.json()["error"]["code"])


def wrote(platform: Platform, **hidden: bool) -> Person:
    """Somebody who has written on every channel."""
    person = platform.people.new("Anna", **hidden)
    platform.whatsapp.write(person, "hello there")
    platform.messenger.write(person, "hello there")
    return person
