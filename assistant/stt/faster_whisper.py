"""Whisper on CTranslate2, through faster-whisper, without the 30 s that it pads every utterance to.

The encoder is given the utterance and a short margin, which saves most of the work. The price: out of its training's
habits, the model now and then says the sentence twice. `guard` notices, and the utterance is decoded again as usual.

A vocabulary is given as if it were what was said before, as faster-whisper gives hot words. Whole sentences do best; from a
list the model may recite, and then the utterance is decoded again without.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assistant import registry
from assistant.errors import EngineError, ModelMissing
from assistant.stt import Transcript, guard
from assistant.stt.guard import Decoded, Limits
from assistant.stt.whisper_tokens import Tokens, expected, pieces
from assistant.types import SAMPLE_RATE, Audio, Cancelled, LocalModel, never

if TYPE_CHECKING:
    pass

Floats = NDArray[np.float32]

_WINDOW_S = 30.0
"""What Whisper was trained on, and the longest that its encoder takes."""

_FRAMES_PER_S = 100
"""Mel frames."""

_FILES = ("model.bin", "config.json", "tokenizer.json")
"""What a model's folder must hold; faster-whisper would look for some of it in the network."""

_STAMP_TOKENS = 8
"""Room for time stamps besides the text: two a sentence."""


class FasterWhisper:
    """Speech to text with any Whisper model that was converted for CTranslate2."""

    class Options(registry.Options):
        compute_type: Literal["int8", "int8_float32", "float32", "default"] = "int8"
        """Arithmetic of the model's matrices; int8 is the fastest on every CPU and costs next to no accuracy."""
        threads: int = Field(default=0, ge=0, le=64)
        """Threads that work on one utterance; 0: half of the cores, four at most."""
        beam_size: int = Field(default=1, ge=1, le=10)
        """How many wordings are followed at once. 1 takes a quarter less time; more than 2 gains nothing in short windows."""
        window: Literal["short", "full"] = "short"
        """`short` encodes the utterance and a margin; `full` always encodes 30 s, as Whisper was meant to be used."""
        margin_s: float = Field(default=1.5, ge=0.2, le=30)
        """Silence that is appended to the utterance in a short window; with less the text is worse and repeats itself."""
        min_window_s: float = Field(default=3.0, ge=0.5, le=30)
        """The shortest short window."""
        log_prob: float = Field(default=-1.0, ge=-10, le=0)
        """Text whose mean log-probability is below this is decoded again."""
        compression: float = Field(default=2.4, ge=1, le=10)
        """Text that compresses better than this is a loop, and is decoded again."""
        tokens_per_s: float = Field(default=10.0, ge=3, le=50)
        """Nobody says more tokens in a second of audio; scripts of many bytes a letter may need a higher limit."""
        no_speech: float = Field(default=0.6, ge=0, le=1)
        """From this probability on that nobody spoke, by the model, text is dropped below `no_speech_log_prob`. From half of
        it on, it is dropped below `log_prob`, or when Silero VAD finds no speech in the utterance."""
        no_speech_log_prob: float = Field(default=-0.75, ge=-10, le=0)
        """See `no_speech`."""
        silence_dbfs: float = Field(default=-60.0, ge=-96, le=-20)
        """An utterance that is nowhere louder than this is silence, and is not decoded."""

        vocabulary_tokens: int = Field(default=120, ge=0, le=200)
        """Of a vocabulary, so many tokens are used: each costs time, even where it does not help."""

    _last: tuple[tuple[int, float], Any] | None = None
    """Which audio was encoded last, in what window, and what came out."""

    def __init__(self, model: LocalModel, options: Options) -> None:
        """Raises `ModelMissing` when the model's folder lacks a file, `EngineError` when one cannot be loaded."""
        self._whisper: Any = _load(model, options)
        self._tokens = Tokens(self._whisper, model.name)
        self._options = options
        self._limits = Limits(
            log_prob=options.log_prob,
            compression=options.compression,
            tokens_per_s=options.tokens_per_s,
            no_speech=options.no_speech,
            no_speech_log_prob=options.no_speech_log_prob,
        )

    def transcribe(
        self,
        audio: Audio,
        *,
        languages: Sequence[str] = ("en",),
        vocabulary: Sequence[str] = (),
        cancelled: Cancelled = never,
    ) -> Transcript:
        """As the port says. More than 30 s are taken apart where the speaker pauses, and decoded one by one. To ask again
        about the same audio with a vocabulary costs no second encoding.
        Raises `EngineError` when the model knows none of `languages`."""
        known = self._tokens.known(languages)
        if len(audio) < SAMPLE_RATE // _FRAMES_PER_S or guard.loudness_dbfs(audio) < self._options.silence_dbfs:
            return Transcript("", known[0], 0.0, 1.0)
        speech: Floats = np.multiply(audio, 1 / 32768, dtype=np.float32)
        decoded: list[Decoded] = []
        for part in [speech] if len(speech) <= _WINDOW_S * SAMPLE_RATE else _utterances(speech):
            utterance = self._utterance(part, known, vocabulary, cancelled)
            if utterance is None or cancelled():
                return Transcript("", known[0], 0.0)
            decoded.append(utterance)
        return _joined(decoded, known[0])

    def _utterance(
        self, speech: Floats, languages: Sequence[str], vocabulary: Sequence[str], cancelled: Cancelled
    ) -> Decoded | None:
        """The first decoding that leaves no doubt, else the likeliest that is no loop; without text when it was made up;
        None when it was cancelled before there was one."""
        tried: list[Decoded] = []
        for decoded in self._attempts(speech, languages, vocabulary, cancelled):
            if not tried and decoded.no_speech >= self._limits.no_speech / 2 and not _utterances(speech):
                return replace(decoded, text="")
            if guard.recites(decoded.text, vocabulary):
                continue
            tried.append(decoded)
            if guard.doubt(decoded, len(speech) / SAMPLE_RATE, self._limits) is None:
                break
        else:
            tried.sort(key=lambda decoded: (not guard.repeats(decoded.text), decoded.log_prob))
        if not tried:
            return None
        return replace(tried[-1], text="") if guard.made_up(tried[-1], self._limits) else tried[-1]

    def _attempts(
        self, speech: Floats, languages: Sequence[str], vocabulary: Sequence[str], cancelled: Cancelled
    ) -> Iterator[Decoded]:
        """Decodings to be taken until one is good: the short window with the vocabulary, the short window, the full one, the
        full one held back from saying any four tokens twice. Ends when cancelled."""
        if vocabulary and not _utterances(speech):
            vocabulary = ()  # from noise the model would make up an order
        audio_s = len(speech) / SAMPLE_RATE
        for window_s in self._windows(audio_s):
            if cancelled():
                return
            encoded = self._encoded(speech, window_s, again=bool(vocabulary))
            languages = [self._tokens.likeliest(encoded, languages)]
            if cancelled():
                return
            if vocabulary:
                yield self._decode(encoded, languages[0], audio_s, vocabulary)
                vocabulary = ()
                if cancelled():
                    return
            yield self._decode(encoded, languages[0], audio_s)
        if not cancelled():
            yield self._decode(encoded, languages[0], audio_s, no_repeat_ngram_size=4)

    def _windows(self, audio_s: float) -> list[float]:
        """Lengths in seconds to encode, one after the other for as long as the text is doubtful."""
        short = max(audio_s + self._options.margin_s, self._options.min_window_s)
        return [_WINDOW_S] if self._options.window == "full" or short > 0.8 * _WINDOW_S else [short, _WINDOW_S]

    def _encode(self, features: Floats, window_s: float) -> Any:
        """Encoder output for mel features, shape (mels, frames), continued with silence or cut to the window."""
        frames = round(window_s * _FRAMES_PER_S)
        missing = max(0, frames - features.shape[-1])
        padded = np.pad(features[:, :frames], ((0, 0), (0, missing)), constant_values=features.min())
        return self._whisper.encode(padded)

    def _encoded(self, speech: Floats, window_s: float, *, again: bool) -> Any:
        """Encoder output; when it is `again` the last utterance that it was asked for, without encoding."""
        asked = (zlib.crc32(speech.data), window_s)
        if not again or self._last is None or self._last[0] != asked:
            self._last = asked, self._encode(self._whisper.feature_extractor(speech), window_s)
        return self._last[1]

    def _decode(
        self, encoded: Any, language: str, audio_s: float, vocabulary: Sequence[str] = (), **changes: Any
    ) -> Decoded:
        """Text with time stamps: they make the model stop where the speech does."""
        tokenizer = self._tokens.of(language)
        prompt = [
            *expected(vocabulary, tokenizer, self._options.vocabulary_tokens),
            *self._whisper.get_prompt(tokenizer, [], without_timestamps=False),
        ]
        longest_s = audio_s / 2 if vocabulary else audio_s  # it repeats more often then, which takes time
        most = guard.max_tokens(longest_s, self._limits) + _STAMP_TOKENS
        result = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=self._options.beam_size,
            max_length=min(self._whisper.max_length, len(prompt) + most),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._tokens.suppressed(language),
            **changes,
        )[0]
        tokens = result.sequences_ids[0]
        stretches = guard.without_echoes(list(pieces(tokens, tokenizer)), audio_s)
        said = "".join(piece.text for piece in stretches).strip()
        text = guard.once(said) if vocabulary else said
        return Decoded(
            text=text,
            language=language,
            tokens=sum(piece.tokens for piece in stretches) * len(text) // max(1, len(said)),
            log_prob=result.scores[0] * len(tokens) / (len(tokens) + 1),
            no_speech=result.no_speech_prob,
            cut=bool(vocabulary) and text == said and len(tokens) >= most - 1,
        )


