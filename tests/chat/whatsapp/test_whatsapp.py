from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from assistant.chat import Channel, Media, MediaTrouble, Outgoing, Refused, TryLater, Uncertain, Webhook
from assistant.chat.whatsapp import WhatsApp
from tests.chat.graph.scripted import JOB, PHONE, SECRETS, TOKEN, VERIFY_TOKEN, Script, error, signature, tells_nothing

NUMBER = "106540352242922"
USER = "US.13491208655302741918"
OPTIONS = WhatsApp.Options.model_validate({**SECRETS, "phone_number_id": NUMBER})
TEXT = Outgoing(JOB, USER, f"+{PHONE}", "Hällo")
VOICE = Outgoing(JOB, USER, f"+{PHONE}", voice=b"OggS--voice")
MESSAGES = f"https://graph.facebook.com/v26.0/{NUMBER}/messages"
HOOK = "https://home.example/whatsapp"


def sent(id_: str = "wamid.9") -> httpx.Response:
    return httpx.Response(200, json={"messaging_product": "whatsapp", "contacts": [{}], "messages": [{"id": id_}]})


def run(of: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(of)


def channel(script: Script) -> WhatsApp:
    return WhatsApp(OPTIONS, transport=script)


def test_it_is_a_channel_with_a_webhook() -> None:
    found: Channel = WhatsApp(OPTIONS)
    assert isinstance(found, Webhook)
    assert found.account == NUMBER
    assert (found.limits.text, found.limits.voice_bytes, found.limits.voice_format) == (4096, 524288, "ogg")
    assert found.limits.confirms
    assert tells_nothing(OPTIONS)


def test_it_listens_to_the_platform_alone() -> None:
    found = WhatsApp(OPTIONS)
    assert found.signed(signature(b"x"), b"x")
    assert not found.signed(signature(b"x"), b"y")
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "42"}
    assert found.challenge(asked) == "42"
    assert found.challenge({**asked, "hub.verify_token": "x"}) is None
    assert found.read(b'{"object": "whatsapp_business_account", "entry": []}') == []


@pytest.mark.parametrize(
    "changed", [{"phone_number_id": "+1 555"}, {"phone_number_id": ""}, {"version": "26"}, {"page_id": "1"}]
)
def test_settings_are_checked(changed: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        WhatsApp.Options.model_validate({**SECRETS, "phone_number_id": NUMBER, **changed})
    assert tells_nothing(refused.value)


def test_a_text_is_sent_as_the_platform_wants_it() -> None:
    script = Script(sent())
    assert run(channel(script).send(TEXT)) == "wamid.9"
    assert (script.requests[0].method, str(script.requests[0].url)) == ("POST", MESSAGES)
    assert script.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert script.sent() == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": f"+{PHONE}",
        "type": "text",
        "text": {"body": "Hällo"},
        "biz_opaque_callback_data": JOB,
    }


def test_to_a_user_id_and_as_an_answer() -> None:
    script = Script(sent())
    run(channel(script).send(replace(TEXT, address=USER, reply_to="wamid.1")))
    assert script.sent()["recipient"] == USER
    assert "to" not in script.sent()
    assert script.sent()["context"] == {"message_id": "wamid.1"}


def test_a_voice_note_is_first_handed_over_and_then_sent() -> None:
    script = Script(httpx.Response(200, json={"id": "media-7"}), sent())
    assert run(channel(script).send(VOICE)) == "wamid.9"
    assert str(script.requests[0].url) == MESSAGES.replace("/messages", "/media")
    form = script.form(0)
    assert form["messaging_product"][1] == b"whatsapp"
    assert form["type"][1] == b"audio/ogg; codecs=opus"
    assert 'filename="voice.ogg"' in form["file"][0]
    assert "Content-Type: audio/ogg; codecs=opus" in form["file"][0]
    assert form["file"][1] == VOICE.voice
    assert script.sent(1) == {
        "messaging_product": "whatsapp",
        "to": f"+{PHONE}",
        "type": "audio",
        "audio": {"id": "media-7", "voice": True},
        "biz_opaque_callback_data": JOB,
    }


@pytest.mark.parametrize(
    "trouble",
    [httpx.ReadTimeout("x"), httpx.Response(504), httpx.Response(200, content=b"?"), error(500, 131000)],
    ids=str,
)
def test_a_voice_note_that_is_not_handed_over_is_never_uncertain(trouble: httpx.Response | Exception) -> None:
    script = Script(trouble)
    with pytest.raises(TryLater):
        run(channel(script).send(VOICE))
    assert len(script.requests) == 1


def test_a_voice_note_that_is_too_large_or_not_accepted() -> None:
    with pytest.raises(Refused, match="shorter"):
        run(channel(Script()).send(replace(VOICE, voice=bytes(512 * 1024 + 1))))
    with pytest.raises(Refused, match="mono"):
        run(channel(Script(error(400, 131053))).send(VOICE))


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"{}", b'{"messages": []}', b'{"messages": [{"id": ""}]}', b'{"messages": [5]}', b"[]"]
)
def test_an_answer_that_cannot_be_read_says_nothing_of_the_message(content: bytes) -> None:
    with pytest.raises(Uncertain):
        run(channel(Script(httpx.Response(200, content=content))).send(TEXT))


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (httpx.ConnectError(PHONE), TryLater),
        (httpx.ReadTimeout(PHONE), Uncertain),
        (error(400, 131056), TryLater),
        (error(400, 131047), Refused),
        (error(401, 190), Refused),
        (httpx.Response(504), Uncertain),
    ],
    ids=str,
)
def test_what_goes_wrong_tells_no_secret(step: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind) as raised:
        run(channel(Script(step)).send(TEXT))
    assert tells_nothing(raised.value)
    assert "Hällo" not in str(raised.value)


