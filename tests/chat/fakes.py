"""A messenger that exists in memory only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from assistant.chat import Event, Finding, Incoming, Kind, Limits, Media, MediaTrouble, Outgoing, Rate


class FakeChannel:
    """Sends to a list. `script`: what comes of the next sends, an exception is raised; then all goes well."""

    account = "bot"

    def __init__(self, *script: BaseException | None, limits: Limits | None = None) -> None:
        self.limits = limits or Limits(4096, Rate(1000, 1000), Rate(1000, 1000), 512 * 1024, confirms=True)
        self.script = list(script)
        self.sent: list[Outgoing] = []
        """All that was tried to be sent."""
        self.accepted: list[Outgoing] = []
        self.typed: list[str] = []
        self.files: dict[str, bytes] = {}
        self.pause_s = 0.0

    def read(self, body: bytes) -> Sequence[Event]:
        raise NotImplementedError

    async def send(self, out: Outgoing) -> str:
        self.sent.append(out)
        await asyncio.sleep(self.pause_s)
        outcome = self.script.pop(0) if self.script else None
        if outcome is not None:
            raise outcome
        self.accepted.append(out)
        return f"m{len(self.accepted)}"

    async def typing(self, user: str, address: str, message: str) -> None:
        self.typed.append(message)

    async def download(self, media: Media, most: int) -> bytes:
        if media.id not in self.files:
            raise MediaTrouble("it is gone")
        return self.files[media.id]

    async def check(self, url: str | None) -> Sequence[Finding]:
        return ()

    async def close(self) -> None:
        """Nothing to close."""

    @property
    def texts(self) -> list[str]:
        """What was accepted, in order."""
        return [out.text for out in self.accepted]


def wrote(text: str, number: int, user: str = "anna", at: float = 0.0, **more: object) -> Incoming:
    """Somebody wrote."""
    given: dict[str, object] = {"id": f"e{number}", "user": user, "address": f"+{user}", "at": at, "kind": Kind.TEXT}
    return Incoming(**{**given, "text": text, **more})  # type: ignore[arg-type]
