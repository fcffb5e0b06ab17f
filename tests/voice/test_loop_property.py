"""Whatever the order of speech, pauses and late results: no stale draft is heard, and no turn is remembered twice."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.stt import Transcript
from assistant.types import Audio, Cancelled, never
from tests.fakes import ScriptedLlm, ScriptedStt, ToneVoice, silence, speech
from tests.voice.test_loop import Conversation


class Numbered(ScriptedStt):
    """Every transcript is its number. Some come late; `late` in blocks of 20 ms."""

    def __init__(self, late: Sequence[int]) -> None:
        super().__init__()
        self._late = late
        self.given = 0

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        time.sleep(0.02 * self._late[self.given % len(self._late)])
        self.given += 1
        return Transcript(f"question {self.given}", "en", 0.9)


class Marked(ToneVoice):
    """Speaks an answer as a level that names the question it answers."""

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        self.spoken.append(text)
        level = MARKS.get(text, 0)
        yield np.full(6400, level, np.int16)


class Echo(ScriptedLlm):
    """Answers with the question's own words."""

    def stream(self, messages, **options):  # type: ignore[no-untyped-def]
        self._answers = iter([f"Answer {messages[-1].content.split()[-1]}."])
        return super().stream(messages, **options)


WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty twenty-one twenty-two twenty-three twenty-four twenty-five twenty-six twenty-seven twenty-eight "
    "twenty-nine thirty"
).split()
MARKS = {f"Answer {word}.": 1000 + 100 * number for number, word in enumerate(WORDS, 1)}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.integers(4, 60), st.integers(2, 90)), min_size=1, max_size=6),
    st.lists(st.integers(0, 6), min_size=1, max_size=5),
)
def test_only_committed_drafts_are_heard_and_every_turn_is_remembered_once(
    script: list[tuple[int, int]], late: list[int]
) -> None:
    talk = Conversation(Numbered(late), Echo(), voice=Marked())
    parts = [part for spoken, silent in script for part in (speech(20 * spoken), silence(20 * silent))]
    device = talk.run(silence(200), *parts, silence(2500))
    levels, counts = np.unique(device.stereo()[:, 1], return_counts=True)
    heard = {int(level) for level, count in zip(levels, counts, strict=True) if count >= 200} - {0}  # ramps left out
    whole = {level for level in heard if level >= 1000}
    ducked = {level * 4 for level in heard - whole}
    answered = {1000 + 100 * int(turn.transcript.split()[-1]) for turn in talk.diary.turns}
    assert whole | ducked <= answered
    remembered = (
        [message.content for message in talk.llm.prompts[-1] if message.role == "user"] if talk.llm.prompts else []
    )
    assert len(remembered) == len(set(remembered))
    assert [turn.turn for turn in talk.diary.turns] == list(range(1, len(talk.diary.turns) + 1))
    for turn in talk.diary.turns:
        assert turn.heard == "" or turn.reply.startswith(turn.heard.rstrip("."))
