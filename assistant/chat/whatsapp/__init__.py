"""Channel: WhatsApp, by Meta's Cloud API.

reading   what it delivers, as events     codes   what its error codes mean
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.chat import (
    Event,
    Finding,
    Limits,
    Media,
    MediaTrouble,
    NotSent,
    Outgoing,
    Rate,
    Refused,
    TryLater,
    Uncertain,
)
from assistant.chat.graph.checking import reached, refused
from assistant.chat.graph.client import Graph
from assistant.chat.graph.files import Expired, fetch
from assistant.chat.graph.settings import AccountId, Settings, Version
from assistant.chat.graph.signature import challenge, signed
from assistant.chat.whatsapp.codes import CODES
from assistant.chat.whatsapp.reading import events

if TYPE_CHECKING:
    import httpx

_OPUS = "audio/ogg; codecs=opus"
_MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")


class WhatsApp:
    """One phone number."""

    class Options(Settings):
        """The number, and how it is reached."""

        phone_number_id: AccountId
        """The platform's id of the number, not the number itself."""
        version: Version = "v26.0"
        """Of the Graph API."""

    limits = Limits(
        text=4096,
        account=Rate(80, 80),
        pair=Rate(1 / 6, 45),
        voice_bytes=512 * 1024,  # what is larger comes as a file, without a button to play it
        confirms=True,
        typing_s=25,
        window_s=24 * 3600,
    )

    def __init__(
        self,
        options: Options,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`transport`: in place of the network."""
        self.account = options.phone_number_id
        self._options = options
        self._graph = Graph(options, options.version, CODES, transport, clock)

    def challenge(self, query: Mapping[str, str]) -> str | None:
        return challenge(query, self._options)

    def signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        return signed(headers, body, self._options)

    def read(self, body: bytes) -> Sequence[Event]:
        return events(body, self.account)

    async def send(self, out: Outgoing) -> str:
        if out.voice:
            content: dict[str, Any] = {"type": "audio", "audio": {"id": await self._upload(out.voice), "voice": True}}
        else:
            content = {"recipient_type": "individual", "type": "text", "text": {"body": out.text}}
        if out.reply_to:
            content["context"] = {"message_id": out.reply_to}
        message = {
            "messaging_product": "whatsapp",
            **({"to": out.address} if out.address.startswith("+") else {"recipient": out.address}),
            **content,
            "biz_opaque_callback_data": out.job,
        }
        match await self._graph.say(f"{self.account}/messages", json=message):
            case {"messages": [{"id": str(id_)}, *_]} if id_:
                return id_
        raise Uncertain("WhatsApp's answer cannot be read; it may have been sent")

    async def typing(self, user: str, address: str, message: str) -> None:
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": message}
        if message:
            await self._graph.put(f"{self.account}/messages", json={**read, "typing_indicator": {"type": "text"}})

    async def download(self, media: Media, most: int) -> bytes:
        if not _MEDIA_ID.fullmatch(media.id):
            raise MediaTrouble("the message names no file that can be asked for")
        if media.size is not None and media.size > most:
            raise MediaTrouble(f"the file has more than {most} bytes", too_large=True)
        try:
            return await self._fetch(media, most)
        except Expired:  # an address lives for five minutes; a fresh one may do
            try:
                return await self._fetch(media, most)
            except Expired as gone:
                raise MediaTrouble(str(gone), later=True) from None

    async def check(self, url: str | None) -> Sequence[Finding]:
        try:
            found = await self._graph.get(self.account, fields="id,webhook_configuration")
        except NotSent as error:
            findings = [refused(error, "phone_number_id")]
        else:
            mend = "`phone_number_id` must be the id that WhatsApp Manager shows for the number, not the number itself"
            same = found.get("id") == self.account
            findings = [
                Finding("the token is accepted", True),
                Finding("the number is the one that is configured", same, "" if same else mend),
                *_registered(found.get("webhook_configuration"), url),
            ]
        return [*findings, await reached(self._graph, url)] if url else findings

    async def close(self) -> None:
        await self._graph.close()

    async def _upload(self, voice: bytes) -> str:
        """The platform's id of it. Nobody has been told anything yet, whatever goes wrong."""
        if len(voice) > self.limits.voice_bytes:
            raise Refused(f"a voice note of more than {self.limits.voice_bytes} bytes is not sent; make it shorter")
        answer = await self._graph.put(
            f"{self.account}/media",
            data={"messaging_product": "whatsapp", "type": _OPUS},
            files={"file": ("voice.ogg", voice, _OPUS)},
        )
        match answer:
            case {"id": str(id_)} if id_:
                return id_
        raise TryLater("WhatsApp's answer to a voice note cannot be read; it is tried again")

    async def _fetch(self, media: Media, most: int) -> bytes:
        try:
            found = await self._graph.get(media.id, phone_number_id=self.account)
        except NotSent as error:
            raise MediaTrouble(f"the file cannot be had: {error}", later=isinstance(error, TryLater)) from None
        url, digest, size = found.get("url"), found.get("sha256"), str(found.get("file_size", ""))
        if not isinstance(url, str):
            raise MediaTrouble("WhatsApp does not say where the file is; it is tried again", later=True)
        if size.isascii() and size.isdigit() and int(size[:18]) > most:
            raise MediaTrouble(f"the file has more than {most} bytes", too_large=True)
        return await fetch(
            await self._graph.client(),
            url,
            hosts=self._options.media_hosts,
            most=most,
            within_s=self._options.download_s,
            headers=self._graph.bearer(),
            digests=[media.sha256, digest if isinstance(digest, str) else ""],
        )


def _registered(configuration: object, url: str | None) -> Sequence[Finding]:
    """What the platform tells of where it delivers to, if it does; the number's own address counts first, then the account's."""
    if not isinstance(configuration, dict):
        return ()
    what = "the webhook is registered"
    places = (configuration.get(owner) for owner in ("phone_number", "whatsapp_business_account", "application"))
    place = next((place for place in places if isinstance(place, str) and place), None)
    if place is None:
        mend = "set it up at developers.facebook.com (WhatsApp, Configuration), and subscribe to `messages` there"
    elif url is not None and place.rstrip("/") != url.rstrip("/"):
        mend = "the platform delivers to another address; change it at developers.facebook.com, or here"
    else:
        return (Finding(what, True),)
    return (Finding(what, False, mend),)
