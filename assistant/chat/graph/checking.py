"""Whether the webhook answers, seen from where the platform stands."""

from __future__ import annotations

import asyncio
import secrets

from assistant.chat import Finding, NotSent, Refused
from assistant.chat.graph.client import Graph, bounded
from assistant.chat.graph.errors import TOKEN
from assistant.chat.graph.settings import private


def refused(error: NotSent, whose: str) -> Finding:
    """What it means that the platform does not answer a first question. `whose`: which option names the account."""
    if not isinstance(error, Refused):
        return Finding("the platform answers", False, f"{error}. Try again, or check the network and `api_url`.")
    if TOKEN in str(error):
        return Finding("the token is accepted", False, str(error))
    return Finding("the token may use the account", False, f"check `{whose}`, and the token's permissions: {error}")


async def reached(graph: Graph, url: str) -> Finding:
    """Whether our webhook is at `url` and knows the verify token."""
    import httpx

    what = "the webhook answers at its public address"
    if not private(url):
        return Finding(what, False, "its address must be https://..., without a user, `?` or `#`")
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
        mend = (
            "nothing answers there; start the bridge, and check the tunnel or reverse proxy, its certificate, and DNS"
        )
        return Finding(what, False, mend)
    if answer.status == 403:
        return Finding(what, False, "it answers 403: another `verify_token`, or another program, answers there")
    if 300 <= answer.status < 400:
        return Finding(
            what, False, f"it answers {answer.status}, but the platform follows nobody; give the final address"
        )
    if answer.status != 200:
        return Finding(what, False, f"it answers {answer.status}; the proxy must pass this path on to the bridge")
    if answer.body != repeat.encode():
        return Finding(
            what, False, "it answers something else; the proxy must pass this path on to the bridge, unchanged"
        )
    return Finding(what, True)
