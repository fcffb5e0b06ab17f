from __future__ import annotations

import pytest

from assistant.chat import Outgoing, Refused, TryLater, Uncertain
from assistant.chat.telegram import _LIMITS as LIMITS
from assistant.chat.telegram.api import Failed, Lost, Trouble, Unreached
from assistant.chat.telegram.sending import meant, request, sent


def out(text: str = "Hello.", voice: bytes = b"", address: str = "77", reply_to: str = "") -> Outgoing:
    return Outgoing("j", "77", address, text, voice, reply_to)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (out(text=" \n"), "empty"),
        (out(text="x" * 4097), "split"),
        (out(text="👍" * 2049), "split"),
        (out(voice=b"x" * (512 * 1024 + 1)), "shorter"),
        (out(address="@ada"), "address"),
        (out(address="٧٧"), "address"),
    ],
)
def test_what_is_never_taken_is_not_sent(message: Outgoing, words: str) -> None:
    with pytest.raises(Refused, match=words):
        request(message, LIMITS)


@pytest.mark.parametrize("text", ["x" * 4096, "👍" * 2048])
def test_the_longest_text(text: str) -> None:
    method, content = request(out(text=text), LIMITS)
    assert (method, content["json"]["text"]) == ("sendMessage", text)


@pytest.mark.parametrize("reply_to", ["", "5", "78:5", "77:", "77:x", "77:5:6"])
def test_only_a_message_of_this_chat_is_quoted(reply_to: str) -> None:
    assert "reply_parameters" not in request(out(reply_to=reply_to), LIMITS)[1]["json"]


def test_halves_of_characters_are_mended() -> None:
    assert request(out(text="\ud83d\ude00 \ud83d!"), LIMITS)[1]["json"]["text"] == "😀 \ufffd!"


@pytest.mark.parametrize("result", [None, True, [], {}, {"message_id": "5"}, {"message_id": True}])
def test_an_answer_without_a_number_proves_nothing(result: object) -> None:
    with pytest.raises(Uncertain):
        sent(result, out())


@pytest.mark.parametrize(
    ("code", "description", "kind", "words"),
    [
        (429, "Too Many Requests: retry after 7", TryLater, "too many"),
        (403, "Forbidden: bot was blocked by the user", Refused, "blocked"),
        (403, "Forbidden: user is deactivated", Refused, "gone"),
        (403, "Forbidden: something of Ada's", Refused, "may not"),
        (400, "Bad Request: chat not found", Refused, "never wrote"),
        (400, "Bad Request: VOICE_MESSAGES_FORBIDDEN", Refused, "voice notes"),
        (400, "Bad Request: something of Ada's", Refused, "does not take"),
        (413, "Request Entity Too Large", Refused, "does not take"),
        (401, "Unauthorized", Refused, "@BotFather"),
        (404, "Not Found", Refused, "@BotFather"),
        (409, "Conflict", TryLater, "tried again"),
        (500, "Internal Server Error", TryLater, "tried again"),
        (502, "", TryLater, "tried again"),
        (504, "", Uncertain, "may have been sent"),
        (302, "", TryLater, "api_url"),
    ],
)
def test_what_refusals_mean(code: int, description: str, kind: type[Exception], words: str) -> None:
    error = meant(Failed(code, description, 7.0), "77")
    assert type(error) is kind
    assert words in str(error)
    assert "Ada" not in str(error)
    assert getattr(error, "code", code) == code


def test_who_else_waits() -> None:
    slow = meant(Failed(429, "", 7.0), "77")
    assert isinstance(slow, TryLater)
    assert (slow.after_s, slow.scope) == (7.0, "pair")
    for trouble, address in ((Failed(429), "-100"), (Failed(502), "77"), (Unreached("no network"), "77")):
        later = meant(trouble, address)
        assert isinstance(later, TryLater)
        assert (later.after_s, later.scope) == (None, "account")


@pytest.mark.parametrize("trouble", [Lost("the connection broke"), Trouble("anything")])
def test_what_left_may_have_been_sent(trouble: Trouble) -> None:
    assert isinstance(meant(trouble, "77"), Uncertain)
