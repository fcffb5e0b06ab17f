"""The platform asks whether this is really us; and whoever else knocks."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.chat.asgi import Hook, Kept, ask, body, channels, play
from tests.chat.graph.scripted import VERIFY_TOKEN
from tests.chat.telegram.bot import SECRET

META = ("whatsapp", "messenger")


def asked(challenge: str, token: str = VERIFY_TOKEN, mode: str = "subscribe") -> bytes:
    return f"hub.mode={mode}&hub.verify_token={quote(token)}&hub.challenge={quote(challenge, safe='')}".encode()


@pytest.mark.parametrize("name", META)
@pytest.mark.parametrize(
    "challenge", ["1158201444", "0", "a b+c&d=e", "<script>alert(1)</script>", "ü小\n", "x" * 1000]
)
def test_the_challenge_is_repeated_exactly_and_is_no_page(name: str, challenge: str) -> None:
    async def story() -> None:
        answer = await Hook(Kept()).get(f"/{name}", asked(challenge))
        assert (answer.status, answer.body.decode()) == (200, challenge)
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.headers["x-content-type-options"] == "nosniff"

    play(story)


@pytest.mark.parametrize(
    "query",
    [
        b"",
        asked("1", token=""),
        asked("1", token="wrong"),
        asked("1", token="schlüssel"),
        asked("1", token=VERIFY_TOKEN + " "),
        asked("1", mode="unsubscribe"),
        asked(""),
        asked("x" * 1001),
        b"hub.mode=subscribe&hub.verify_token=%ff%fe&hub.challenge=1",
        b"hub.mode=subscribe&hub.verify_token=%ED%A0%80&hub.challenge=1",
        b"%zz&&==%&hub.verify_token=%",
        b"\xff\xfe\x00",
        b"hub.mode=subscribe&hub.challenge=1&" + b"a=b&" * 3000,
    ],
)
def test_who_does_not_know_the_token_is_told_nothing(query: bytes) -> None:
    async def story() -> None:
        hook = Hook(Kept())
        for name in META:
            answer = await hook.get(f"/{name}", query)
            assert (answer.status, answer.body) == (403, b"")

    play(story)


def test_an_odd_challenge_of_who_knows_the_token_is_text_all_the_same() -> None:
    async def story() -> None:
        start = asked("").removesuffix(b"hub.challenge=") + b"hub.challenge="
        for odd, repeated in (
            (b"%ff", "\ufffd"),
            (b"%", "%"),
            (b"a+b", "a b"),
            (b"%00", "\0"),
            (b"1&hub.challenge=2", "2"),
        ):
            answer = await Hook(Kept()).get("/whatsapp", start + odd)
            assert (answer.status, answer.body.decode()) == (200, repeated)

    play(story)


def test_telegram_never_asks() -> None:
    async def story() -> None:
        assert (await Hook(Kept()).get("/telegram", asked("1", SECRET))).status == 403

    play(story)


def test_nothing_is_where_nothing_should_be() -> None:
    async def story() -> None:
        hook = Hook(Kept())
        assert (await hook.get("/health")).body == b"ok"
        for path in ("/", "", "/whatsapp/", "/whatsapp/x", "/WHATSAPP", "//whatsapp", "/\ufffd", "/../health", "*"):
            assert (await hook.get(path, asked("1"))).status == 404
        for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW", "get"):
            assert (await hook.get("/whatsapp", asked("1"), method)).status == 405
        assert (await hook.get("/health", method="POST")).status == 405
        assert (await hook.get("/whatsapp", asked("1"), "HEAD")).status == 200
        assert (await hook.get("/whatsapp", b"", "HEAD")).status == 403
        only = Hook(Kept(), of={"messenger": channels()["messenger"]})
        assert (await only.post("whatsapp", body("whatsapp"))).status == 404

    play(story)


def test_nobody_is_sent_elsewhere_by_a_header() -> None:
    async def story() -> None:
        for host in ("evil.example", "[", "a b", "\xff"):
            answer = await ask(Hook(Kept()).app, "GET", "/whatsapp/", b"", {"Host": host})
            assert answer.status == 404
            assert "location" not in answer.headers

    play(story)
