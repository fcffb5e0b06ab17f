"""Channel: Messenger, as a page of Facebook's.

reading   what it delivers, as events     codes   what its error codes mean
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from assistant.chat import Event, Finding, Limits, Media, MediaTrouble, NotSent, Outgoing, Rate, Refused, Uncertain
from assistant.chat.graph.checking import reached, refused
from assistant.chat.graph.client import Graph
from assistant.chat.graph.files import fetch
from assistant.chat.graph.settings import AccountId, Settings, Version
from assistant.chat.graph.signature import challenge, signed
from assistant.chat.messenger.codes import CODES
from assistant.chat.messenger.reading import events

if TYPE_CHECKING:
    import httpx

_NEEDED = ("messages", "messaging_postbacks")
_LIMITS = Limits(
    text=1999,  # it must be under 2000
    account=Rate(40, 40),
    pair=Rate(1, 10),
    voice_bytes=2 * 1024 * 1024,
    voice_format="mp3",
    typing_s=20,
    window_s=24 * 3600,
)


class Messenger:
    """One page."""

    class Options(Settings):
        """The page, and how it is reached."""

        page_id: AccountId
        """The page's id."""
        version: Version = "v25.0"
        """Of the Graph API."""
        echoes: bool = False
        """The page is subscribed to `message_echoes`: the platform then tells what it has accepted, so that a message whose fate
        is unknown can be settled."""

    limits = _LIMITS

    def __init__(
        self,
        options: Options,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`transport`: in place of the network."""
        self.account = options.page_id
        self.limits = replace(_LIMITS, confirms=options.echoes)
        self._options = options
        self._graph = Graph(options, options.version, CODES, transport, clock)

    def challenge(self, query: Mapping[str, str]) -> str | None:
        return challenge(query, self._options)

    def signed(self, headers: Mapping[str, str], body: bytes) -> bool:
        return signed(headers, body, self._options)

    def read(self, body: bytes) -> Sequence[Event]:
        return events(body, self.account)

    async def send(self, out: Outgoing) -> str:
        content = self._voice(out) if out.voice else _text(out)
        match await self._graph.say(f"{self.account}/messages", **content):
            case {"message_id": str(id_)} if id_:
                return id_
        raise Uncertain("Messenger's answer cannot be read; it may have been sent")

    async def typing(self, user: str, address: str, message: str) -> None:
        for action in ("mark_seen", "typing_on"):
            said = {"recipient": {"id": address}, "sender_action": action}
            await self._graph.put(f"{self.account}/messages", json=said)

    async def download(self, media: Media, most: int) -> bytes:
        if not media.url:
            raise MediaTrouble("the message does not say where the file is")
        if media.size is not None and media.size > most:
            raise MediaTrouble(f"the file has more than {most} bytes", too_large=True)
        return await fetch(  # without the token: the address itself is the key
            await self._graph.client(),
            media.url,
            hosts=self._options.media_hosts,
            most=most,
            within_s=self._options.download_s,
            digests=[media.sha256],
        )

    async def check(self, url: str | None) -> Sequence[Finding]:
        try:
            found = await self._graph.get("me", fields="id")
        except NotSent as error:
            findings = [refused(error, "page_id")]
        else:
            same = found.get("id") == self.account
            mend = "`token` must be a page's access token, and `page_id` that page's id"
            findings = [
                Finding("the token is accepted", True),
                Finding("the page is the one that is configured", same, "" if same else mend),
            ]
            if same:
                findings.append(await self._subscribed())
        return [*findings, await reached(self._graph, url)] if url else findings

    async def close(self) -> None:
        await self._graph.close()

    def _voice(self, out: Outgoing) -> Mapping[str, Any]:
        if len(out.voice) > self.limits.voice_bytes:
            raise Refused(f"a voice note of more than {self.limits.voice_bytes} bytes is not sent; make it shorter")
        attachment = {"type": "audio", "payload": {}}
        form = {
            "recipient": json.dumps({"id": out.address}),
            "messaging_type": "RESPONSE",
            "message": json.dumps({"attachment": attachment, "metadata": out.job}),
        }
        return {"data": form, "files": {"filedata": ("voice.mp3", out.voice, "audio/mpeg")}}

    async def _subscribed(self) -> Finding:
        """Whether the platform delivers what we need of this page."""
        what = "the page is subscribed"
        try:
            found = await self._graph.get(f"{self.account}/subscribed_apps", fields="subscribed_fields")
        except NotSent as error:
            return Finding(what, False, f"it cannot be asked; give the token pages_manage_metadata: {error}")
        apps = found.get("data")
        lists = [
            app.get("subscribed_fields") for app in (apps if isinstance(apps, list) else ()) if isinstance(app, dict)
        ]
        has = {name for names in lists if isinstance(names, list) for name in names if isinstance(name, str)}
        needed = [*_NEEDED, *(["message_echoes"] if self._options.echoes else [])]
        missing = [name for name in needed if name not in has]
        if missing:
            mend = f"subscribe the page to {' and '.join(missing)} at developers.facebook.com (Messenger, Webhooks)"
            return Finding(what, False, mend)
        return Finding(what, True)


def _text(out: Outgoing) -> Mapping[str, Any]:
    message = {"text": out.text, "metadata": out.job}
    return {"json": {"recipient": {"id": out.address}, "messaging_type": "RESPONSE", "message": message}}
