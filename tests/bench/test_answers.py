"""Questions are asked with their history, answers judged, shares counted."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import get_args

import pytest

from assistant.bench import answers
from assistant.bench.answers import Dictated, Judged
from assistant.bench.checks import Kind, Question
from assistant.brain.brain import Brain, BrainSettings
from assistant.workers import Worker
from tests.fakes import ScriptedLlm


def judged(llm: ScriptedLlm, *questions: Question) -> list[Judged]:
    thread = Worker("llm")
    dictated = Dictated(llm)
    try:
        return asyncio.run(answers.ask(Brain(dictated, thread, BrainSettings()), dictated, questions))
    finally:
        thread.close()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_questions_cover_every_kind(language: str) -> None:
    questions = answers.load([language])
    assert {question.kind for question in questions} == set(get_args(Kind))
    assert len({question.ask for question in questions}) == len(questions) >= 25
    assert all(question.before for question in questions if question.kind == "follow_up")
    assert all(question.any for question in questions if question.kind in ("fact", "follow_up"))


def test_a_language_without_questions_has_none(tmp_path: Path) -> None:
    file = tmp_path / "questions.yaml"
    file.write_text('en:\n  - {kind: fact, ask: "What?", any: ["8"]}\n')
    assert answers.load(["fr", "en"], file) == [Question("fact", "en", "What?", any=("8",))]


def test_answers_are_judged_as_they_are_spoken_and_as_they_were_written() -> None:
    question = Question("fact", "en", "What is the capital of Spain?", any=("madrid",))
    (one,) = judged(ScriptedLlm("**Madrid** it is."), question)
    assert (one.given.spoken, one.given.written) == ("Madrid it is.", "**Madrid** it is.")
    assert one.record() == {
        "language": "en",
        "kind": "fact",
        "question": "What is the capital of Spain?",
        "answer": "Madrid it is.",
        "source": "llm",
        "good": False,
        "failed": ["no_markup"],
    }


def test_the_model_sees_what_was_said_before_and_nothing_of_other_questions() -> None:
    llm = ScriptedLlm("Anna.", "Fine.")
    before = (("My name is Anna.", "Hello Anna."),)
    judged(llm, Question("follow_up", "en", "What is my name?", before, ("anna",)), Question("talk", "en", "Hello."))
    said = [[message.content for message in prompt] for prompt in llm.prompts]
    assert said[0][-3:] == ["My name is Anna.", "Hello Anna.", "What is my name?"]
    assert "Anna" not in " ".join(said[1])


def test_shares() -> None:
    fact = Question("fact", "en", "What is the capital of Spain?", any=("madrid",))
    house = Question("house", "en", "Is the front door locked?")
    found = judged(ScriptedLlm("Madrid.", "The answer is Madrid.", "I do not know."), fact, fact, house)
    shares = {figure.name: figure.value for figure in answers.figures(found)}
    assert shares["good_share"] == 0.667
    assert (shares["fact_good_share"], shares["fact_right_share"]) == (0.5, 1.0)
    assert (shares["house_good_share"], shares["house_admits_share"]) == (1.0, 1.0)
    assert (shares["no_preamble_share"], shares["short_share"]) == (0.667, 1.0)
    assert {figure.better for figure in answers.figures(found)} == {"more"}
    assert answers.figures([])[0].value is None
