"""Is this what was said? Pure checks of a decoded text; whoever decodes decides what to do about a doubt.

Whisper was trained on windows of 30 s. On shorter ones it sometimes says the sentence again and again, and on noise it
makes up text of its own. Both leave traces: repetition, more text than anybody can say in the time, improbable tokens.
"""

from __future__ import annotations

import itertools
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.types import Audio, from_ms

_SLACK_TOKENS = 8
"""Tokens that even the shortest clip may have: rates mean little on half a second."""

_RECITED = 4
"""Words that are certainly read from a vocabulary when they follow each other as they do there."""

_QUIET_FRAME = from_ms(30)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text between two time stamps."""

    text: str
    tokens: int
    end_s: float
    """Where the model says that it ends; infinite when it does not say."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """One decoding of one window."""

    text: str
    language: str
    tokens: int
    log_prob: float
    """Mean natural logarithm of the tokens' probabilities."""
    no_speech: float
    """Probability that nobody spoke, by the model."""
    cut: bool = False
    """Whether it was not allowed to go on."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a doubt begins. The engine's options of the same names describe each."""

    log_prob: float
    compression: float
    tokens_per_s: float
    no_speech: float
    no_speech_log_prob: float


def doubt(decoded: Decoded, audio_s: float, limits: Limits) -> str | None:
    """Why the text should not be believed, or None."""
    if repeats(decoded.text):
        return "it repeats itself"
    if compression_ratio(decoded.text) > limits.compression:
        return "it is too regular"
    if decoded.cut or decoded.tokens >= max_tokens(audio_s, limits):
        return "it is too long for the time"
    if decoded.log_prob < limits.log_prob:
        return "it is improbable"
    return None


def max_tokens(audio_s: float, limits: Limits) -> int:
    """How many tokens are certainly too many. Decoding need not go on beyond."""
    return _SLACK_TOKENS + round(limits.tokens_per_s * audio_s)


def made_up(decoded: Decoded, limits: Limits) -> bool:
    """Whether it is text that the model made up from noise: the surer that nobody spoke, the likelier it has to be."""
    needed = limits.no_speech_log_prob if decoded.no_speech >= limits.no_speech else limits.log_prob
    return decoded.no_speech >= limits.no_speech / 2 and decoded.log_prob < needed


def repeats(text: str) -> bool:
    """Whether the same words follow each other as nobody says them: three or more words twice, one or two words four times.

    "No, no, no" and "very, very good" are speech.
    """
    words = _words(text)
    return any(
        words[i : i + size] * times == words[i : i + size * times]
        for size in range(1, len(words) // 2 + 1)
        for times in ((4,) if size < 3 else (2,))
        for i in range(len(words) - size * times + 1)
    )


def once(text: str) -> str:
    """What is the same three or more words again and again, the last time perhaps in part: those words once. With a
    vocabulary before its eyes, the model says the right sentence and then says it again."""
    ends = [found.end() for found in re.finditer(r"\S*[^\W_]\S*", text)]
    words = _words(text)
    for size in range(3, len(words) // 2 + 1):
        if all(word == words[i % size] for i, word in enumerate(words)):
            return text[: ends[size - 1]]
    return text


def recites(text: str, vocabulary: Sequence[str]) -> bool:
    """Whether the text is read from the vocabulary, on from one entry to the next."""
    words = _words(text)
    if len(words) < _RECITED:
        return False
    entries = [_words(entry) for entry in vocabulary]
    owners = [i for i, entry in enumerate(entries) for _ in entry]
    listed = list(itertools.chain.from_iterable(entries))
    return any(
        listed[i : i + len(words)] == words and owners[i] != owners[i + len(words) - 1]
        for i in range(len(listed) - len(words) + 1)
    )


def _words(text: str) -> list[str]:
    """Without punctuation and capitals."""
    return [word for word in ("".join(filter(str.isalnum, raw)) for raw in text.casefold().split()) if word]


def compression_ratio(text: str) -> float:
    """Bytes of the text over bytes of it compressed: about 1 for a sentence, above 2.4 for a loop (as OpenAI's decoder)."""
    data = text.encode()
    return len(data) / len(zlib.compress(data))


def without_echoes(pieces: Sequence[Piece], audio_s: float) -> tuple[Piece, ...]:
    """The pieces up to the first that begins like the one before and ends after the audio does: from there it is a loop."""
    for i, (before, piece) in enumerate(itertools.pairwise(pieces)):
        if piece.end_s > audio_s and before.text.startswith(piece.text.rstrip()):
            return tuple(pieces[: i + 1])
    return tuple(pieces)


def loudness_dbfs(audio: Audio) -> float:
    """Level of the loudest 30 ms, in dB below a full-scale square wave; -inf for digital silence or no audio."""
    whole = len(audio) // _QUIET_FRAME * _QUIET_FRAME
    frames = (audio[:whole].reshape(-1, _QUIET_FRAME) if whole else audio[None]).astype(np.float32)
    power = float(np.max(np.mean(np.square(frames), axis=1))) if audio.size else 0.0
    return 10 * float(np.log10(power / 32768**2)) if power > 0 else float("-inf")