def test_it_shows_that_it_has_read_and_thinks() -> None:
    script = Script(httpx.Response(200, json={"success": True}))
    run(channel(script).typing(USER, f"+{PHONE}", "wamid.1"))
    assert script.sent() == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.1",
        "typing_indicator": {"type": "text"},
    }
    run(channel(Script()).typing(USER, f"+{PHONE}", ""))


FILE = b"OggS" + bytes(500)
PLACE = "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=77"
MEDIA = Media(id="77", url="https://lookaside.fbsbx.com/stale", mime="audio/ogg")


def place(**changed: Any) -> httpx.Response:
    told = {"url": PLACE, "mime_type": "audio/ogg", "sha256": hashlib.sha256(FILE).hexdigest(), "file_size": len(FILE)}
    return httpx.Response(200, json={**told, **changed})


def test_a_file_is_asked_for_and_fetched() -> None:
    script = Script(place(), httpx.Response(200, content=FILE))
    assert run(channel(script).download(MEDIA, 1000)) == FILE
    assert str(script.requests[0].url) == f"https://graph.facebook.com/v26.0/77?phone_number_id={NUMBER}"
    assert str(script.requests[1].url) == PLACE
    for request in script.requests:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["user-agent"] == "colibri-assistant"


def test_an_address_that_has_expired_is_asked_for_once_more() -> None:
    script = Script(place(), httpx.Response(404), place(), httpx.Response(200, content=FILE))
    assert run(channel(script).download(MEDIA, 1000)) == FILE
    with pytest.raises(MediaTrouble) as gone:
        run(channel(Script(place(), httpx.Response(404), place(), httpx.Response(404))).download(MEDIA, 1000))
    assert gone.value.later


@pytest.mark.parametrize(
    ("steps", "later", "too_large"),
    [
        ([place(file_size=1001)], False, True),
        ([place(file_size="1001")], False, True),
        ([place(file_size=None), httpx.Response(200, content=bytes(1001))], False, True),
        ([place(url="https://evil.example/x")], False, False),
        ([place(url=5)], True, False),
        ([place(sha256="0" * 64), httpx.Response(200, content=FILE)], True, False),
        ([place(), httpx.Response(302, headers={"Location": "https://evil.example"})], False, False),
        ([error(400, 100, 33)], False, False),
        ([error(500, 131000)], True, False),
        ([httpx.ConnectError("x")], True, False),
    ],
)
def test_files_that_cannot_be_had(steps: list[Any], later: bool, too_large: bool) -> None:
    script = Script(*steps)
    with pytest.raises(MediaTrouble) as trouble:
        run(channel(script).download(MEDIA, 1000))
    assert (trouble.value.later, trouble.value.too_large) == (later, too_large)
    assert len(script.requests) == len(steps)
    assert tells_nothing(trouble.value)


@pytest.mark.parametrize("odd", ["", "../me", "7?x=1", "7/8", "é", "x" * 129])
def test_an_id_that_would_ask_for_something_else_is_not_asked_for(odd: str) -> None:
    with pytest.raises(MediaTrouble):
        run(channel(Script()).download(replace(MEDIA, id=odd), 1000))


def test_a_file_that_is_known_to_be_too_large_is_not_asked_for() -> None:
    with pytest.raises(MediaTrouble) as trouble:
        run(channel(Script()).download(replace(MEDIA, size=1001), 1000))
    assert trouble.value.too_large


def number(**changed: Any) -> httpx.Response:
    return httpx.Response(200, json={"id": NUMBER, "webhook_configuration": {"application": HOOK}, **changed})


def repeat(request: httpx.Request) -> httpx.Response:
    assert request.url.params["hub.verify_token"] == VERIFY_TOKEN
    assert "authorization" not in request.headers
    return httpx.Response(200, text=request.url.params["hub.challenge"])


def test_all_is_well() -> None:
    script = Script(number(), repeat)
    findings = run(channel(script).check(HOOK))
    assert [finding.good for finding in findings] == [True] * 4
    assert len(run(channel(Script(number())).check(None))) == 3
    assert len(run(channel(Script(number(webhook_configuration=None))).check(None))) == 2


@pytest.mark.parametrize(
    ("steps", "mend"),
    [
        ([error(401, 190), repeat], "access token"),
        ([httpx.Response(401), repeat], "access token"),
        ([error(400, 100, 33), repeat], "phone_number_id"),
        ([error(403, 200), repeat], "permission"),
        ([httpx.ConnectError("x"), repeat], "network"),
        ([number(id="5"), repeat], "phone_number_id"),
        ([number(webhook_configuration={}), repeat], "subscribe"),
        ([number(webhook_configuration={"application": "https://other.example"}), repeat], "another address"),
        ([number(), httpx.Response(403)], "verify_token"),
        ([number(), httpx.Response(301)], "final address"),
        ([number(), httpx.Response(502)], "proxy"),
        ([number(), httpx.Response(200, text="hello")], "unchanged"),
        ([number(), httpx.ConnectError("x")], "start the bridge"),
    ],
)
def test_what_is_wrong_is_said_with_what_mends_it(steps: list[Any], mend: str) -> None:
    findings = run(channel(Script(*steps)).check(HOOK))
    (bad,) = [finding for finding in findings if not finding.good]
    assert mend in bad.mend
    assert tells_nothing(*findings)


def test_the_verify_token_is_not_sent_in_the_open() -> None:
    (*_, last) = run(channel(Script(number())).check("http://home.example/whatsapp"))
    assert not last.good
