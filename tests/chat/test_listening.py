"""What messages come to, whatever they came in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from assistant.audio.files import TooLong
from assistant.chat import Kind, Media, MediaTrouble
from assistant.chat.listening import MOST_BYTES, Hear, Heard, Listening, Nothing
from assistant.chat.store import Waiting
from assistant.errors import AudioError
from assistant.stt import Transcript
from tests.chat.fakes import FakeChannel, wrote

NOTE = Media("note", "https://x/y", "audio/ogg")


class Downloads(FakeChannel):
    """One file, or trouble."""

    def __init__(self, trouble: MediaTrouble | None = None) -> None:
        super().__init__()
        self.asked: list[tuple[str, int]] = []
        self._trouble = trouble

    async def download(self, media: Media, most: int) -> bytes:
        self.asked.append((media.id, most))
        if self._trouble is not None:
            raise self._trouble
        return b"sound"


class Recogniser:
    """Hears this, or raises it."""

    def __init__(self, heard: str | Exception = "Turn on the light.", language: str = "en") -> None:
        self._heard = heard
        self._language = language
        self.asked: list[tuple[bytes, Sequence[str]]] = []

    async def __call__(self, data: bytes, languages: Sequence[str]) -> Transcript:
        self.asked.append((data, languages))
        if isinstance(self._heard, Exception):
            raise self._heard
        return Transcript(self._heard, self._language, 0.9)


def rows(*texts: str, kind: Kind = Kind.TEXT, media: Media | None = None) -> list[Waiting]:
    return [
        Waiting(
            number, "fake", "bot", 0.0, wrote(text, number, kind=kind, media=media), tries=0, acting=False, version=1
        )
        for number, text in enumerate(texts)
    ]


def listened(
    burst: Sequence[Waiting], language: str = "en", hear: Hear | None = None, channel: FakeChannel | None = None
) -> Heard:
    listening = Listening(("en", "fr", "de"), hear)
    return asyncio.run(listening.hear(channel or Downloads(), burst, language))


SPOKEN = rows("", kind=Kind.VOICE, media=NOTE)


def nothing(
    burst: Sequence[Waiting], language: str = "en", hear: Hear | None = None, channel: FakeChannel | None = None
) -> str:
    """What is answered at once."""
    with pytest.raises(Nothing) as raised:
        listened(burst, language, hear, channel)
    return raised.value.text


def test_the_texts_of_a_burst_are_one_text_in_order() -> None:
    assert listened(rows("Turn on", "the light ")) == Heard("Turn on\nthe light", "en", spoken=False)


def test_the_language_is_that_of_the_words_and_else_the_last_one() -> None:
    assert listened(rows("Quelle heure est-il ?")).language == "fr"
    assert listened(rows("Paris"), "fr").language == "fr"


@pytest.mark.parametrize("text", ["🙂🙂", "?!", "  \n ", ""])
def test_what_has_no_words_is_not_asked_of_the_brain(text: str) -> None:
    assert nothing(rows(text)) == "I understand words and voice notes only."
    assert nothing(rows(text), "fr") == "Je ne comprends que les mots et les messages vocaux."


def test_a_number_is_words_enough() -> None:
    assert listened(rows("🙂", "7")).text == "🙂\n7"


@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        (Kind.IMAGE, "pictures", "images"),
        (Kind.VIDEO, "videos", "vidéos"),
        (Kind.DOCUMENT, "files", "fichiers"),
        (Kind.STICKER, "stickers", "autocollants"),
        (Kind.LOCATION, "locations", "positions"),
        (Kind.CONTACTS, "contacts", "contacts"),
        (Kind.OTHER, "this kind of message", "ce genre de message"),
    ],
)
def test_what_is_not_understood_is_said_by_its_name(kind: Kind, english: str, french: str) -> None:
    channel, recogniser = Downloads(), Recogniser()
    burst = rows("a caption", kind=kind, media=NOTE)
    assert english in nothing(burst, "en", recogniser, channel)
    assert french in nothing(burst, "fr", recogniser, channel)
    assert (channel.asked, recogniser.asked) == ([], [])


def test_a_voice_note_is_downloaded_and_heard_in_the_language_spoken_last_or_any_other() -> None:
    channel, recogniser = Downloads(), Recogniser("Quelle heure est-il ?", "fr")
    assert listened(SPOKEN, "de", recogniser, channel) == Heard("Quelle heure est-il ?", "fr", spoken=True)
    assert channel.asked == [("note", MOST_BYTES)]
    assert recogniser.asked == [(b"sound", ("de", "en", "fr"))]


def test_where_nothing_can_listen_it_is_said() -> None:
    channel = Downloads()
    assert nothing(SPOKEN, channel=channel) == "I cannot listen to voice notes here; please write."
    assert channel.asked == []


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (MediaTrouble("gone"), "could not get"),
        (MediaTrouble("large", too_large=True), "too long"),
    ],
)
def test_a_note_that_cannot_be_had_is_said_and_not_heard(trouble: MediaTrouble, said: str) -> None:
    recogniser = Recogniser()
    assert said in nothing(SPOKEN, "en", recogniser, Downloads(trouble))
    assert recogniser.asked == []


def test_a_note_that_may_be_had_later_is_tried_later() -> None:
    with pytest.raises(MediaTrouble, match="slow"):
        listened(SPOKEN, hear=Recogniser(), channel=Downloads(MediaTrouble("slow", later=True)))


@pytest.mark.parametrize(
    ("heard", "said"),
    [
        (TooLong("an hour"), "too long"),
        (AudioError("no sound"), "could not play"),
        (" ", "heard nothing"),
    ],
)
def test_a_note_that_is_not_understood_is_said(heard: str | Exception, said: str) -> None:
    assert said in nothing(SPOKEN, hear=Recogniser(heard))


def test_what_is_wrong_with_the_recogniser_is_not_blamed_on_the_note() -> None:
    with pytest.raises(RuntimeError, match="broken"):
        listened(SPOKEN, hear=Recogniser(RuntimeError("broken")))
