"""`colibri ask`, `chat`, `say`, `transcribe`, with scripted engines and, a few, with the real ones."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from assistant.audio import files
from assistant.cli import text
from assistant.errors import EngineError
from assistant.llm import Message, OnEnding
from assistant.models.store import ModelStore
from assistant.types import Audio, Cancelled, never
from tests.audio.test_device import PortAudio
from tests.cli.command import DEFAULTS, colibri
from tests.cli.recordings import QUESTIONS, broken, silence, speechless, spoken, unusual, words
from tests.fakes import ScriptedLlm, ToneVoice


class ForgetfulLlm(ScriptedLlm):
    """Refuses what is too long for it."""

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        if len(messages[-1].content) > 100:
            raise EngineError("llm: the prompt does not fit; shorten the conversation")
        return super().stream(messages, max_tokens=max_tokens, cancelled=cancelled)


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> ScriptedLlm:
    scripted = ForgetfulLlm("Paris is **nice**.", "So is Rome.")
    monkeypatch.setattr(text, "build_llm", lambda config, store: scripted)
    return scripted


@pytest.fixture
def voice(monkeypatch: pytest.MonkeyPatch) -> ToneVoice:
    tone = ToneVoice()
    monkeypatch.setattr(text, "build_voices", lambda config, store: dict.fromkeys(config.languages, tone))
    return tone


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> PortAudio:
    sound = PortAudio(("DAC", 0, 2, 48000), ("HDMI", 0, 2, 48000), default=(-1, 0))
    monkeypatch.setitem(sys.modules, "sounddevice", sound)
    return sound


def test_an_answer_is_plain_text_on_a_line(llm: ScriptedLlm) -> None:
    ended = colibri("ask", "Where to?")
    assert (ended.code, ended.out.strip(), ended.err) == (0, "Paris is nice.", "")
    assert ended.out.endswith("\n")
    assert llm.prompts[0][-1] == Message("user", "Where to?")


def test_a_question_from_standard_input_and_its_answer_as_json(llm: ScriptedLlm) -> None:
    (record,) = colibri("ask", "-", "--json", stdin="  Où aller ?\n".encode()).records
    assert record.pop("compute_s") >= 0
    assert record == {"text": "Où aller ?", "reply": "Paris is nice.", "language": "en", "source": "llm"}


def test_a_question_that_is_too_long_is_an_error(llm: ScriptedLlm) -> None:
    ended = colibri("ask", "why " * 50, "--json")
    assert (ended.code, ended.out) == (1, "")
    assert "shorten" in ended.err


def test_a_conversation_remembers_and_ends_with_the_input(llm: ScriptedLlm) -> None:
    ended = colibri("chat", stdin=b"Where to?\nAnd then?\n")
    assert (ended.code, ended.err) == (0, "")
    assert [line.strip() for line in ended.out.splitlines()] == ["Paris is nice.", "So is Rome."]
    said = [message.content for message in llm.prompts[1][-3:]]
    assert said == ["Where to?", "Paris is nice.", "And then?"]


def test_a_conversation_goes_on_after_a_question_that_was_too_long(llm: ScriptedLlm) -> None:
    ended = colibri("chat", stdin=b"Where to?\n" + b"why " * 50 + b"\nAnd then?\n\nnot read\n")
    assert ended.code == 1
    assert [line.strip() for line in ended.out.splitlines()] == ["Paris is nice.", "So is Rome."]
    assert "shorten" in ended.err


def test_a_conversation_without_a_word_is_none(llm: ScriptedLlm) -> None:
    ended = colibri("chat")
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_speech_goes_to_a_file(voice: ToneVoice, tmp_path: Path) -> None:
    ended = colibri("say", "It is 5 km.", "--out", tmp_path / "x.wav")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert "kilometers" in " ".join(voice.spoken)
    assert len(files.load(tmp_path / "x.wav")) == 800 * sum(map(len, voice.spoken))


def test_speech_is_played_on_the_configured_speaker(voice: ToneVoice, card: PortAudio) -> None:
    assert colibri("say", "-", stdin=b"Good morning").code == 0
    assert colibri("say", "Good morning", "--set", "audio.output=hdmi").code == 0
    assert [(len(frames), rate, index) for frames, rate, index in card.played] == [
        (800 * len("Good morning"), 16000, 0),
        (800 * len("Good morning"), 16000, 1),
    ]


def test_without_that_speaker_nothing_is_synthesized(voice: ToneVoice, card: PortAudio) -> None:
    ended = colibri("say", "Good morning", "--set", "audio.output=bluetooth")
    assert ended.code == 3
    assert "set audio.output to default or to one of: 0 (DAC), 1 (HDMI)" in ended.err
    assert voice.spoken == []


def test_what_the_voice_cannot_read_is_an_error(
    voice: ToneVoice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ToneVoice, "synthesize", lambda self, text, cancelled=never: iter(()))
    ended = colibri("say", "ʰ", "--out", tmp_path / "x.wav")
    assert ended.code == 1
    assert "cannot read this aloud" in ended.err
    assert not (tmp_path / "x.wav").exists()


@pytest.fixture(scope="module")
def question(starter: ModelStore) -> Audio:
    return spoken(starter, QUESTIONS[0])[0]


@pytest.mark.models
def test_recordings_are_written_down_and_bad_ones_reported(question: Audio, tmp_path: Path) -> None:
    """All in one command: forms of speech, sound without speech, and what is no recording."""
    forms, mute, bad = unusual(tmp_path, question), speechless(tmp_path), broken(tmp_path)
    odd = tmp_path / os.fsdecode(b"\xff.wav")
    files.save(odd, silence(0.1))
    recordings = [*(path for path, _ in bad.values()), *forms.values(), *mute.values(), odd]
    ended = colibri("transcribe", *recordings, "--json")
    assert ended.code == 1
    reports = ended.err.splitlines()
    assert len(reports) == len(bad)
    for report, (path, message) in zip(reports, bad.values(), strict=True):
        assert report.startswith(f"{path}: ")
        assert message in report
    records = {Path(record["file"]): record for record in ended.records}
    assert list(records) == [*forms.values(), *mute.values(), odd]
    for path in forms.values():
        assert words(records[path]["text"]) == words(QUESTIONS[0])
        assert records[path]["confidence"] > 0.4
        assert records[path]["audio_s"] == pytest.approx(len(question) / 16000, abs=0.01)
    assert [records[path]["text"] for path in (*mute.values(), odd)] == [""] * 4
    keys = {"file": str, "text": str, "language": str, "confidence": float, "audio_s": float, "compute_s": float}
    for record in records.values():
        assert {name: type(value) for name, value in record.items()} == keys


@pytest.mark.models
def test_for_people_there_is_a_line_a_recording(question: Audio, tmp_path: Path) -> None:
    files.save(tmp_path / "a.wav", question)
    ended = colibri("transcribe", tmp_path / "a.wav", "--language", "en")
    assert (ended.code, ended.out, ended.err) == (0, f"{QUESTIONS[0]}\n", "")


@pytest.mark.models
def test_the_real_model_answers_in_a_pipe(starter: ModelStore) -> None:
    ended = colibri("chat", stdin=b"hi\nWhat is the capital of France?\n")
    assert (ended.code, ended.err) == (0, "")
    greeting, answer = ended.out.splitlines()
    assert greeting
    assert "Paris" in answer


@pytest.mark.models
def test_the_real_model_refuses_more_than_its_context(starter: ModelStore) -> None:
    ended = colibri("ask", "word and again " * 1000)
    assert (ended.code, ended.out) == (1, "")
    assert "do not fit into 2048" in ended.err


@pytest.mark.models
def test_what_was_said_can_be_written_down(starter: ModelStore, tmp_path: Path) -> None:
    assert colibri("say", "Good morning, my friend.", "--out", tmp_path / "x.wav").code == 0
    assert "morning" in colibri("transcribe", tmp_path / "x.wav").out


@pytest.mark.models
@pytest.mark.parametrize(("key", "code"), [(b"\x03", 130), (b"\x04", 0), (b"\n", 0)])
def test_a_conversation_on_a_terminal_ends_at_once(key: bytes, code: int, starter: ModelStore) -> None:
    child, terminal = pty.fork()
    if child == 0:
        # Whoever runs the tests in the background ignores Ctrl-C, and so would the child.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.environ["COLIBRI_CONFIG"] = str(DEFAULTS)
        os.execv(sys.executable, [sys.executable, "-m", "assistant", "chat"])
    shown = _show_until(terminal, b"you ")
    os.write(terminal, key)
    shown += _show_until(terminal, None, key)
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == code
    assert b"Traceback" not in shown


def _show_until(terminal: int, wanted: bytes | None, key: bytes = b"") -> bytes:
    """What is shown up to `wanted`; None: up to the end, which Linux reports as an error. `key` is pressed again where nothing
    happens: between showing a prompt and waiting for a line, readline is deaf to Ctrl-C."""
    shown = b""
    with contextlib.suppress(OSError):
        while wanted is None or wanted not in shown:
            if select.select([terminal], [], [], 1.0)[0]:
                shown += os.read(terminal, 4096)
            elif key:
                os.write(terminal, key)
    return shown


def test_silence_needs_no_recogniser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Deaf:
        def transcribe(self, *audio: object, **options: object) -> None:
            raise AssertionError("it was shown silence")

    monkeypatch.setattr(text, "build_stt", lambda config, store: Deaf())
    files.save(tmp_path / "a.wav", np.zeros(32_000, np.int16))
    (record,) = colibri("transcribe", tmp_path / "a.wav", "--json").records
    assert (record["text"], record["confidence"], record["audio_s"]) == ("", 0.0, 2.0)
