from __future__ import annotations

import asyncio

import pytest

from assistant.bench.conversation import converse, matched, peak_mb
from tests.bench.fakes import clip, default_config, scripted
from tests.bench.records import record
from tests.fakes import ScriptedLlm, ScriptedStt


def test_each_question_is_a_turn_of_one_conversation() -> None:
    llm = ScriptedLlm("First.", "Second.")
    told: list[str] = []
    with scripted(ScriptedStt(*["One?"] * 9, "Two?"), llm) as models:
        talk = asyncio.run(
            converse(default_config(), models, [clip("One"), clip("Two")], fast=True, progress=told.append)
        )
    assert told == ["turn 1 of 2", "turn 2 of 2"]
    assert [len(asked.turns) for asked in talk.asked] == [1, 1]
    first = talk.turns[0]
    assert first.reply == "First."
    assert first.speech_end_s == pytest.approx(talk.asked[0].end_s, abs=0.02)
    assert talk.pieces_kept >= 2
    assert talk.peak_mb > 0
    assert talk.warm_s >= 0
    assert any("First." in message.content for message in llm.prompts[-1])


def test_turns_belong_to_the_question_within_which_their_speech_began() -> None:
    clips = [clip("One"), clip("Two"), clip("Three")]
    turns = [record(1, start_s=1.1), record(2, start_s=3.0), record(3, start_s=8.9)]
    one, two, three = matched(clips, [16_000, 5 * 16_000, 9 * 16_000], turns)
    assert [turn.turn for turn in one.turns] == [1, 2]
    assert one.turn is turns[1]
    assert two.turns == ()
    assert two.turn is None
    assert three.turns == (turns[2],)
    assert three.end_s == 9.9


def test_questions_that_were_not_asked_any_more_are_left_out() -> None:
    assert len(matched([clip("One"), clip("Two")], [16_000], [])) == 1


def test_memory_is_that_of_a_python_process() -> None:
    assert 20 < peak_mb() < 100_000
