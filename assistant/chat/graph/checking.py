"""Whether the webhook answers, seen from where the platform stands."""

from __future__ import annotations

import asyncio
import secrets

from assistant.chat import Finding, NotSent, Refused
from assistant.chat.graph.client import Graph, bounded
from assistant.chat.graph.errors import TOKEN
from assistant.chat.graph.settings import private

_WHERE = {
    "phone_number_id": "it stands at developers.facebook.com (the app, WhatsApp, API Setup); it is not the number itself",
    "page_id": "it stands on the page itself (About, Page transparency)",
}
_PASS = "let the proxy or tunnel pass it on to the bridge, whose port is `chat.port`"


def refused(error: NotSent, whose: str) -> Finding:
    """What it means that the platform does not answer a first question. `whose`: which option names the account."""
    if not isinstance(error, Refused):
        return Finding("the platform answers", False, f"{error}; try again later, or check the network and `api_url`")
    if TOKEN in str(error):
        return Finding("the token is accepted", False, str(error))
    mend = f"check `{whose}`: {_WHERE[whose]}; or the token's permissions, or set `appsecret_proof: true`"
    return Finding("the token may use the account", False, f"{error}; {mend}")


async def reached(graph: Graph, url: str) -> Finding:
    """Whether our webhook is at `url` and knows the verify token."""
    import httpx

    what = "the webhook answers at its public address"
    if not private(url):
        return Finding(what, False, "`chat.public_url` must be https://..., without a user, `?` or `#`")
    client, repeat = await graph.client(), secrets.token_hex(8)
    asked = {
        "hub.mode": "subscribe",
        "hub.verify_token": graph.settings.verify_token.get_secret_value(),
        "hub.challenge": repeat,
    }
    try:
        async with (
            asyncio.timeout(graph.settings.timeout_s),
            client.stream("GET", url, params=asked) as response,
        ):
            answer = await bounded(response, 4096)
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, TimeoutError, OSError):
        mend = "check `chat.public_url`, and the proxy or tunnel, its certificate, and DNS"
        return Finding(what, False, f"nothing answers there; start the bridge, {mend}")
    if answer.status != 200:
        return Finding(what, False, f"it answers {answer.status}{_meaning(answer.status)}")
    if answer.body != repeat.encode():
        return Finding(what, False, f"another program answers there; {_PASS}, unchanged")
    return Finding(what, True)


def _meaning(status: int) -> str:
    """What it means that not the bridge's 200 comes, and what to do."""
    if status == 403:
        return ": another `verify_token`; start the bridge again after it was changed; or it is not the bridge that answers"
    if status == 404:
        return f": `chat.public_url` must be all that comes before the channel's name; {_PASS}; start the bridge again"
    if 300 <= status < 400:
        return ", which sends the platform elsewhere, and it does not go; make `chat.public_url` the final address"
    if status in (502, 503, 504) or 520 <= status <= 530:
        return f": the proxy or tunnel is there, the bridge is not; start the bridge, and {_PASS}"
    return f"; {_PASS}"
