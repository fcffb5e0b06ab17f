"""A platform that answers from a script and remembers what it was asked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable
from typing import Any

import httpx

APP_SECRET = "test_app_secret"
OLD_SECRET = "former_app_secret"
VERIFY_TOKEN = "verify-token-of-ours"
TOKEN = "EAAB-access-token-of-ours"
SECRETS = {"app_secret": APP_SECRET, "verify_token": VERIFY_TOKEN, "token": TOKEN}
PHONE = "15550002222"
JOB = "0123456789abcdef0123456789abcdef"

Step = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Script(httpx.AsyncBaseTransport):
    """Answers one request after another; more than it has answers for is a mistake of the test."""

    def __init__(self, *steps: Step) -> None:
        self._steps = list(steps)
        self.requests: list[httpx.Request] = []
        self.bodies: list[bytes] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self.bodies.append(await request.aread())
        step = self._steps.pop(0)
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else step(request)

    def sent(self, index: int = -1) -> Any:
        """The JSON of a request."""
        assert self.requests[index].headers["content-type"] == "application/json"
        return json.loads(self.bodies[index])

    def form(self, index: int = -1) -> dict[str, tuple[str, bytes]]:
        """The parts of a request by name: their headers, and what they hold."""
        boundary = self.requests[index].headers["content-type"].partition("boundary=")[2].encode()
        parts = {}
        for part in self.bodies[index].split(b"--" + boundary)[1:-1]:
            head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
            name = re.search(rb'name="([^"]+)"', head)
            assert name
            parts[name[1].decode()] = (head.decode(), content)
        return parts


def error(status: int, code: int, subcode: int | None = None, retry_after: str = "") -> httpx.Response:
    """What the Graph API says when something is wrong; its words quote a phone number, as they may."""
    told: dict[str, Any] = {"message": f"(#{code}) not for {PHONE}, {TOKEN}", "type": "OAuthException", "code": code}
    if subcode is not None:
        told["error_subcode"] = subcode
    return httpx.Response(status, json={"error": told}, headers={"Retry-After": retry_after})


def signature(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    return {"x-hub-signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def tells_nothing(*texts: object) -> bool:
    """Whether none of them holds a secret or a phone number."""
    return not any(
        secret in str(text) + repr(text)
        for text in texts
        for secret in (APP_SECRET, OLD_SECRET, VERIFY_TOKEN, TOKEN, PHONE)
    )
