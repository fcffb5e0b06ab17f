"""Whole conversations with scripted engines: exact, and in no time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from assistant.audio.replay import ReplayDevice
from assistant.brain.brain import Brain, BrainSettings
from assistant.brain.errands import Errands
from assistant.brain.intents import IntentMatcher
from assistant.brain.understanding import Understanding
from assistant.errors import EngineError, UsageError
from assistant.llm import Message, OnEnding
from assistant.skills import Call, Reply
from assistant.stt import Transcript
from assistant.turn_detector import TurnDetector
from assistant.turns.eagerness import Eagerness, EagernessSettings
from assistant.turns.endpoint import Endpointer, EndpointSettings
from assistant.turns.machine import TurnMachine
from assistant.turns.patience import Patience, PatienceSettings
from assistant.turns.states import Manners, State
from assistant.turns.waking import WakeGate
from assistant.types import Audio, Cancelled, from_ms, never
from assistant.voice.draft import Drafter
from assistant.voice.ears import Ears
from assistant.voice.examiner import Examiner
from assistant.voice.judge import EndJudge
from assistant.voice.listener import Listener
from assistant.voice.loop import LoopSettings, VoiceLoop
from assistant.voice.overhearing import Overhearing
from assistant.voice.partial import Partials
from assistant.voice.talker import Talker
from assistant.voice.waking import WakeListener
from assistant.workers import Worker
from tests.fakes import (
    Diary,
    JudgedSound,
    LoudnessDetector,
    ScriptedLlm,
    ScriptedStt,
    ScriptedWake,
    ToneVoice,
    call,
    silence,
    speech,
)


@dataclass
class Conversation:
    """Runs a recording through the loop; afterwards its parts can be asked."""

    stt: ScriptedStt
    llm: ScriptedLlm
    detector: TurnDetector | None = None
    pressed: bool = False
    manners: Manners = field(default_factory=Manners)
    wake: ScriptedWake | None = None
    errands: Errands | None = None
    announcement: str = ""
    languages: Sequence[str] = ("en",)
    begun: Callable[[VoiceLoop, ReplayDevice], object] = lambda loop, device: None
    """Called in the event loop before anything is heard."""
    voice: ToneVoice = field(default_factory=ToneVoice)
    diary: Diary = field(default_factory=Diary)

    def run(self, *parts: Audio) -> ReplayDevice:
        return asyncio.run(self._run(np.concatenate(parts)))

    async def _run(self, recording: Audio) -> ReplayDevice:
        workers = [Worker(name) for name in ("stt", "llm", "tts", "turn")]
        try:
            device = ReplayDevice(recording, fast=True)
            brain = Brain(self.llm, workers[1], BrainSettings(), self.errands)
            talker = Talker(dict.fromkeys(self.languages, self.voice), workers[2], device.speaker, first_words=6)
            ring, stt, heard = device.microphone, workers[0], self.diary.transcript
            confirm = from_ms(60 if self.manners.barge_in == "words" else 300)
            listener = Listener(ring, LoudnessDetector(), Endpointer(EndpointSettings(confirm_over_reply=confirm)))
            judge = None
            if self.detector is not None:
                judge = EndJudge(ring, listener, self.detector, workers[3], Patience(PatienceSettings()))
            waking = WakeListener(ring, self.wake, WakeGate({"robin": 0.5}, 0)) if self.wake else None
            phrases = {"robin": "hey robin"} if self.wake else {}
            loop = VoiceLoop(
                device,
                Ears(listener, judge, waking, phrases),
                TurnMachine(4800, self.manners),
                Eagerness(EagernessSettings()),
                Drafter(self.stt, stt, brain, talker, self.languages, heard, judge, tuple(phrases.values())),
                Partials(ring, self.stt, stt, brain, self.languages, heard),
                Overhearing(ring, device.speaker, Examiner(ring, self.stt, stt, self.languages), phrases),
                talker,
                brain,
                self.diary,
                LoopSettings(no_speech=from_ms(3000), follow_up=from_ms(2000)),
                lambda: self.pressed,
            )
            device.computing, device.settled = (lambda: loop.computing), (lambda: loop.settled)
            self.begun(loop, device)
            if self.announcement:
                asyncio.get_running_loop().call_soon(loop.announce, self.announcement, "en")
            await loop.run()
            return device
        finally:
            for worker in workers:
                worker.close()


def test_three_questions_are_three_turns() -> None:
    talk = Conversation(ScriptedStt("One?", "Two?", "Three?"), ScriptedLlm("First.", "Second.", "Third."))
    talk.run(silence(500), *[part for _ in range(3) for part in (speech(500), silence(3000))])
    assert [(turn.turn, turn.transcript, turn.reply, turn.heard) for turn in talk.diary.turns] == [
        (1, "One?", "First.", "First."),
        (2, "Two?", "Second.", "Second."),
        (3, "Three?", "Third.", "Third."),
    ]
    first = talk.diary.turns[0]
    assert (first.speech_start_s, first.speech_end_s, first.endpoint_s) == (0.5, 1.0, 1.7)
    assert first.response_ms is not None
    assert first.first_audio_s is not None
    assert first.response_ms == round((first.first_audio_s - 1.0) * 1000)
    assert not first.interrupted


def test_the_recogniser_gets_the_pre_roll_and_not_the_turn_before() -> None:
    talk = Conversation(ScriptedStt("One?"), ScriptedLlm("First."))
    talk.run(silence(1000), speech(500), silence(2000))
    audio = talk.stt.heard[0]
    assert len(audio) == 16 * (300 + 500 + 40)
    assert not audio[: 16 * 300].any()


def test_the_stereo_recording_has_both_sides_at_their_times() -> None:
    talk = Conversation(ScriptedStt("One?"), ScriptedLlm("First."))
    device = talk.run(silence(500), speech(500), silence(3000))
    stereo = device.stereo()
    turn = talk.diary.turns[0]
    assert turn.first_audio_s is not None
    answered = np.flatnonzero(stereo[:, 1])
    assert answered[0] == round(turn.first_audio_s * 16_000)
    assert len(answered) == 800 * len("First.")
    assert np.flatnonzero(stereo[:, 0])[0] == 8000


def test_a_breath_costs_a_draft_and_nothing_of_it_is_heard() -> None:
    talk = Conversation(ScriptedStt("What is", "What is this?"), ScriptedLlm("Wrong.", "Right."))
    talk.run(silence(300), speech(150), silence(250), speech(150), silence(3000))
    (turn,) = talk.diary.turns
    assert turn.drafts == 2
    assert turn.transcript == "What is this?"
    assert turn.heard == "Right."


def test_nothing_understood_is_no_turn() -> None:
    talk = Conversation(ScriptedStt(""), ScriptedLlm("Never."))
    device = talk.run(silence(300), speech(500), silence(2000))
    assert talk.diary.turns == []
    assert not device.stereo()[:, 1].any()
    assert talk.diary.states[-1] is State.LISTENING


def test_an_interruption_silences_the_reply_and_history_keeps_what_was_heard() -> None:
    long = "One two three four five six seven eight nine ten eleven twelve."
    talk = Conversation(ScriptedStt("Count.", "Wait."), ScriptedLlm(long, "Fine."))
    device = talk.run(silence(300), speech(500), silence(1700), speech(500), silence(3000))
    first, second = talk.diary.turns
    assert first.interrupted
    assert first.reply.startswith("One two")
    assert first.heard
    assert long.startswith(first.heard)
    assert len(first.heard) < len(long)
    assert second.transcript == "Wait."
    remembered = talk.llm.prompts[-1]
    assert [message.content for message in remembered[-3:]] == ["Count.", first.heard, "Wait."]
    assert State.DUCKED in talk.diary.states
    assert np.abs(device.stereo()[:, 1]).max() <= 1000


def test_a_cough_over_the_reply_does_not_end_it() -> None:
    talk = Conversation(ScriptedStt("Count."), ScriptedLlm("One two three four five six seven eight nine ten."))
    device = talk.run(silence(300), speech(500), silence(1700), speech(100), silence(3000))
    (turn,) = talk.diary.turns
    assert not turn.interrupted
    assert turn.heard == turn.reply
    right = device.stereo()[:, 1]
    assert 250 in right  # it was ducked for a moment
    assert right[right > 0][-1] == 1000


def test_the_next_prompt_begins_as_the_last_one_did() -> None:
    talk = Conversation(ScriptedStt("One?", "Two?"), ScriptedLlm("First.", "Second."))
    talk.run(silence(300), speech(500), silence(3000), speech(500), silence(3000))
    first, second = talk.llm.prompts
    assert second[: len(first)] == first
    assert talk.llm.prefilled[-2] == second[:-1]


def test_a_recording_that_ends_in_the_middle_of_a_word_is_answered() -> None:
    talk = Conversation(ScriptedStt("One?"), ScriptedLlm("First."))
    talk.run(silence(300), speech(500))
    assert [turn.heard for turn in talk.diary.turns] == ["First."]


def test_a_long_question_is_shown_and_read_while_it_is_spoken() -> None:
    talk = Conversation(ScriptedStt("What is the", "What is the time?"), ScriptedLlm("Noon."))
    talk.run(silence(500), speech(1200), silence(3000))
    assert talk.diary.transcripts == ["What is the", "What is the time?"]
    assert [message.content for message in talk.llm.prefilled[1][-1:]] == ["What is"]
    assert [turn.transcript for turn in talk.diary.turns] == ["What is the time?"]


class BrokenLlm(ScriptedLlm):
    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        raise EngineError("llm: out of memory; choose a smaller model")


def test_a_stage_that_fails_is_apologized_for_and_the_conversation_goes_on() -> None:
    talk = Conversation(ScriptedStt("One?", "Two?"), BrokenLlm())
    talk.run(silence(300), speech(500), silence(4000), speech(500), silence(4000))
    assert [(turn.heard, turn.source) for turn in talk.diary.turns] == [("Sorry, something went wrong.", "error")] * 2


@pytest.mark.parametrize(("sound", "ending", "shortest"), [(0.99, 0.99, True), (0.01, 0.001, False)])
def test_a_complete_question_is_answered_sooner_than_one_that_breaks_off(
    sound: float, ending: float, shortest: bool
) -> None:
    llm = ScriptedLlm("Paris.")
    llm.ends = ending
    talk = Conversation(ScriptedStt("What is the capital of France?"), llm, JudgedSound(sound))
    talk.run(silence(300), speech(500), silence(4000))
    (turn,) = talk.diary.turns
    waited_s = turn.endpoint_s - turn.speech_end_s
    assert turn.heard == "Paris."
    assert waited_s < 0.5 if shortest else waited_s > 0.9


def test_under_pressure_work_begins_at_the_end_of_the_turn() -> None:
    talk = Conversation(ScriptedStt("One?"), ScriptedLlm("First."), pressed=True)
    talk.run(silence(300), speech(150), silence(250), speech(150), silence(3000))
    (turn,) = talk.diary.turns
    assert turn.drafts == 1
    assert turn.draft_s == turn.endpoint_s
    assert turn.heard == "First."


class SlowVoice(ToneVoice):
    """Takes its time over every clause."""

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        time.sleep(0.9)
        yield from super().synthesize(text, cancelled=cancelled)


def test_going_on_before_the_reply_sounds_is_one_turn_and_nothing_of_the_first_part_is_remembered() -> None:
    said = ScriptedStt("What is", "What is the", "What is the time?")  # the second is a partial transcript
    talk = Conversation(said, ScriptedLlm("Wrong.", "Noon."), voice=SlowVoice())
    device = talk.run(silence(300), speech(300), silence(760), speech(400), silence(3000))
    (turn,) = talk.diary.turns
    assert (turn.transcript, turn.heard, turn.drafts) == ("What is the time?", "Noon.", 2)
    assert turn.speech_start_s == 0.3
    assert [message.content for message in talk.llm.prompts[-1][-1:]] == ["What is the time?"]
    assert "What is" not in [message.content for message in talk.llm.prompts[-1]]
    assert np.count_nonzero(device.stereo()[:, 1]) == 800 * len("Noon.")


class Impatient(Diary):
    """Interrupts the program once a reply is heard and more of it is waiting than the speaker takes."""

    def __init__(self) -> None:
        super().__init__()
        self.stop: Callable[[], object] | None = None

    def state(self, state: State) -> None:
        super().state(state)
        if state is State.SPEAKING and self.stop is not None:
            asyncio.get_running_loop().call_later(0.05, self.stop)


def test_an_interrupted_program_does_not_wait_for_a_long_reply() -> None:
    diary = Impatient()
    talk = Conversation(ScriptedStt("Tell me."), ScriptedLlm(" ".join(["word"] * 1000)), diary=diary)

    async def story() -> None:
        running = asyncio.create_task(talk._run(np.concatenate([silence(300), speech(500), silence(600_000)])))
        diary.stop = running.cancel
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(running, 20)

    asyncio.run(story())


class FallenVoice(ToneVoice):
    """Works until it is asked for an answer."""

    def synthesize(self, text: str, *, cancelled: Cancelled = never) -> Iterator[Audio]:
        if text in ("First.", "Second."):
            raise RuntimeError("out of memory")
        yield from super().synthesize(text, cancelled=cancelled)


def test_the_apology_is_ready_even_when_the_voice_fails_with_an_error_nobody_foresaw() -> None:
    voice = FallenVoice()
    talk = Conversation(ScriptedStt("One?", "Two?"), ScriptedLlm("First.", "Second."), voice=voice)
    talk.run(silence(300), speech(500), silence(4000), speech(500), silence(4000))
    assert [turn.heard for turn in talk.diary.turns] == ["Sorry, something went wrong."] * 2
    assert voice.spoken == ["Sorry,", "something went wrong."]


AWAKENED = Manners(wake_word=True, follow_up=True, barge_in="words")


def test_nothing_is_answered_before_the_wake_word() -> None:
    talk = Conversation(ScriptedStt("One?"), ScriptedLlm("First."), manners=AWAKENED, wake=ScriptedWake())
    talk.run(silence(500), speech(800), silence(3000))
    assert talk.diary.turns == []
    assert talk.stt.heard == []
    assert talk.diary.states == [State.ASLEEP]


def test_a_command_in_one_breath_with_the_wake_word_is_heard_whole_and_without_it() -> None:
    stt = ScriptedStt("Hey Robin, what time is it?", "Hey Robin, what time is it?")
    talk = Conversation(stt, ScriptedLlm("Late."), manners=AWAKENED, wake=ScriptedWake())
    talk.run(silence(500), speech(600), call(), speech(600), silence(3000))
    (turn,) = talk.diary.turns
    assert turn.transcript == "What time is it?"
    assert turn.wake_s == pytest.approx(1.13, abs=0.03)
    assert turn.speech_start_s == 0.5
    assert int(np.count_nonzero(stt.heard[-1])) >= 16 * 1200


def test_after_the_wake_word_alone_it_listens_and_goes_back_to_sleep() -> None:
    talk = Conversation(ScriptedStt("Hey Robin."), ScriptedLlm(), manners=AWAKENED, wake=ScriptedWake())
    talk.run(silence(500), speech(600), call(), silence(6000))
    assert talk.diary.turns == []
    assert talk.diary.states[0] is State.ASLEEP
    assert State.LISTENING in talk.diary.states
    assert talk.diary.states[-1] is State.ASLEEP


def test_an_answer_may_be_answered_for_a_while() -> None:
    stt, llm = ScriptedStt("Hey Robin, one?", "Two?", "Three?"), ScriptedLlm("First.", "Second.", "Third.")
    talk = Conversation(stt, llm, manners=AWAKENED, wake=ScriptedWake())
    turn = [speech(300), silence(2500)]
    talk.run(silence(500), speech(100), call(), *turn, *turn, silence(4000), *turn)
    assert [turn.transcript for turn in talk.diary.turns] == ["One?", "Two?"]
    assert [turn.wake_s is None for turn in talk.diary.turns] == [False, True]


def test_words_over_the_reply_silence_it_and_are_the_next_turn() -> None:
    stt = ScriptedStt("One?", *["Wait a minute."] * 8)
    talk = Conversation(stt, ScriptedLlm("a long answer " * 20, "Second."), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(900), silence(4000))
    first, second = talk.diary.turns
    assert first.interrupted
    assert 0 < len(first.heard) < len(first.reply)
    assert second.transcript == "Wait a minute."


def test_a_noise_over_the_reply_only_holds_it_up() -> None:
    stt = ScriptedStt("One?", "", "", "")
    talk = Conversation(stt, ScriptedLlm("a long answer " * 6), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(900), silence(8000))
    (turn,) = talk.diary.turns
    assert not turn.interrupted
    assert turn.heard == turn.reply
    assert State.HUSHED in talk.diary.states


def test_its_own_words_do_not_interrupt_it() -> None:
    stt = ScriptedStt("One?", "long answer a long", "long answer a long", "long answer")
    talk = Conversation(stt, ScriptedLlm("a long answer " * 6), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(900), silence(8000))
    (turn,) = talk.diary.turns
    assert not turn.interrupted


def test_stop_ends_the_turn_without_another_word() -> None:
    stt = ScriptedStt("One?", *["Stop."] * 8)
    talk = Conversation(stt, ScriptedLlm("a long answer " * 20), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(600), silence(4000))
    first, second = talk.diary.turns
    assert (first.interrupted, second.source, second.reply) == (True, "intent:stop", "")
    assert len(talk.llm.prompts) == 1


def test_words_after_a_cough_interrupt_it_all_the_same() -> None:
    stt = ScriptedStt("One?", *["Wait a minute."] * 8)
    talk = Conversation(stt, ScriptedLlm("a long answer " * 20, "Second."), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(40), silence(500), speech(1500), silence(4000))
    assert talk.diary.turns[0].interrupted


def test_stop_counts_even_where_the_answer_has_the_word() -> None:
    stt = ScriptedStt("One?", *["Stop."] * 8)
    talk = Conversation(stt, ScriptedLlm("the bus stop is near " * 20), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(600), silence(4000))
    assert talk.diary.turns[0].interrupted


def test_its_own_wake_word_does_not_wake_it() -> None:
    answer = "people call me by saying hey robin"
    talk = Conversation(ScriptedStt("Hey Robin, one?"), ScriptedLlm(answer), manners=AWAKENED, wake=ScriptedWake())
    said = [silence(500), speech(200), call(), speech(200), silence(700)]
    talk.run(*said, silence(len(answer) * 50 - 600), call(), silence(9000))
    assert len(talk.diary.turns) == 1
    assert talk.diary.states.count(State.LISTENING) == 1  # the follow-up; nothing woke it again


def test_a_recogniser_that_breaks_over_the_reply_silences_it_and_no_more() -> None:
    class Breaking(ScriptedStt):
        def transcribe(
            self,
            audio: Audio,
            *,
            languages: Sequence[str] = ("en",),
            vocabulary: Sequence[str] = (),
            cancelled: Cancelled = never,
        ) -> Transcript:
            if len(self.heard) == 1:
                self.heard.append(audio)
                raise RuntimeError("out of memory")
            return super().transcribe(audio, languages=languages, vocabulary=vocabulary, cancelled=cancelled)

    talk = Conversation(Breaking("One?", "Two?"), ScriptedLlm("a long answer " * 20), manners=Manners(barge_in="words"))
    talk.run(silence(500), speech(500), silence(2000), speech(500), silence(4000))
    assert talk.diary.turns[0].interrupted
    assert talk.diary.states[-1] is State.LISTENING


class Bell:
    """A skill that rings when it is told to, counts, lights a lamp that everybody sees, and is told to stop."""

    intents = frozenset({"Ring", "Count", "Light", "Stop"})
    acts = frozenset({"Ring", "Light"})

    def __init__(self) -> None:
        self.rung = 0

    async def handle(self, call: Call) -> str | Reply:
        if call.intent == "Light":
            return Reply("The light is on.", obvious=True)
        self.rung += call.intent == "Ring"
        return "Ding." if call.intent == "Ring" else f"{self.rung} times."

    def close(self) -> None:
        """Nothing to close."""


def bell_errands(folder: Path, bell: Bell) -> Errands:
    (folder / "en").mkdir()
    (folder / "en" / "bell.yaml").write_text(
        "language: en\nintents:\n  Ring: {data: [{sentences: ['ring the bell']}]}\n"
        "  Count: {data: [{sentences: ['how often']}]}\n"
        "  Light: {data: [{sentences: ['light up']}]}\n"
        "  Stop: {data: [{sentences: ['hold your tongue']}]}\n"
    )
    (folder / "common.yaml").write_text("lists: {}\n")
    return Errands(Understanding(IntentMatcher(["bell"], ["en"], sentences=folder)), {"bell": bell})


def test_what_is_understood_exactly_is_done_once_and_without_the_language_model(tmp_path: Path) -> None:
    bell = Bell()
    talk = Conversation(
        ScriptedStt("Ring the bell.", "How often?"), ScriptedLlm(), errands=bell_errands(tmp_path, bell)
    )
    talk.run(silence(500), *[part for _ in range(2) for part in (speech(500), silence(3000))])
    assert [(turn.source, turn.heard) for turn in talk.diary.turns] == [
        ("intent:Ring", "Ding."),
        ("intent:Count", "1 times."),
    ]
    assert talk.llm.prompts == []


def test_what_is_taken_back_in_a_breath_is_not_done(tmp_path: Path) -> None:
    bell = Bell()
    stt = ScriptedStt("Ring the bell", *["Ring the bell no do not."] * 5)
    talk = Conversation(stt, ScriptedLlm("As you like."), errands=bell_errands(tmp_path, bell))
    talk.run(silence(500), speech(300), silence(350), speech(300), silence(3000))
    assert bell.rung == 0
    assert [turn.source for turn in talk.diary.turns] == ["llm"]


def test_an_announcement_is_heard_and_is_no_turn() -> None:
    talk = Conversation(ScriptedStt(), ScriptedLlm(), announcement="The tea is ready.")
    device = talk.run(silence(3000))
    assert "The tea is ready." in talk.voice.spoken
    assert np.abs(device.stereo()[:, 1]).max() > 0
    assert talk.diary.turns == []
    assert talk.diary.states[-1] is State.LISTENING


def test_what_everybody_sees_is_done_with_a_short_sound_and_without_words(tmp_path: Path) -> None:
    done: list[str] = []

    def listen(loop: VoiceLoop, device: ReplayDevice) -> None:
        loop.replying.on_done = lambda: done.append(loop._machine.state.value)

    talk = Conversation(
        ScriptedStt("Light up.", "How often?"), ScriptedLlm(), errands=bell_errands(tmp_path, Bell()), begun=listen
    )
    device = talk.run(silence(500), speech(500), silence(2000), speech(500), silence(3000))
    assert len(done) == 1
    first, second = talk.diary.turns
    assert (first.source, first.reply, first.heard) == ("intent:Light", "", "")
    assert first.response_ms is not None
    assert first.response_ms >= 300
    assert second.heard == "0 times."
    assert second.first_audio_s is not None
    assert not device.stereo()[: int(second.first_audio_s * 16_000) - 320, 1].any()
    assert talk.diary.states[-1] is State.LISTENING


def test_stop_in_the_words_of_a_skill_ends_the_turn_like_the_word_itself(tmp_path: Path) -> None:
    stopped: list[bool] = []

    def listen(loop: VoiceLoop, device: ReplayDevice) -> None:
        loop.replying.on_stop = lambda: stopped.append(True)

    talk = Conversation(
        ScriptedStt("Hold your tongue."), ScriptedLlm(), errands=bell_errands(tmp_path, Bell()), begun=listen
    )
    device = talk.run(silence(500), speech(500), silence(3000))
    assert stopped == [True]
    assert not device.stereo()[:, 1].any()
    assert [turn.source for turn in talk.diary.turns] == ["intent:stop"]


class Polyglot(ScriptedStt):
    """Keeps the languages it was asked to choose among."""

    def __init__(self, *texts: str) -> None:
        super().__init__(*texts)
        self.asked: list[tuple[str, ...]] = []

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        self.asked.append(tuple(languages))
        return super().transcribe(audio, languages=languages, vocabulary=vocabulary, cancelled=cancelled)


def test_another_language_is_likeliest_from_now_on_in_drafts_in_partials_and_over_replies() -> None:
    def switch(loop: VoiceLoop, device: ReplayDevice) -> None:
        assert loop.language == "en"
        loop.language = "fr"
        assert loop.language == "fr"
        with pytest.raises(UsageError, match="de is not configured"):
            loop.language = "de"
        assert loop.language == "fr"

    stt = Polyglot("One", "One?", "Two?", "Two?")
    llm = ScriptedLlm("a long answer " * 20, "Two.")
    talk = Conversation(stt, llm, manners=Manners(barge_in="words"), languages=("en", "fr"), begun=switch)
    talk.run(silence(500), speech(1500), silence(2000), speech(500), silence(4000))
    assert len(stt.asked) >= 4  # a partial, a draft, the words over the reply, and the next draft
    assert set(stt.asked) == {("fr", "en")}
    assert any("français" in message.content for message in llm.prefilled[1])
