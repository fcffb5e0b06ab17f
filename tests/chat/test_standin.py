"""The stand-in's parts, and its way of delivering."""

from __future__ import annotations

import asyncio
import json
import random
from pathlib import Path

import httpx
import pytest

from tests.chat.standin import Fates, Habits, Platform, play, trouble
from tests.chat.standin import whatsapp_payloads as wa
from tests.chat.standin.buckets import Buckets, Rate
from tests.chat.standin.figures import figures
from tests.chat.standin.forms import BadForm, form
from tests.chat.standin.graph import signature
from tests.chat.standin.people import People
from tests.chat.standin.sound import ogg_opus
from tests.chat.standin.statuses import plan
from tests.chat.standin.taker import taker
from tests.chat.standin.troubles import Troubles
from tests.chat.standin.writing import STYLES, write

ODD = {"a/b": 'ä \\u00e4 " \\ / 🌻 \n', "list": [1, 2.5, None, True, {"z": "1/2", "a": "小"}], "half": "\ud83d"}


def test_known_signature() -> None:
    header = signature("test_app_secret", b'{"object":"whatsapp_business_account","entry":[]}')
    assert header == {"X-Hub-Signature-256": "sha256=dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756"}


def test_the_same_in_other_bytes() -> None:
    payload = {**ODD, "half": "whole"}
    written = {style: write(payload, style, random.Random(3)) for style in STYLES}
    assert len(set(written.values())) == len(STYLES)
    assert all(json.loads(body) == payload for body in written.values())
    assert rb"\u00e4" in written["meta"]
    assert rb"\/" in written["meta"]
    assert rb"\u00E4" in written["capitals"]
    assert "ä".encode() in written["plain"]


def test_half_a_pair_survives_as_an_escape() -> None:
    assert json.loads(write(ODD, "meta")) == ODD


def test_bucket() -> None:
    now = 100.0
    bucket = Buckets(Rate(0.5, 3), slack=0, clock=lambda: now)
    for _ in range(3):
        assert not bucket.wait_s("a")
        bucket.take("a")
    assert bucket.wait_s("a") == pytest.approx(2)
    assert not bucket.wait_s("b")
    now = 102.1
    assert not bucket.wait_s("a")
    bucket.take("a")
    assert bucket.wait_s("a") == pytest.approx(1.9)


def test_nearest_rank() -> None:
    found = figures([n / 1000 for n in range(1, 101)])
    assert (found.count, found.p50, found.p99, found.worst) == (100, 50, 99, 100)
    assert figures([]).p99 == 0


def test_forms() -> None:
    sent = httpx.Request(
        "POST", "http://x", data={"a": "ä"}, files={"f": ("v.ogg", b"\r\n--\r\n\x00\xff", "audio/ogg; codecs=opus")}
    )
    parts = form(sent.headers["content-type"], sent.read())
    assert parts["a"].data.decode() == "ä"
    assert (parts["f"].data, parts["f"].filename, parts["f"].mime) == (
        b"\r\n--\r\n\x00\xff",
        "v.ogg",
        "audio/ogg; codecs=opus",
    )
    with pytest.raises(BadForm):
        form(sent.headers["content-type"], sent.read()[:-10])


@pytest.mark.parametrize("data", [b"", b"OggS", b"OggS" + bytes(40), b"RIFF" + bytes(60)])
def test_no_ogg_opus(data: bytes) -> None:
    assert ogg_opus(data) is None


def test_fates() -> None:
    rng = random.Random(1)
    assert [step.state for step in plan(Fates(), rng, voice=True)] == ["sent", "delivered", "read", "played"]
    assert [step.code for step in plan(Fates(fail=1, codes=(131026,)), rng)] == [131026]
    assert plan(Fates(silent=1), rng) == []
    told = [tuple(step.state for step in plan(Fates(skip=0.3, duplicate=0.3, reorder=0.5), rng)) for _ in range(200)]
    assert ("sent", "read") in told
    assert any(len(steps) > 3 for steps in told)
    assert any(steps and steps[0] == "read" and "sent" in steps for steps in told)


def test_troubles_by_script_and_by_chance() -> None:
    troubles = Troubles(random.Random(5))
    troubles.script("whatsapp.messages", trouble.error(131000), None, trouble.cut())
    troubles.often("*.download", 0.25, trouble.broken())
    kinds = [one and one.kind for one in (troubles.draw("whatsapp.messages") for _ in range(4))]
    assert kinds == ["error", None, "cut", None]
    assert 60 < sum(troubles.draw("telegram.download") is not None for _ in range(400)) < 140


