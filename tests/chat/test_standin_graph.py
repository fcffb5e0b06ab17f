"""The stand-in's WhatsApp API, as a bridge meets it."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from typing import Any

import httpx
import pytest

from tests.chat.standin import Buckets, Fates, Platform, Rate, play, trouble
from tests.chat.standin.caller import Caller, code, wrote
from tests.chat.standin.taker import taker

NO_NEWS = Fates(silent=1)


def test_a_second_post_is_a_second_message_and_statuses_carry_the_job() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            platform.deliver_to(webhook.url)
            anna, hidden = wrote(platform), wrote(platform, phone=False)
            quoted = platform.whatsapp.write(anna, "and this?")
            call = Caller(platform)
            sent = await call.text(anna, "it's ten", biz_opaque_callback_data="job1", context={"message_id": quoted})
            assert sent.json()["contacts"] == [{"input": f"+{anna.phone}", "wa_id": anna.phone}]
            await call.text(hidden, "ten past", biz_opaque_callback_data="job2")
            await call.text(anna, "it's ten", biz_opaque_callback_data="job1")
            first = platform.accepted[0]
            assert (first.id, first.person, first.reply_to) == (sent.json()["messages"][0]["id"], anna, quoted)
            assert platform.accounts.texts(anna) == ["it's ten", "it's ten"]
            assert list(platform.accounts.duplicates()) == ["job1"]
            assert list(platform.accounts.repeats().values()) == [2]
            await platform.quiet()
            told = [
                (one["status"], one["biz_opaque_callback_data"])
                for one in webhook.values("statuses")
                if one["id"] == first.id
            ]
            assert told == [("sent", "job1"), ("delivered", "job1"), ("read", "job1")]
            platform.whatsapp.fates = Fates(fail=1, codes=(131026,))
            await call.text(anna, "lost", biz_opaque_callback_data="job3")
            await platform.until(lambda: any(one["status"] == "failed" for one in webhook.values("statuses")))
            assert webhook.values("statuses")[-1]["errors"][0]["code"] == 131026
            assert "lost" not in platform.accounts.texts(anna)
            assert not platform.accounts.violations
            assert {anna.phone, "it's ten", "hello there", platform.whatsapp.token} <= platform.private()

    play(scene)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"to": "15550000001"}, 131009),
        ({"to": None}, 131008),
        ({"recipient": "US.1"}, 131008),
        ({"to": "+15559999999"}, 131026),
        ({"type": "video"}, 131051),
        ({"text": {"body": "x" * 4097}}, 100),
        ({"text": {"body": "\n "}}, 100),
        ({"text": {"body": "x", "odd": 1}}, 100),
        ({"odd": 1}, 100),
        ({"messaging_product": None}, 100),
        ({"recipient_type": "group"}, 131009),
        ({"biz_opaque_callback_data": "x" * 513}, 131009),
        ({"type": "audio"}, 100),
        ({"type": "audio", "text": None, "audio": {"id": "77", "voice": True}}, 131009),
    ],
)
def test_whatsapp_is_strict(change: dict[str, Any], expected: int) -> None:
    async def scene(platform: Platform) -> None:
        anna, call = wrote(platform), Caller(platform)
        good = {"messaging_product": "whatsapp", "to": f"+{anna.phone}", "type": "text", "text": {"body": "x" * 4096}}
        changed = {key: value for key, value in {**good, **change}.items() if value is not None}
        assert code(await call.post(f"{call.whatsapp}/messages", json=changed)) == expected
        assert not platform.accepted
        assert (await call.post(f"{call.whatsapp}/messages", json=good)).status_code == 200

    play(scene)


def test_token_window_and_limits() -> None:
    async def scene(platform: Platform) -> None:
        whatsapp, call = platform.whatsapp, Caller(platform)
        whatsapp.fates = platform.messenger.fates = NO_NEWS
        anna, ben = wrote(platform), wrote(platform)
        answers = [await call.text(anna, f"text {n}") for n in range(48)]
        assert [one.status_code for one in answers[:46]] == [200] * 46
        assert {code(one) for one in answers[46:]} == {131056}
        whatsapp.account_rate = Buckets(Rate(0.001, 1), slack=0)
        assert (await call.text(ben, "one")).status_code == 200
        assert code(await call.text(ben, "two")) == 130429
        assert platform.accounts.refused == {("whatsapp.messages", 131056): 2, ("whatsapp.messages", 130429): 1}
        whatsapp.close_window(anna)
        assert code(await call.text(anna, "too late")) == 131047
        whatsapp.needs_proof = True
        assert code(await call.text(ben, "x")) == 100
        proof = hmac.new(whatsapp.secret.encode(), whatsapp.token.encode(), hashlib.sha256).hexdigest()
        assert (await call.get(call.whatsapp, appsecret_proof=proof)).json()["id"] == whatsapp.number.id
        whatsapp.token = "another-token"
        assert (await platform.client.post(f"{call.whatsapp}/messages", json={})).status_code == 401
        assert (await platform.client.get(f"{platform.url}/26/1")).status_code == 400

    play(scene)


def test_the_ambiguous_ones_were_accepted() -> None:
    async def scene(platform: Platform) -> None:
        anna, call = wrote(platform), Caller(platform)
        platform.troubles.script(
            "whatsapp.messages", trouble.cut(), trouble.hang(), trouble.garbage(), trouble.broken(502, accept=True)
        )
        platform.troubles.script(
            "whatsapp.messages", trouble.cut(accept=False), trouble.broken(), trouble.error(131016, retry_after_s=3)
        )
        platform.troubles.script("whatsapp.messages", trouble.slow(0.1))
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await call.text(anna, "cut")
        with pytest.raises(httpx.ReadTimeout):
            await call.text(anna, "hung")
        garbage = await call.text(anna, "garbage")
        assert garbage.status_code == 200
        with pytest.raises(ValueError, match="Expecting"):
            garbage.json()
        assert (await call.text(anna, "502")).status_code == 502
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            await call.text(anna, "cut before")
        assert (await call.text(anna, "503")).status_code == 503
        refused = await call.text(anna, "131016")
        assert (refused.status_code, code(refused), refused.headers["retry-after"]) == (500, 131016, "3")
        assert (await call.text(anna, "slow")).status_code == 200
        assert platform.accounts.texts(anna) == ["cut", "hung", "garbage", "502", "slow"]
        assert platform.troubles.drawn["whatsapp.messages", "cut"] == 2

    play(scene)


def test_read_and_typing() -> None:
    async def scene(platform: Platform) -> None:
        anna, call = platform.person(), Caller(platform)
        id_ = platform.whatsapp.write(anna, "hello")
        read = {
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": id_,
            "typing_indicator": {"type": "text"},
        }
        assert (await call.post(f"{call.whatsapp}/messages", json=read)).json() == {"success": True}
        assert [(one.kind, one.message) for one in platform.accounts.actions] == [("read", id_), ("typing", id_)]
        assert code(await call.post(f"{call.whatsapp}/messages", json={**read, "message_id": "wamid.x"})) == 131009
        assert not platform.accepted
        await asyncio.sleep(0)

    play(scene)
