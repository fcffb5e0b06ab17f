"""The stand-in's files, and Messenger, as a bridge meets it."""

from __future__ import annotations

import base64
import hashlib
import json

from tests.chat.standin import Buckets, Person, Platform, Rate, play, trouble
from tests.chat.standin.caller import Caller, code, wrote
from tests.chat.standin.sounds import MP3, ogg
from tests.chat.standin.taker import taker


def test_media() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            platform.deliver_to(webhook.url)
            whatsapp, call, anna = platform.whatsapp, Caller(platform), platform.person()
            whatsapp.say(anna, ogg())
            await platform.settled()
            told = webhook.values("messages")[0]["audio"]
            assert base64.b64decode(told["sha256"]) == hashlib.sha256(ogg()).digest()
            assert (await call.get(told["url"])).content == ogg()
            whatsapp.media.url_gets = 1
            found = (await call.get(f"{platform.url}/v26.0/{told['id']}", phone_number_id=whatsapp.number.id)).json()
            assert (found["sha256"], found["file_size"]) == (hashlib.sha256(ogg()).hexdigest(), len(ogg()))
            assert (await platform.client.get(found["url"])).status_code == 401
            platform.troubles.script("whatsapp.download", trouble.redirect("http://169.254.0.1/"))
            assert (await call.get(found["url"])).status_code == 302
            assert (await call.get(found["url"])).content == ogg()
            assert (await call.get(found["url"])).status_code == 404
            whatsapp.media.url_s = 0
            found = (await call.get(f"{platform.url}/v26.0/{told['id']}")).json()
            assert (await call.get(found["url"])).status_code == 404
            assert code(await call.get(f"{platform.url}/v26.0/{told['id']}", phone_number_id="1")) == 100
            platform.messenger.say(anna, b"sound")
            await platform.settled()
            url = webhook.bodies("messenger")[0]["entry"][0]["messaging"][0]["message"]["attachments"][0]["payload"][
                "url"
            ]
            assert (await platform.client.get(url)).content == b"sound"

    play(scene)


def test_voice_notes_out() -> None:
    async def scene(platform: Platform) -> None:
        anna, call = wrote(platform), Caller(platform)
        assert code(await call.upload(ogg(), "audio/ogg")) == 100
        assert code(await call.upload(ogg(), name="voice.bin")) == 100
        for data in (ogg(), ogg(channels=2), b"no sound"):
            file = (await call.upload(data)).json()["id"]
            sent = {
                "messaging_product": "whatsapp",
                "to": f"+{anna.phone}",
                "type": "audio",
                "audio": {"id": file, "voice": True},
            }
            assert (await call.post(f"{call.whatsapp}/messages", json=sent)).status_code == 200
        assert [one.voice for one in platform.accounts.seen()] == [ogg()]
        assert len(platform.accounts.violations) == 2

    play(scene)


def test_messenger() -> None:
    async def scene(platform: Platform) -> None:
        async with taker() as webhook:
            platform.deliver_to(webhook.url)
            anna, call, page = wrote(platform), Caller(platform), platform.messenger
            sent = (await call.reply(anna, "ten", "job7")).json()
            assert sent["recipient_id"] == anna.psid
            form = {"recipient": json.dumps({"id": anna.psid}), "messaging_type": "RESPONSE"}
            form["message"] = json.dumps({"attachment": {"type": "audio", "payload": {}}, "metadata": "job8"})
            file = ("voice.mp3", MP3, "audio/mpeg")
            assert (
                await call.post(f"{call.messenger}/messages", data=form, files={"filedata": file})
            ).status_code == 200
            assert [(one.text, one.voice, one.job) for one in platform.accepted] == [
                ("ten", b"", "job7"),
                ("", MP3, "job8"),
            ]
            seen = {"recipient": {"id": anna.psid}, "sender_action": "typing_on"}
            assert (await call.post(f"{call.messenger}/messages", json=seen)).status_code == 200
            assert [one.kind for one in platform.accounts.actions] == ["typing_on"]
            assert code(await call.reply(anna, "x" * 2000)) == 100
            stranger = await call.reply(Person("", "", "", "1", 1), "x")
            assert stranger.json()["error"]["error_subcode"] == 2018001
            await platform.quiet()
            items = [item for body in webhook.bodies("messenger") for item in body["entry"][0]["messaging"]]
            echo = next(one["message"] for one in items if one.get("message", {}).get("mid") == sent["message_id"])
            assert (echo["is_echo"], echo["metadata"], echo["text"]) == (True, "job7", "ten")
            assert [sent["message_id"]] in [one["delivery"]["mids"] for one in items if "delivery" in one]
            page.close_window(anna)
            assert (await call.reply(anna, "late")).json()["error"]["error_subcode"] == 2018278
            wrote(platform)
            page.pair_rate = Buckets(Rate(0.001, 1), slack=0)
            assert page.token not in str(webhook.taken)

    play(scene)