def test_a_thousand_in_one_body_keep_their_order() -> None:
    people, rng = People(), random.Random(2)
    writers = people.several(20)
    updates = [
        (writers[n % 20], wa.message(writers[n % 20], f"wamid.{n}", 1e9 + n, **wa.text(str(n)))) for n in range(900)
    ]
    statuses = [wa.status(f"wamid.s{n}", "sent", "1555", 1e9, "job") for n in range(100)]
    body = wa.batch(wa.Number("1"), [*updates, *statuses], rng)
    values = [change["value"] for entry in body["entry"] for change in entry["changes"]]
    assert len(body["entry"]) > 3
    assert len(values) > 20
    assert [message["id"] for value in values for message in value.get("messages", ())] == [
        f"wamid.{n}" for n in range(900)
    ]
    assert sum(len(value.get("statuses", ())) for value in values) == 100
    for value in values:
        assert {one["wa_id"] for one in value.get("contacts", ())} == {one["from"] for one in value.get("messages", ())}
    with pytest.raises(ValueError, match="1000"):
        wa.batch(wa.Number("1"), [*updates, *statuses, statuses[0]], rng)


def test_redelivered_until_it_is_taken() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            webhook.status = lambda attempt: (503, 401, 302)[attempt % 3] if attempt <= 5 else 200
            platform.deliver_to(webhook.url)
            anna = platform.person("Anna")
            for n in range(3):
                platform.whatsapp.write(anna, f"text {n}")
            await asyncio.sleep(0)
            assert platform.outstanding == 3
            await platform.settled()
            assert [one["text"]["body"] for one in webhook.values("messages")] == ["text 0", "text 1", "text 2"]
            deliverer = platform.whatsapp.deliverer
            assert sum(count for status, count in deliverer.answers.items() if status != 200) == 5
            assert [one.attempts for one in deliverer.deliveries] == [6, 1, 1]  # in order, for they are one person's
            for _, body, headers in webhook.taken:
                assert (
                    headers["x-hub-signature-256"] == signature(platform.whatsapp.secret, body)["X-Hub-Signature-256"]
                )

    play(scene, habits=Habits(first_wait_s=0.01))


def test_duplicates_lost_answers_and_disorder() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            platform.deliver_to(webhook.url, telegram=True)
            anna, ben = platform.people.several(2)
            for n in range(40):
                platform.whatsapp.write(anna, f"text {n:02d}")
                platform.telegram.write(ben, f"text {n:02d}")
            await platform.settled()
            texts = [one["text"]["body"] for one in webhook.values("messages")]
            assert set(texts) == {f"text {n:02d}" for n in range(40)}
            assert len(texts) > 50  # some twice
            assert texts != sorted(texts)
            updates = [one["update_id"] for one in webhook.bodies("telegram")]
            assert len(set(updates)) == 40
            bodies: dict[str, set[bytes]] = {}
            for body in (body for name, body, _ in webhook.taken if name == "whatsapp"):
                bodies.setdefault(json.loads(body)["entry"][0]["changes"][0]["value"]["messages"][0]["id"], set()).add(
                    body
                )
            assert max(map(len, bodies.values())) > 1  # in other bytes
            assert {
                headers["x-telegram-bot-api-secret-token"] for name, _, headers in webhook.taken if name == "telegram"
            } == {platform.telegram.secret}

    play(scene, habits=Habits(duplicate=0.5, forget=0.2, reorder=0.3, delay_s=0.02, first_wait_s=0.01))


@pytest.mark.parametrize("reorder", [0.0, 0.4])
def test_order_is_kept_unless_it_is_not_to_be(reorder: float) -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            platform.deliver_to(webhook.url)
            anna = platform.person()
            for n in range(20):
                platform.whatsapp.write(anna, f"text {n:02d}")
            await platform.settled()
            texts = [one["text"]["body"] for one in webhook.values("messages")]
            assert len(texts) == 20
            assert (texts == sorted(texts)) is (reorder == 0)

    play(scene, habits=Habits(reorder=reorder, delay_s=0.01))


def test_a_fixed_rate() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            platform.deliver_to(webhook.url)
            people = platform.people.several(10)
            assert await platform.load("whatsapp", people, per_s=100, seconds=0.5) == 50
            assert await platform.load("messenger", people, per_s=100, seconds=0.2) == 20
            await platform.settled()
            found = platform.whatsapp.deliverer.latencies()
            assert found["answer"].count == found["due"].count == 50
            assert 0 < found["answer"].p50 <= found["due"].p50 <= found["due"].p99
            assert len(webhook.values("messages")) == 50

    play(scene, habits=Habits(workers=32))


def test_nothing_listens_and_then_something_does() -> None:
    async def scene(platform: Platform) -> None:
        platform.deliver_to("http://127.0.0.1:9")
        platform.messenger.write(platform.person(), "hello")
        await platform.until(lambda: platform.messenger.deliverer.answers[0] > 1)
        with pytest.raises(TimeoutError, match="outstanding"):
            await platform.settled(within_s=0.05)
        async with taker() as webhook:
            platform.deliver_to(webhook.url)
            assert (await platform.messenger.deliverer.verify("T", "C 1")).text == "C 1"
            await platform.settled()
            assert webhook.bodies("messenger")[0]["entry"][0]["messaging"][0]["message"]["text"] == "hello"

    play(scene, habits=Habits(first_wait_s=0.01, longest_wait_s=0.05))


def test_it_needs_nothing_of_the_bridge() -> None:
    sources = [file.read_text() for file in (Path(__file__).parent / "standin").glob("*.py")]
    assert len(sources) > 20
    assert not [source for source in sources if "import assistant" in source or "from assistant" in source]
