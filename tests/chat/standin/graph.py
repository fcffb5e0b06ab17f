"""What WhatsApp and Messenger share: signatures, tokens, error answers, and requests that are read strictly."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.chat.standin.writing import Json

_MEANT: Mapping[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "Service temporarily unavailable"),
    3: (500, "Capability or permissions issue"),
    4: (400, "Application request limit reached"),
    10: (403, "Permission denied"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    200: (403, "Permissions error"),
    368: (403, "Temporarily blocked for policies violations"),
    551: (400, "This person isn't available right now"),
    613: (400, "Calls to this api have exceeded the rate limit"),
    80007: (400, "Rate limit issues"),
    130429: (400, "Rate limit hit"),
    131000: (500, "Something went wrong"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (500, "Service unavailable"),
    131026: (400, "Message undeliverable"),
    131031: (403, "Business Account locked"),
    131042: (400, "Business eligibility payment issue"),
    131047: (400, "Re-engagement message"),
    131048: (400, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User has stopped these messages"),
    131051: (400, "Unsupported message type"),
    131053: (400, "Media upload error"),
    131056: (400, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: (500, "Account in maintenance mode"),
}


class GraphError(Exception):
    """The request is refused."""

    def __init__(self, code: int, details: str = "", subcode: int | None = None, http: int | None = None) -> None:
        super().__init__(f"{code} {details}")
        self.code, self.details, self.subcode, self.http = code, details, subcode, http

    def response(self, retry_after_s: int | None = None) -> Response:
        status, title = _MEANT.get(self.code, (400, "Unknown error"))
        body: Json = {
            "message": f"(#{self.code}) {title}",
            "type": "OAuthException",
            "code": self.code,
            "fbtrace_id": "AbCdEf123_-",
        }
        if self.subcode is not None:
            body["error_subcode"] = self.subcode
        if self.details:
            body["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        headers = None if retry_after_s is None else {"Retry-After": str(retry_after_s)}
        return JSONResponse({"error": body}, self.http or status, headers)


def title(code: int) -> str:
    return _MEANT.get(code, (400, "Unknown error"))[1]


def signature(secret: str, body: bytes) -> dict[str, str]:
    """The header that shows that `body` comes from whoever knows the app secret."""
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def authorize(request: Request, token: str, secret: str, *, proof: bool) -> None:
    """The bearer, and the proof of the app secret if there is one, or must be one. Raises `GraphError`."""
    if request.headers.get("authorization") != f"Bearer {token}":
        raise GraphError(190, "the bearer is wrong or missing")
    shown = request.query_params.get("appsecret_proof", "")
    if (shown or proof) and shown != hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest():
        raise GraphError(100, "Invalid appsecret_proof provided in the API argument")


async def fields(request: Request) -> Json:
    """The JSON object that is asked with. Raises `GraphError`."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise GraphError(100, "the content type is not application/json")
    try:
        return told(json.loads(await request.body()))
    except ValueError:
        raise GraphError(100, "the body is not JSON") from None


def told(value: Any) -> Json:
    """An object. Raises `GraphError`."""
    if not isinstance(value, dict):
        raise GraphError(100, "an object was expected")
    return value


def only(given: Json, must: Collection[str], may: Collection[str] = ()) -> None:
    """These keys, and no others. Raises `GraphError`."""
    for key in must:
        if key not in given:
            raise GraphError(131008, f"parameter {key} is missing")
    for key in given:
        if key not in must and key not in may:
            raise GraphError(100, f"unexpected key {key[:40]!r}")


def words(given: Json, key: str, most: int) -> str:
    """A text of 1 to `most` characters that is not all white space. Raises `GraphError`."""
    text = given.get(key)
    if not isinstance(text, str) or not text.strip():
        raise GraphError(100, f"param {key} must be a non-empty string")
    if len(text) > most:
        raise GraphError(100, f"param {key} must be at most {most} characters long")
    return text
