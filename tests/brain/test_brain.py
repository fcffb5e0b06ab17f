"""The brain around a scripted model: prompts, plain text, budget, memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from assistant.brain.brain import Brain, BrainSettings
from assistant.brain.session import Exchange
from assistant.workers import Worker
from tests.fakes import ScriptedLlm


def with_brain(
    llm: ScriptedLlm, story: Callable[[Brain], Awaitable[None]], settings: BrainSettings | None = None
) -> None:
    worker = Worker("llm")

    async def run() -> None:
        await story(Brain(llm, worker, settings or BrainSettings()))

    try:
        asyncio.run(run())
    finally:
        worker.close()


def test_an_answer_is_plain_text_for_the_ear() -> None:
    async def story(brain: Brain) -> None:
        answer = await brain.answer(brain.new_session(), "What?", "en")
        text = "".join([piece async for piece in answer])
        assert text.strip() == "Sure! It is Paris."
        assert answer.source == "llm"

    with_brain(ScriptedLlm("**Sure!** 😀 It is `Paris`."), story)


def test_the_model_is_stopped_when_the_spoken_budget_is_used_up() -> None:
    llm = ScriptedLlm("One. Two. Three. Four. Five. Six.")

    async def story(brain: Brain) -> None:
        text = "".join([piece async for piece in await brain.answer(brain.new_session(), "Count.", "en")])
        assert text.strip() == "One. Two."

    with_brain(llm, story, BrainSettings(max_sentences=2))
    assert llm.written <= 4


def test_what_was_heard_is_remembered_and_evaluated_ahead() -> None:
    llm = ScriptedLlm("Fine.")

    async def story(brain: Brain) -> None:
        session = brain.new_session()
        await brain.remember(session, Exchange("Hello.", "Hello you"), "en")
        _ = [piece async for piece in await brain.answer(session, "How are you?", "en")]

    with_brain(llm, story)
    (prompt,) = llm.prompts
    assert [message.content for message in prompt[-3:]] == ["Hello.", "Hello you", "How are you?"]
    assert llm.prefilled == [prompt[:-1]]


def test_nobody_asks_for_more_so_nothing_more_is_written() -> None:
    llm = ScriptedLlm("a b c d e f g h i j k l m n o p")

    async def story(brain: Brain) -> None:
        async for _ in await brain.answer(brain.new_session(), "Alphabet?", "en"):
            await asyncio.sleep(0.05)
            assert llm.written <= 3
            break

    with_brain(llm, story)
