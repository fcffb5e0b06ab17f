from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Coroutine
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from assistant.chat import Channel, Media, MediaTrouble, Outgoing, Refused, TryLater, Uncertain, Webhook
from assistant.chat.messenger import Messenger
from tests.chat.graph.scripted import JOB, SECRETS, TOKEN, VERIFY_TOKEN, Script, error, signature, tells_nothing

PAGE = "1029384756"
USER = "2468013579"
OPTIONS = Messenger.Options.model_validate({**SECRETS, "page_id": PAGE})
TEXT = Outgoing(JOB, USER, USER, "Hällo")
VOICE = Outgoing(JOB, USER, USER, voice=b"ID3--voice")
MESSAGES = f"https://graph.facebook.com/v25.0/{PAGE}/messages"
HOOK = "https://home.example/messenger"


def sent() -> httpx.Response:
    return httpx.Response(200, json={"recipient_id": USER, "message_id": "m_9"})


def run(of: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(of)


def channel(script: Script, **changed: Any) -> Messenger:
    return Messenger(Messenger.Options.model_validate({**SECRETS, "page_id": PAGE, **changed}), transport=script)


def test_it_is_a_channel_with_a_webhook() -> None:
    found: Channel = Messenger(OPTIONS)
    assert isinstance(found, Webhook)
    assert found.account == PAGE
    assert (found.limits.text, found.limits.voice_format, found.limits.confirms) == (1999, "mp3", False)
    assert channel(Script(), echoes=True).limits.confirms
    assert tells_nothing(OPTIONS)


def test_it_listens_to_the_platform_alone() -> None:
    found = Messenger(OPTIONS)
    assert found.signed(signature(b"x"), b"x")
    assert not found.signed(signature(b"x"), b"y")
    assert found.challenge({"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "4"}) == "4"
    assert found.read(b'{"object": "page", "entry": []}') == []


def test_settings_are_checked() -> None:
    with pytest.raises(ValidationError) as refused:
        Messenger.Options.model_validate({**SECRETS, "page_id": "mine"})
    assert tells_nothing(refused.value)


def test_a_text_is_sent_as_the_platform_wants_it() -> None:
    script = Script(sent())
    assert run(channel(script).send(TEXT)) == "m_9"
    assert (script.requests[0].method, str(script.requests[0].url)) == ("POST", MESSAGES)
    assert script.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert script.sent() == {
        "recipient": {"id": USER},
        "messaging_type": "RESPONSE",
        "message": {"text": "Hällo", "metadata": JOB},
    }


def test_a_voice_note_is_sent_at_once() -> None:
    script = Script(sent())
    assert run(channel(script).send(VOICE)) == "m_9"
    form = script.form()
    assert json.loads(form["recipient"][1]) == {"id": USER}
    assert form["messaging_type"][1] == b"RESPONSE"
    assert json.loads(form["message"][1]) == {"attachment": {"type": "audio", "payload": {}}, "metadata": JOB}
    assert 'filename="voice.mp3"' in form["filedata"][0]
    assert "Content-Type: audio/mpeg" in form["filedata"][0]
    assert form["filedata"][1] == VOICE.voice


def test_a_voice_note_that_is_too_large_is_not_sent() -> None:
    found = channel(Script())
    with pytest.raises(Refused, match="shorter"):
        run(found.send(Outgoing(JOB, USER, USER, voice=bytes(found.limits.voice_bytes + 1))))


@pytest.mark.parametrize("out", [TEXT, VOICE], ids=["text", "voice"])
@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (lambda _: httpx.Response(200, content=b"<html>"), Uncertain),
        (lambda _: httpx.Response(200, json={"recipient_id": USER}), Uncertain),
        (httpx.ConnectTimeout("x"), TryLater),
        (httpx.ReadError("x"), Uncertain),
        (lambda _: error(400, 613), TryLater),
        (lambda _: error(400, 10, 2018278), Refused),
        (lambda _: error(400, 190), Refused),
        (lambda _: httpx.Response(504), Uncertain),
    ],
)
def test_what_goes_wrong_tells_no_secret(step: Any, kind: type[Exception], out: Outgoing) -> None:
    with pytest.raises(kind) as raised:
        run(channel(Script(step)).send(out))
    assert tells_nothing(raised.value)
    assert USER not in str(raised.value)


def test_it_shows_that_it_has_read_and_thinks() -> None:
    script = Script(httpx.Response(200, json={}), httpx.Response(200, json={}))
    run(channel(script).typing(USER, USER, "m_1"))
    assert [script.sent(index)["sender_action"] for index in (0, 1)] == ["mark_seen", "typing_on"]
    assert script.sent(0)["recipient"] == {"id": USER}


FILE = bytes(500)
MEDIA = Media(url="https://cdn.fbsbx.com/v/audio.mp4?oh=1", sha256=hashlib.sha256(FILE).hexdigest())


def test_a_file_is_fetched_without_the_token() -> None:
    script = Script(httpx.Response(200, content=FILE))
    assert run(channel(script).download(MEDIA, 1000)) == FILE
    assert str(script.requests[0].url) == MEDIA.url
    assert "authorization" not in script.requests[0].headers
    assert script.requests[0].headers["user-agent"] == "colibri-assistant"


@pytest.mark.parametrize(
    ("media", "steps", "later"),
    [
        (Media(), [], False),
        (Media(url=MEDIA.url, size=1001), [], False),
        (Media(url="http://cdn.fbsbx.com/1"), [], False),
        (Media(url="https://evil.example/1"), [], False),
        (MEDIA, [httpx.Response(404)], False),
        (MEDIA, [httpx.Response(503)], True),
    ],
)
def test_files_that_cannot_be_had(media: Media, steps: list[Any], later: bool) -> None:
    with pytest.raises(MediaTrouble) as trouble:
        run(channel(Script(*steps)).download(media, 1000))
    assert trouble.value.later is later


def me(id_: str = PAGE) -> httpx.Response:
    return httpx.Response(200, json={"id": id_})


def subscribed(*names: str) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"id": "5", "subscribed_fields": list(names)}]})


def repeat(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, text=request.url.params["hub.challenge"])


def test_all_is_well() -> None:
    script = Script(me(), subscribed("messages", "messaging_postbacks"), repeat)
    assert [finding.good for finding in run(channel(script).check(HOOK))] == [True] * 4
    assert str(script.requests[1].url).startswith(f"https://graph.facebook.com/v25.0/{PAGE}/subscribed_apps")


@pytest.mark.parametrize(
    ("steps", "mend"),
    [
        ([error(400, 190)], "access token"),
        ([error(400, 100)], "page_id"),
        ([me("5")], "page's access token"),
        ([me(), subscribed("messages")], "messaging_postbacks and message_echoes"),
        ([me(), httpx.Response(200, json={"data": [5, {"subscribed_fields": [[], 5]}, {}]})], "subscribe the page"),
        ([me(), error(403, 200)], "pages_manage_metadata"),
    ],
)
def test_what_is_wrong_is_said_with_what_mends_it(steps: list[Any], mend: str) -> None:
    findings = run(channel(Script(*steps), echoes=True).check(None))
    (bad,) = [finding for finding in findings if not finding.good]
    assert mend in bad.mend
    assert tells_nothing(*findings)


def test_it_closes() -> None:
    async def scene() -> None:
        found = channel(Script(sent()))
        await found.send(TEXT)
        await found.close()

    run(scene())