def _load(model: LocalModel, options: FasterWhisper.Options) -> Any:
    from faster_whisper import WhisperModel

    mend = f"run: colibri models verify {model.name}, then colibri models pull {model.name}"
    for name in _FILES:
        if not (model.path / name).is_file():
            raise ModelMissing(f"stt: {model.path} is not a CTranslate2 Whisper model: it has no {name}; {mend}")
    threads = registry.threads(options.threads, most=4)
    try:
        return WhisperModel(str(model.path), device="cpu", compute_type=options.compute_type, cpu_threads=threads)
    except Exception as error:  # tokenizers raises nothing more precise
        raise EngineError(f"stt: {model.path} cannot be loaded ({error}); {mend}") from error


def _utterances(speech: Floats) -> list[Floats]:
    """Where Silero VAD hears at least 90 ms of speech, up to the next pause; about 2 ms of work for a second of audio."""
    from faster_whisper.vad import get_speech_timestamps

    heard = get_speech_timestamps(
        speech,
        min_speech_duration_ms=90,
        min_silence_duration_ms=600,
        max_speech_duration_s=_WINDOW_S - 2,
        speech_pad_ms=300,
    )
    return [speech[part["start"] : part["end"]] for part in heard]


def _joined(utterances: Sequence[Decoded], language: str) -> Transcript:
    """One transcript of all that was said, in the language that most of it is in; `language` when nothing was."""
    said = [decoded for decoded in utterances if decoded.text]
    if not said:
        return Transcript("", language, 0.0, min((decoded.no_speech for decoded in utterances), default=1.0))
    tokens = Counter[str]()
    for decoded in said:
        tokens[decoded.language] += decoded.tokens
    log_prob = sum(decoded.log_prob * decoded.tokens for decoded in said) / tokens.total()
    return Transcript(
        text=" ".join(decoded.text for decoded in said),
        language=tokens.most_common(1)[0][0],
        confidence=math.exp(min(0.0, log_prob)),
        no_speech=min(decoded.no_speech for decoded in said),
    )
