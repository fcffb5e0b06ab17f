"""Each engine alone: how long it takes the first time, and from then on."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeVar

import numpy as np

from assistant.bench.clips import Clip
from assistant.bench.report import Figure
from assistant.bench.statistics import ratio
from assistant.llm import LanguageModel, Message
from assistant.stt import SpeechToText
from assistant.tts import Voice
from assistant.types import SAMPLE_RATE, Audio
from assistant.vad import VoiceDetector

T = TypeVar("T")

SENTENCES = {
    "en": {
        1: "What time is it?",
        2: "How many days are there in a week?",
        4: "Can you tell me which colour I will get when I mix some blue paint and some yellow paint?",
        8: "Please tell me how long it takes to boil an egg so that the yolk stays soft, which kind of bread goes well with"
        " it, what I should drink, and how much of all that is good for me.",
    },
    "fr": {
        1: "Quelle heure est-il ?",
        2: "Combien de jours y a-t-il dans une semaine ?",
        4: "Peux-tu me dire quelle couleur j'obtiens si je mélange un peu de bleu et un peu de jaune ?",
        8: "Dis-moi combien de temps il faut pour cuire un œuf dont le jaune reste coulant, quel pain va bien avec, ce que"
        " je devrais boire, et ce qui me ferait du bien.",
    },
}
"""Something to say in so many seconds."""

QUESTIONS = {
    "en": ("What is the capital of France?", "How many legs does a cat have?"),
    "fr": ("Quelle est la capitale de la France ?", "Combien de pattes a un chat ?"),
}
"""Two that begin differently."""

CLAUSES = {
    "en": {
        2: "Of course.",
        5: "The capital is Paris, France.",
        12: "Bees make their honey from the nectar that many flowers give them.",
    },
    "fr": {
        2: "Bien sûr.",
        5: "La capitale est Paris, France.",
        12: "Les abeilles font leur miel avec le nectar que donnent les fleurs.",
    },
}
"""Clauses of so many words."""

REPEATS = 5
_ANSWER_TOKENS = 40


def lasting(clip: Clip, seconds: int) -> Audio:
    """A clip continued with silence, or cut, to a whole number of seconds."""
    length = seconds * SAMPLE_RATE
    return np.pad(clip.audio[:length], (0, max(0, length - len(clip.audio))))


def of_stt(
    ours: SpeechToText, plain: SpeechToText, clips: Mapping[int, Audio], language: str, repeats: int = REPEATS
) -> list[Figure]:
    """Our engine and the plain one on clips of so many seconds, by turns."""

    def transcribe(engine: SpeechToText, audio: Audio) -> float:
        return _timed(lambda: engine.transcribe(audio, languages=(language,)))[1]

    first = clips[min(clips)]
    figures = [
        Figure("stt_cold_ms", _ms(transcribe(ours, first))),
        Figure("stt_plain_cold_ms", _ms(transcribe(plain, first)), "neither"),
    ]
    for seconds, audio in clips.items():
        pairs = [(transcribe(ours, audio), transcribe(plain, audio)) for _ in range(repeats)]
        mine, theirs = (_ms(median(taken)) for taken in zip(*pairs, strict=True))
        figures += [
            Figure(f"stt_{seconds}_s_ms", mine),
            Figure(f"stt_plain_{seconds}_s_ms", theirs, "neither"),
            Figure(f"stt_{seconds}_s_times_faster", ratio(theirs, mine), "more"),
        ]
    return figures


def of_llm(
    llm: LanguageModel, beginning: list[Message], questions: tuple[str, str], repeats: int = REPEATS
) -> list[Figure]:
    """The first token after a prompt that is new to the model from its first word on, and after one of which only the
    question is; then how fast it writes. `beginning`: what a prompt begins with, its system message first."""
    one, other = (Message("user", text) for text in questions)
    cold_ms = _answer(llm, [*beginning, one])[0]
    prefix_cold, prefix_warm, rates = [], [], []
    for number in range(repeats):
        system = Message("system", f"{number + 1}. {beginning[0].content}")
        prompt = [system, *beginning[1:]]
        prefix_cold.append(_answer(llm, [*prompt, one])[0])
        llm.prefill(prompt)
        warm_ms, rate = _answer(llm, [*prompt, other])
        prefix_warm.append(warm_ms)
        rates.append(rate)
    return [
        Figure("llm_cold_first_token_ms", cold_ms),
        Figure("llm_first_token_prefix_cold_ms", median(prefix_cold)),
        Figure("llm_first_token_prefix_warm_ms", median(prefix_warm)),
        Figure("llm_tokens_per_s", round(median(rates), 1), "more"),
    ]


def of_tts(voice: Voice, clauses: Mapping[int, str], repeats: int = REPEATS) -> list[Figure]:
    """Clauses of so many words: time until all of it is sound, and that as a share of how long it sounds."""
    figures = [Figure("tts_cold_ms", _ms(_timed(lambda: list(voice.synthesize(clauses[min(clauses)])))[1]))]
    taken_s = sounding_s = 0.0
    for count, text in clauses.items():
        made = [_timed(lambda text=text: list(voice.synthesize(text))) for _ in range(repeats)]  # type: ignore[misc]
        figures.append(Figure(f"tts_{count}_words_ms", _ms(median(seconds for _, seconds in made))))
        taken_s += sum(seconds for _, seconds in made)
        sounding_s += sum(len(chunk) for chunks, _ in made for chunk in chunks) / voice.sample_rate
    return [*figures, Figure("tts_real_time_factor", ratio(taken_s, sounding_s))]


def of_vad(detector: VoiceDetector, speech: Audio) -> list[Figure]:
    """Nanoseconds a frame, and the share of one core that this is in real time: while somebody speaks, and in silence."""
    figures = []
    for name, audio in (("speech", speech), ("silence", np.zeros_like(speech))):
        frames = audio[: len(audio) // detector.hop * detector.hop].reshape(-1, detector.hop)
        detector.reset()
        _, seconds = _timed(lambda frames=frames: [detector.probability(frame) for frame in frames])  # type: ignore[misc]
        figures += [
            Figure(f"vad_{name}_ns_per_frame", float(round(seconds / len(frames) * 1e9))),
            Figure(f"vad_{name}_core_share", round(seconds * SAMPLE_RATE / frames.size, 5)),
        ]
    return figures


def _answer(llm: LanguageModel, messages: list[Message]) -> tuple[float, float]:
    """Milliseconds to the first piece of an answer, and pieces (about one a token) a second from there on."""
    began = time.monotonic()
    times = [time.monotonic() for _ in llm.stream(messages, max_tokens=_ANSWER_TOKENS)]
    if len(times) < 2:
        return _ms((times or [time.monotonic()])[0] - began), 0.0
    return _ms(times[0] - began), (len(times) - 1) / max(times[-1] - times[0], 1e-9)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.monotonic()
    result = work()
    return result, time.monotonic() - began


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
