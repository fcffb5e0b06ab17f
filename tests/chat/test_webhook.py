"""Who is believed, and what is kept of it. Behind the real application stand the real channels."""

from __future__ import annotations

import random

import pytest
from structlog.testing import capture_logs

from tests.chat.asgi import NAMES, Headers, Hook, Kept, body, channels, pairs, play, signed, wrote
from tests.chat.graph.scripted import APP_SECRET, OLD_SECRET, signature
from tests.chat.standin.writing import STYLES, write
from tests.chat.telegram.bot import OLD_SECRET as OLD_BOT_SECRET
from tests.chat.telegram.bot import SECRET

META = ("whatsapp", "messenger")
HUB = "X-Hub-Signature-256"
BOT = "X-Telegram-Bot-Api-Secret-Token"
WORDS = 'grüße / 小 "\\ 🌻'


def test_the_known_signature_is_accepted() -> None:
    known = "dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"
    assert APP_SECRET == "test_app_secret"

    async def story() -> None:
        said = b'{"object":"whatsapp_business_account","entry":[]}'
        hook = Hook(Kept())
        assert (await hook.post("whatsapp", said, {HUB: f"sha256={known}"})).status == 200
        assert (await hook.post("whatsapp", said + b"\n", {HUB: f"sha256={known}"})).status == 401

    play(story)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("style", STYLES)
def test_a_body_is_verified_and_kept_in_the_bytes_that_came(name: str, style: str) -> None:
    async def story() -> None:
        kept, said = Kept(), write(wrote(name, WORDS), style, random.Random(1))
        answer = await Hook(kept).post(name, said)
        assert (answer.status, answer.body) == (200, b"")
        assert (kept.bodies, kept.texts, kept.poisons) == ([said], [WORDS], [])

    play(story)


def test_while_secrets_are_changed_both_are_good() -> None:
    async def story() -> None:
        kept, old = Kept(), {"previous_app_secret": OLD_SECRET}
        hook = Hook(kept, of=channels(old, {"previous_secret": OLD_BOT_SECRET}))
        for name in META:
            said = body(name)
            for secret in (APP_SECRET, OLD_SECRET):
                assert (await hook.post(name, said, signature(said, secret))).status == 200
            assert (await hook.post(name, said, signature(said, "a third secret"))).status == 401
        for secret, status in ((SECRET, 200), (OLD_BOT_SECRET, 200), ("third_secret-of-it", 401)):
            assert (await hook.post("telegram", body("telegram"), {BOT: secret})).status == status
        assert len(kept.bodies) == 6
        said = body("whatsapp")
        assert (await Hook(kept).post("whatsapp", said, signature(said, OLD_SECRET))).status == 401

    play(story)


def unbelievable(said: bytes) -> dict[str, Headers]:
    """Signatures that are none of Meta's, by what is wrong with them."""
    good = str(dict(pairs(signature(said)))["x-hub-signature-256"])
    digest = good.removeprefix("sha256=")
    return {
        "none": {},
        "empty": {HUB: ""},
        "of another body": signature(said + b" "),
        "by another secret": signature(said, "another secret"),
        "without its kind": {HUB: digest},
        "of another kind": {HUB: f"sha1={digest}"},
        "in capitals": {HUB: f"sha256={digest.upper()}"},
        "too short": {HUB: good[:-1]},
        "too long": {HUB: good + "0"},
        "with space": {HUB: f"{good} "},
        "with a line": {HUB: f"{good}\n"},
        "not hexadecimal": {HUB: "sha256=" + "g" * 64},
        "digits of elsewhere": {HUB: f"sha256={digest[:-1]}".encode() + "²".encode("latin-1")},
        "not ASCII": {HUB: b"sha256=" + b"\xff" * 64},
        "two in one": {HUB: f"{good}, {good}"},
        "twice": [(HUB, good), (HUB, good)],
        "once good, once bad": [(HUB, good), (HUB.upper(), "sha256=" + "0" * 64)],
        "once bad, once good": [(HUB, "sha256=" + "0" * 64), (HUB, good)],
        "the old header": {"X-Hub-Signature": good},
        "telegram's": {BOT: SECRET},
    }


@pytest.mark.parametrize("wrong", unbelievable(b""))
def test_what_meta_has_not_signed_is_refused_and_nothing_of_it_is_kept_or_logged(wrong: str) -> None:
    async def story() -> None:
        kept = Kept()
        for name in META:
            said = body(name, "a secret of Anna's")
            with capture_logs() as logs:
                answer = await Hook(kept).post(name, said, unbelievable(said)[wrong])
            assert (answer.status, answer.body) == (401, b"")
            assert [(line["event"], line["status"]) for line in logs] == [("a request was refused", 401)]
            assert set(logs[0]) == {"event", "log_level", "channel", "status", "so_far"}
        assert not kept.bodies

    play(story)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {BOT: ""},
        {BOT: SECRET[:-1]},
        {BOT: SECRET + "x"},
        {BOT: SECRET.upper()},
        {BOT: OLD_BOT_SECRET},
        {BOT: b"\xff" * 32},
        {BOT: f"{SECRET}, {SECRET}"},
        [(BOT, SECRET), (BOT, SECRET)],
        [(BOT, "x" * 16), (BOT, SECRET)],
        {HUB: SECRET},
    ],
)
def test_who_does_not_know_telegrams_secret_is_refused(headers: Headers) -> None:
    async def story() -> None:
        kept = Kept()
        assert (await Hook(kept).post("telegram", body("telegram"), headers)).status == 401
        assert not kept.bodies

    play(story)


def test_other_headers_may_come_twice() -> None:
    async def story() -> None:
        kept, said = Kept(), body("whatsapp")
        more = [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.2")]
        assert (await Hook(kept).post("whatsapp", said, [*more, *pairs(signed("whatsapp", said))])).status == 200
        assert kept.texts == ["hello"]

    play(story)


def test_a_flood_of_refusals_fills_no_log() -> None:
    async def story() -> None:
        hook = Hook(Kept())
        with capture_logs() as logs:
            for _ in range(1000):
                assert (await hook.post("whatsapp", b"{}", {})).status == 401
        assert [line["so_far"] for line in logs] == [2**power for power in range(10)]

    play(story)


@pytest.mark.parametrize("name", META)
def test_what_is_for_another_account_is_taken_and_dropped(name: str) -> None:
    async def story() -> None:
        kept = Kept()
        assert (await Hook(kept).post(name, body(name, account="4711"))).status == 200
        assert not kept.bodies

    play(story)
