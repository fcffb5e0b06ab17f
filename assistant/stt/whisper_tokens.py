"""The words and languages of a Whisper model, as tokens."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assistant.errors import EngineError
from assistant.stt.guard import Piece

if TYPE_CHECKING:
    from faster_whisper.tokenizer import Tokenizer

_HYPHEN = re.compile("Ġ?-[A-Za-z]*")
"""A token that is or begins with a hyphen; Ġ is how the vocabulary writes a space."""

_STAMP_S = 0.02
"""Step of Whisper's time stamps."""


class Tokens:
    """Of one model."""

    def __init__(self, whisper: Any, name: str) -> None:
        """`whisper`: a `WhisperModel`. `name`: what it is called in errors."""
        self._whisper = whisper
        self._name = name
        self._tokenizers: dict[str, Tokenizer] = {}
        self._suppressed: dict[bool, Sequence[int]] = {}

    def of(self, language: str) -> Tokenizer:
        """The tokenizer of a language."""
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._tokenizers:
            multilingual = self._whisper.model.is_multilingual
            self._tokenizers[language] = Tokenizer(self._whisper.hf_tokenizer, multilingual, "transcribe", language)
        return self._tokenizers[language]

    def suppressed(self, language: str) -> Sequence[int]:
        """Tokens that are never written. In English also hyphens: in a short window the model likes to write
        "double-shot", where people, and sentence templates, write two words."""
        from faster_whisper.transcribe import get_suppressed_tokens

        english = language == "en"
        if english not in self._suppressed:
            never = set(get_suppressed_tokens(self.of("en"), [-1]))
            if english:
                vocabulary = self._whisper.hf_tokenizer.get_vocab()
                never |= {token for text, token in vocabulary.items() if _HYPHEN.fullmatch(text)}
            self._suppressed[english] = sorted(never)
        return self._suppressed[english]

    def known(self, languages: Sequence[str]) -> list[str]:
        """Those of `languages` that the model knows. Raises `EngineError` when it knows none."""
        known = [language for language in languages if language in self._whisper.supported_languages]
        if not known:
            raise EngineError(
                f"stt: the model {self._name} does not know the language {' or '.join(languages) or '(none given)'}; "
                "choose a multilingual model such as whisper-base, or other languages"
            )
        return known

    def likeliest(self, encoded: Any, languages: Sequence[str]) -> str:
        """The language that is spoken, of those that may be. `encoded`: what the encoder gave."""
        if len(languages) == 1:
            return languages[0]
        likelihood = dict(self._whisper.model.detect_language(encoded)[0])
        return max(languages, key=lambda language: likelihood.get(f"<|{language}|>", 0.0))


def expected(vocabulary: Sequence[str], tokenizer: Tokenizer, most: int) -> list[int]:
    """Tokens of the vocabulary, as what was said before: whole entries, `most` tokens of them."""
    tokens: list[int] = []
    for entry in vocabulary:
        more = tokenizer.encode(f" {entry}" if entry.endswith((".", "!", "?")) else f" {entry},")
        if len(tokens) + len(more) > most:
            break
        tokens += more
    return [tokenizer.sot_prev, *tokens] if tokens else []


def pieces(tokens: Sequence[int], tokenizer: Tokenizer) -> Iterator[Piece]:
    """The text between time stamps. A piece that was not closed has no end."""
    text: list[int] = []
    for token in [*tokens, tokenizer.eot]:
        if token < tokenizer.eot:
            text.append(token)
        elif text:
            stamp = token - tokenizer.timestamp_begin
            yield Piece(tokenizer.decode(text), len(text), stamp * _STAMP_S if stamp >= 0 else math.inf)
            text = []
