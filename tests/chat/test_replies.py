"""From an answer to the messages that bring it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

import pytest

from assistant.chat import Limits, Rate
from assistant.chat.notes.speaking import Spoken
from assistant.chat.replies import Replies
from assistant.chat.store import Known, NewJob, Waiting
from assistant.errors import EngineError
from tests.chat.fakes import FakeChannel, wrote

ANNA = Known("fake", "bot", "anna", "+anna", language="fr")
TEXT = "One is here. Two is there."
How = Literal["same", "text", "both"]


class Speaker:
    """Speaks all but `rest`, or fails."""

    def __init__(self, rest: str = "", failure: Exception | None = None, data: bytes = b"note") -> None:
        self._rest = rest
        self._failure = failure
        self._data = data
        self.asked: list[tuple[str, str, Limits]] = []

    async def __call__(self, text: str, language: str, limits: Limits) -> Spoken:
        self.asked.append((text, language, limits))
        if self._failure is not None:
            raise self._failure
        return Spoken(self._data, self._rest)


def burst(*texts: str, **more: Any) -> list[Waiting]:
    return [
        Waiting(7 + number, "fake", "bot", 0.0, wrote(text, number, **more), tries=0, acting=False, version=1)
        for number, text in enumerate(texts)
    ]


def jobs(
    text: str = TEXT,
    *,
    speaker: Speaker | None = None,
    how: How = "same",
    of: Sequence[Waiting] = (),
    longest: int = 4096,
    spoken: bool = False,
    quote: bool = False,
) -> list[NewJob]:
    channel = FakeChannel(limits=Limits(longest, Rate(1, 1), Rate(1, 1), 1000))
    replies = Replies(speaker, how)
    return asyncio.run(replies.jobs(channel, ANNA, of or burst("hello", "there"), text, spoken=spoken, quote=quote))


def parts(made: Sequence[NewJob]) -> list[tuple[str, bytes]]:
    return [(job.text, job.voice) for job in made]


def test_what_was_written_is_answered_in_writing() -> None:
    speaker = Speaker()
    (job,) = jobs(speaker=speaker, how="both")
    assert job == NewJob("fake", "bot", "anna", "+anna", "8:0", text=TEXT, inbox=8)
    assert speaker.asked == []


def test_what_was_said_is_answered_by_a_voice_note_and_its_text_for_who_cannot_be_sent_one() -> None:
    speaker = Speaker()
    assert parts(jobs(speaker=speaker, spoken=True)) == [(TEXT, b"note")]
    ((text, language, limits),) = speaker.asked
    assert (text, language, limits.voice_bytes) == (TEXT, "fr", 1000)


def test_it_is_answered_as_it_is_configured() -> None:
    assert parts(jobs(speaker=Speaker(), how="text", spoken=True)) == [(TEXT, b"")]
    assert parts(jobs(speaker=Speaker(), how="both", spoken=True)) == [("", b"note"), (TEXT, b"")]


def test_what_has_no_room_in_the_note_is_written_after_it() -> None:
    speaker = Speaker(rest="Two is there.")
    assert parts(jobs(speaker=speaker, spoken=True)) == [("One is here. ", b"note"), ("Two is there.", b"")]


@pytest.mark.parametrize(
    "speaker", [Speaker(failure=EngineError("no voice")), Speaker(data=b"", rest=TEXT), None], ids=str
)
@pytest.mark.parametrize("how", ["same", "both"])
def test_what_cannot_be_spoken_is_written_once(speaker: Speaker | None, how: How) -> None:
    assert parts(jobs(speaker=speaker, how=how, spoken=True)) == [(TEXT, b"")]


def test_the_text_of_a_note_that_would_be_too_long_a_message_is_left_out() -> None:
    assert parts(jobs("x" * 60, speaker=Speaker(), spoken=True, longest=50)) == [("", b"note")]


def test_a_long_answer_is_several_messages_in_order_whose_keys_are_the_same_each_time() -> None:
    text = " ".join(f"Sentence number {number}." for number in range(20))
    made = jobs(text, longest=100)
    assert " ".join(job.text for job in made) == text
    assert all(len(job.text) <= 100 for job in made)
    assert [job.key for job in made] == [f"8:{number}" for number in range(len(made))]
    assert {job.inbox for job in made} == {8}
    assert jobs(text, longest=100) == made


def test_lengths_are_counted_as_platforms_do() -> None:
    assert [len(job.text) for job in jobs("🙂" * 60, longest=50)] == [25, 25, 10]


def test_the_first_message_alone_quotes_what_it_answers() -> None:
    text = "A sentence. " * 20
    assert [job.reply_to for job in jobs(text, longest=120, quote=True)][:2] == ["e1", ""]
    assert {job.reply_to for job in jobs(text, longest=120)} == {""}


def test_it_is_quoted_by_the_platforms_id() -> None:
    (job,) = jobs(of=burst("hello", message="wamid.1"), quote=True)
    assert job.reply_to == "wamid.1"


def test_an_apology_is_another_message_than_the_answer() -> None:
    (row,) = burst("hello")
    apology = Replies(None, "same").apology(ANNA, row, "Sorry.")
    assert apology == NewJob("fake", "bot", "anna", "+anna", "7:failed", text="Sorry.", inbox=7)
    assert apology.key not in {job.key for job in jobs(of=[row])}
