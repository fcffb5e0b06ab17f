"""What `colibri bench --room` plays, and the figures of what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from assistant.audio.room import Room
from assistant.bench.clips import Clip, speak
from assistant.bench.noises import noise
from assistant.bench.report import Figure
from assistant.bench.room import Kind, Outcome, Round
from assistant.bench.statistics import mean, spread
from assistant.errors import UsageError
from assistant.tts import Voice
from assistant.types import from_ms

ROOMS = tuple(
    Room(delay_ms=delay_ms, echo_db=echo_db, rt60_ms=rt60_ms, seed=seed)
    for seed, (delay_ms, echo_db, rt60_ms) in enumerate(
        [(20, -20, 150), (40, -10, 250), (60, -6, 250), (90, -10, 400), (120, 0, 300)]
    )
)
"""From a quiet speaker in a furnished room to one as loud at the microphone as whoever speaks."""

_QUESTIONS = {
    "en": ("Tell me about the river.", "Tell me about bread.", "Tell me about whales.", "Tell me about the clock."),
    "fr": ("Parle-moi de la rivière.", "Parle-moi du pain.", "Parle-moi des baleines.", "Parle-moi de l'horloge."),
}
_WORDS = {
    "en": (
        "Stop.",
        "Wait a moment.",
        "No, I meant the other one.",
        "What about tomorrow?",
        "That is enough, thank you.",
    ),
    "fr": ("Arrête.", "Attends un instant.", "Non, je voulais l'autre.", "Et demain ?", "Merci, ça suffit."),
}


def rounds(voice: Voice, language: str, nobody: int, words: int, noises: int, seed: int = 3) -> list[Round]:
    """So many answers that nobody, somebody and a noise talks over, in random order, at random moments.
    Raises `UsageError` for a language without sentences."""
    if language not in _WORDS:
        raise UsageError(f"bench: the room is spoken in in {' and '.join(_WORDS)} only; add one of them to languages")
    chance = Random(seed)
    questions = [speak(text, language, voice) for text in _QUESTIONS[language]]
    said = [speak(text, language, voice) for text in _WORDS[language]]
    kinds: list[tuple[Kind, Clip | None]] = [(Kind.NOBODY, None)] * nobody
    kinds += [(Kind.WORDS, said[number % len(said)]) for number in range(words)]
    kinds += [(Kind.NOISE, noise(number, language)) for number in range(noises)]
    chance.shuffle(kinds)
    return [
        Round(questions[number % len(questions)], kind, over, from_ms(chance.randint(300, 6000)))
        for number, (kind, over) in enumerate(kinds)
    ]


def figures(outcomes: Sequence[Outcome]) -> list[Figure]:
    """Counts and shares over all rounds."""
    alone = [each for each in outcomes if each.round.kind is Kind.NOBODY]
    talked = [each for each in outcomes if each.round.kind is Kind.WORDS and each.over_at is not None]
    noisy = [each for each in outcomes if each.round.kind is Kind.NOISE and each.over_at is not None]
    return [
        Figure("answers", len(outcomes)),
        Figure("answers_given", sum(each.answered for each in outcomes)),
        Figure("answers_nobody_spoke_over", len(alone)),
        Figure("woke_itself", sum(each.woken for each in alone)),
        Figure("interrupted_itself", sum(each.interrupted for each in alone)),
        Figure("hushed_by_itself", sum(each.hushed for each in alone)),
        Figure("interruptions", len(talked)),
        Figure("noticed_share", mean(float(each.interrupted) for each in talked)),
        Figure("silent_after_ms", spread(each.silent_ms for each in talked)),
        Figure("noises", len(noisy)),
        Figure("false_stops_share", mean(float(each.interrupted) for each in noisy)),
        Figure("false_hushes_share", mean(float(each.hushed > 0) for each in noisy)),
    ]
