"""What the Graph API's answers mean for a message that was to be sent. No text of the platform's is passed on: it may quote."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Literal

from assistant.chat import Refused, TryLater, Uncertain

Scope = Literal["pair", "account"]

TOKEN = "the access token is not accepted; make a new one at developers.facebook.com and put it where `token` points"
_LONGEST_WAIT_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Codes:
    """A platform's error codes. Those that are in neither table are never worth another try, unless it was a server's fault."""

    platform: str
    """Its name, for people."""
    later: Mapping[int, tuple[Scope, str]]
    """Worth another try: whom else it concerns, and what it means."""
    never: Mapping[tuple[int, int | None], str]
    """Not worth one: by code and subcode, or None for whatever subcode; what it means, and what to do."""

    def is_never(self, code: int, subcode: int | None = None) -> bool:
        """Whether there is no use in another try."""
        return (code, subcode) in self.never or (code, None) in self.never or 200 <= code <= 299

    def words(self, code: int | None, subcode: int | None = None) -> str:
        """What it means."""
        if code is None:
            return "the platform gives no reason"
        if code in self.later:
            return self.later[code][1]
        if 200 <= code <= 299:
            return "the app may not do this; give the token's owner the permission for messages"
        unknown = f"not a known error; the platform's list of error codes says what {code} is"
        return self.never.get((code, subcode)) or self.never.get((code, None)) or unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    body: bytes
    whole: bool = True
    """Whether `body` is all of it; of an answer that is too long, the rest is not read."""
    retry_after: str = ""

    def json(self) -> Mapping[str, Any]:
        """The object that it is; empty where it is none."""
        try:
            found = json.loads(self.body.decode()) if self.whole else None
        except (ValueError, RecursionError):
            found = None
        return found if isinstance(found, dict) else {}


def judge(answer: Answer, codes: Codes, clock: Callable[[], float] = time.time) -> Mapping[str, Any]:
    """The object that a good answer is; empty where it cannot be read. Raises `Refused`, `TryLater`, `Uncertain`."""
    if 200 <= answer.status < 300:
        return answer.json()
    code, subcode = _code(answer)
    said = f"{codes.platform} answers {answer.status}" + ("" if code is None else f", error {code}")
    reason = f"{said}: {codes.words(code, subcode)}"
    wait = _wait(answer.retry_after, clock)
    if code is not None and codes.is_never(code, subcode):
        raise Refused(reason, code)
    if code is not None and code in codes.later:
        raise TryLater(reason, code, wait, codes.later[code][0])
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise TryLater(f"{said}: too many requests; it waits", code, wait, "account")
    if answer.status == HTTPStatus.GATEWAY_TIMEOUT:
        raise Uncertain(f"{said}: whether it was done is not known")
    if answer.status >= 500 or answer.status in (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY):
        raise TryLater(f"{said}: its own trouble; it is tried again", code, wait)
    if answer.status < 400:
        raise TryLater(
            f"{said}, which is no answer of the Graph API; check `api_url`, and what stands in between", code
        )
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise Refused(f"{said}: {TOKEN}", code)
    raise Refused(reason, code)


def _code(answer: Answer) -> tuple[int | None, int | None]:
    error = answer.json().get("error")
    if not isinstance(error, dict):
        return None, None
    code, subcode = error.get("code"), error.get("error_subcode")
    return (code if _whole(code) else None), (subcode if _whole(subcode) else None)


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _wait(told: str, clock: Callable[[], float]) -> float | None:
    """Seconds of a Retry-After, which is a number or a date; None where it is neither."""
    told = told.strip()
    if told.isascii() and told.isdigit():
        return min(float(told[:9]), _LONGEST_WAIT_S)
    try:
        return min(max(0.0, parsedate_to_datetime(told).timestamp() - clock()), _LONGEST_WAIT_S)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
