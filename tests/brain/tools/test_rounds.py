"""Words and calls in turn, with a scripted model."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from assistant.brain.tools import Toolbox
from assistant.brain.tools.doing import Asked
from assistant.brain.tools.rounds import MOST_CALLS, ToolTalk
from assistant.errors import EngineError
from assistant.llm import Message
from assistant.people import Permissions
from assistant.workers import Worker
from tests.brain.tools.house import GUEST, STRANGER, House, Papers, Scripted, ask, call

OFF = call("TurnOff", lamp="hall")
DOOR = call("OpenDoor")
LETTER = call("ReadLetter")


async def no() -> bool:
    return False


def test_words_pass_through_as_they_come() -> None:
    heard: list[int] = []
    llm = Scripted("  The capital of France is Paris.")
    talked = ask(llm, House(), listen=lambda piece: heard.append(llm.written))
    assert talked.text == "  The capital of France is Paris."
    assert heard[0] <= 2
    assert len(heard) == llm.written
    assert (talked.talk.source, talked.talk.acted) == ("llm", False)


def test_a_call_is_done_and_its_result_read_and_answered() -> None:
    house = House()
    talked = ask(Scripted(OFF, "It is dark now."), house, text="Turn the hall lamp off.")
    assert talked.text == "It is dark now."
    assert (talked.talk.source, talked.talk.acted) == ("tool:TurnOff", True)
    (done,) = house.calls
    assert (done.intent, dict(done.slots), done.text) == ("TurnOff", {"lamp": "hall"}, "Turn the hall lamp off.")
    first, second = talked.llm.prompts
    assert second[: len(first)] == first
    assert second[len(first) :] == [
        Message("assistant", OFF),
        Message("tool", '{"result": "The hall lamp is off."}'),
    ]


def test_a_call_is_never_spoken_not_even_its_beginning() -> None:
    for broken in (OFF[:20], "<tool_call>nonsense", OFF + " Done!", '```json\n{"a": 1}'):
        assert ask(Scripted(broken), House()).text == "I did not understand exactly what to do."


def test_what_acts_waits_until_it_is_certain_and_is_left_if_it_was_not_meant() -> None:
    house = House()
    talked = ask(Scripted(OFF, "It is dark."), house, committed=no)
    assert (talked.text, house.calls, len(talked.llm.prompts)) == ("", [], 1)


def test_what_only_looks_does_not_wait() -> None:
    talked = ask(Scripted(LETTER, "All is well."), House(), committed=no)
    assert talked.text == "All is well."
    assert talked.talk.links == ("https://post.example/1",)


def test_there_are_only_so_many_calls_and_then_only_words() -> None:
    house, papers = House(), Papers()
    lamps = [call("TurnOff", lamp=lamp) for lamp in ("hall", "kitchen")]
    talked = ask(Scripted(*lamps, LETTER, "Done.", "Never."), house, papers)
    assert talked.text == "Done."
    assert len(house.calls) + len(papers.calls) == MOST_CALLS
    *before, last = talked.llm.grammars
    assert all(grammar is not None and "call ::=" in grammar for grammar in before)
    assert last is not None
    assert "call ::=" not in last


def test_a_model_that_calls_on_and_on_is_stopped_with_the_last_result() -> None:
    house, papers = House(), Papers()
    lamps = [call("TurnOff", lamp=lamp) for lamp in ("hall", "kitchen")]
    talked = ask(Scripted(*lamps, LETTER, DOOR), house, papers)
    assert talked.text == "Dear Anna, all is well."
    assert [done.intent for done in house.calls] == ["TurnOff", "TurnOff"]


def test_the_same_call_is_not_made_twice() -> None:
    house = House()
    assert ask(Scripted(OFF, OFF), house).text == "The hall lamp is off."
    assert len(house.calls) == 1


def test_a_model_that_has_nothing_to_say_about_a_result_says_it() -> None:
    assert ask(Scripted(OFF, " \n"), House()).text.strip() == "The hall lamp is off."
    assert ask(Scripted(OFF, EngineError("llm: the prompt does not fit")), House()).text == "The hall lamp is off."


def test_a_failure_of_the_model_before_any_result_is_a_failure() -> None:
    with pytest.raises(EngineError):
        ask(Scripted(EngineError("llm: out of memory")), House())


def test_a_refusal_and_a_fault_go_back_to_the_model() -> None:
    talked = ask(Scripted(DOOR, "It will not open."), House())
    assert talked.text == "It will not open."
    assert talked.llm.prompts[1][-1] == Message("tool", '{"error": "The door is locked."}')
    assert (talked.talk.source, talked.talk.acted) == ("llm", False)
    talked = ask(Scripted(call("Burst"), "Oh."), House(), language="fr")
    assert talked.llm.prompts[1][-1] == Message("tool", '{"error": "Désolé, cela n\'a pas marché."}')


def test_arguments_that_do_not_fit_are_not_done() -> None:
    house = House()
    talked = ask(Scripted(call("TurnOff", lamp="sun"), "Which lamp?"), house)
    assert talked.text == "Which lamp?"
    assert house.calls == []


def test_nobody_is_offered_what_they_may_not_use() -> None:
    for person, names in ((GUEST, ["ReadLetter", "Wait"]), (STRANGER, [])):
        talked = ask(Scripted("Fine."), House(), person=person)
        system = talked.llm.prompts[0][0].content
        assert [name for name in ("TurnOff", "OpenDoor", "ReadLetter", "Wait") if name in system] == names
        (grammar,) = talked.llm.grammars
        assert (grammar is not None and "TurnOff" not in grammar) if names else grammar is None


def test_whoever_has_no_tools_is_answered_in_any_words() -> None:
    assert ask(Scripted('{"a": 1} is an object.'), House(), person=STRANGER).text == '{"a": 1} is an object.'


def test_cancelling_stops_the_model_within_a_token() -> None:
    heard: list[str] = []
    llm = Scripted("One two three four five six seven eight nine ten.")
    ask(llm, House(), listen=heard.append, cancelled=lambda: len(heard) >= 2)
    assert len(heard) == 2
    assert llm.written <= 3


def test_whoever_stops_listening_stops_the_model() -> None:
    llm, worker = Scripted("One two three four five six seven eight nine ten."), Worker("llm")

    async def story() -> None:
        talk = ToolTalk(llm, worker, Toolbox({}, Permissions({})))
        answer = talk.answer(lambda: [Message("user", "Count.")], Asked("Count.", "en"), max_tokens=50)
        async with aclosing(aiter(answer)) as pieces:
            await anext(pieces)
        written = llm.written
        await worker.run(lambda: None)  # its thread is free again
        assert llm.written <= written + 1

    try:
        asyncio.run(story())
    finally:
        worker.close()


def test_cancelling_ends_what_is_being_looked_up() -> None:
    papers = Papers()
    talked = ask(Scripted(call("Wait"), "Done."), House(), papers, cancelled=lambda: bool(papers.calls))
    assert (talked.text, papers.given_up, len(talked.llm.prompts)) == ("", 1, 1)


def test_what_has_been_cancelled_is_not_begun() -> None:
    house = House()
    over: list[bool] = []

    async def committed() -> bool:
        over.append(True)
        await asyncio.sleep(0)
        return False

    assert ask(Scripted(OFF), house, committed=committed, cancelled=lambda: bool(over)).text == ""
    assert house.calls == []


def test_a_call_that_was_written_before_anybody_cancelled_is_not_done_after() -> None:
    house, llm = House(), Scripted(OFF)
    assert ask(llm, house, cancelled=lambda: 5 * llm.written >= len(OFF)).text == ""
    assert house.calls == []


def test_the_end_of_the_question_is_judged_once() -> None:
    judged: list[float] = []
    ask(Scripted(OFF, "Dark."), House(), on_ending=judged.append)
    assert judged == [0.5]


def test_the_prompt_begins_alike_for_everybody_of_a_role() -> None:
    beginnings = {ask(Scripted("Yes."), House(), text=text).llm.prompts[0][0] for text in ("One?", "Two?")}
    assert len(beginnings) == 1
