"""Language models in GGUF files, by llama.cpp: Llama 2, Llama 3, SmolLM2, Qwen and whatever derives from them.

What was evaluated stays in the KV cache, and a prompt is evaluated only from where it differs: system prompt and history cost
nothing again. Other conversations are kept beside it, so that turning back to one costs little. Evaluation goes in small
batches with a look at `cancelled` between them. llama.cpp's own abort callback would be asked some hundred times a token, each
time through Python's lock, which costs more than a batch of delay.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from assistant import registry
from assistant.errors import EngineError, ModelMissing
from assistant.llm import Message, OnEnding
from assistant.llm.chat_format import (
    TEXT_MARKERS,
    TOOL_MARKERS,
    AnswerText,
    ChatFormat,
    choose_template,
    common_prefix,
    defuser,
    splice,
)
from assistant.llm.sampling import Sampling
from assistant.llm.snapshots import Snapshots
from assistant.types import Cancelled, LocalModel, never

if TYPE_CHECKING:
    from assistant.llm.gguf import State

_PUNCTUATION = " .?!,;:…-"
_END_OF_TEXT = "\ue000"
"""Marks a place in a rendered prompt; Unicode gives this character no meaning, so no template has it."""


class LlamaCpp:
    """One model with one conversation in its cache and others as snapshots. `model.settings["chat_format"]` names the chat template, else the
    file's own is taken. `model.path` is the file, or the folder that holds just one."""

    class Options(registry.Options):
        """Settings of the llama.cpp engine."""

        context_tokens: int = Field(2048, ge=256, le=131_072)
        """How many tokens prompt and answer may have together; at most what the model was trained on."""
        threads: int = Field(0, ge=0, le=64)
        """Processor threads that write; 0 takes half of the cores: more than are free make every token wait for the slowest."""
        threads_batch: int = Field(0, ge=0, le=64)
        """Processor threads that read a prompt; 0 takes half of the cores. What is read at once is short: waking more threads
        costs more than they save."""
        batch_tokens: int = Field(32, ge=8, le=2048)
        """Tokens of a prompt evaluated in one go; work stops only between two of these."""
        snapshot_mb: int = Field(64, ge=0, le=65_536)
        """Memory for other conversations' evaluated prompts, so that turning back to one costs nothing; 0 keeps none."""
        temperature: float = Field(0.0, ge=0.0, le=2.0)
        """How freely it chooses words; 0 always takes the likeliest, which suits small models."""
        top_p: float = Field(0.9, gt=0.0, le=1.0)
        """Choose only among the likeliest words that together have this probability."""
        repeat_penalty: float = Field(1.1, ge=1.0, le=2.0)
        """How strongly words that the answer already has are avoided; 1 does nothing."""
        seed: int = Field(1, ge=0, le=2**32 - 2)
        """Where the random choices start: the same seed gives the same answer."""
        chat_format: str | None = None
        """Name of the chat template, for a file that brings none or a wrong one: chatml, llama-2 or llama-3."""
        mmap: bool = True
        """Map the file instead of reading it: starts faster, and its pages can be given back when memory is short."""
        faster_copy: bool = True
        """On x86, work with a Q8_0 copy of a Q4_1 model, made once in the cache folder: half the time for a prompt."""
        mlock: bool = False
        """Keep the model from being swapped out; needs the permission to lock that much memory."""

    def __init__(self, model: LocalModel, options: Options) -> None:
        from assistant.llm.gguf import Gguf

        self._gguf = Gguf(
            _file(model),
            context_tokens=options.context_tokens,
            batch_tokens=options.batch_tokens,
            threads=registry.threads(options.threads),
            threads_batch=registry.threads(options.threads_batch),
            mmap=options.mmap,
            mlock=options.mlock,
            faster=options.faster_copy,
        )
        self.context_tokens = self._gguf.context_tokens
        self.evaluated_tokens = 0
        """Prompt tokens that the last call had to evaluate; the rest were in the cache."""
        name = options.chat_format or model.settings.get("chat_format")
        template = choose_template(name, self._gguf.metadata("tokenizer.chat_template"))
        self._format = ChatFormat(template, bos=self._gguf.bos, eos=self._gguf.eos)
        self._defuse = defuser([*self._gguf.control_texts(), *TEXT_MARKERS, *TOOL_MARKERS])
        self._batch_tokens = options.batch_tokens
        self._sampling = Sampling(options.temperature, options.top_p, options.repeat_penalty, options.seed)
        self._snapshots: Snapshots[State] = Snapshots(options.snapshot_mb * 2**20)
        self._ending: float | None = None
        self._settled = 0
        self._call = 0

    def count_tokens(self, messages: Sequence[Message]) -> int:
        """Length of these messages as a prompt that ends where the answer begins."""
        return len(self._tokens(messages, answer=True))

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        """Evaluate what every prompt that begins with `messages` begins with. An unfinished question as the last message
        is welcome. What does not fit into `context_tokens` is left to `stream` to refuse."""
        self._begin()
        tokens = self._prefix(messages)
        if len(tokens) < self.context_tokens:
            self._evaluate(tokens, cancelled)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        """Pieces of the answer as they are written, without control tokens and leading white space. A stream that is taken
        up again after another call used the model brings the cache back to where it was, and goes on."""
        call = self._begin()
        prompt = self._tokens(messages, answer=True)
        if len(prompt) + max_tokens > self.context_tokens:
            raise EngineError(
                f"llm: a prompt of {len(prompt)} tokens and an answer of up to {max_tokens} do not fit into "
                f"{self.context_tokens}; shorten the conversation or raise llm.context_tokens"
            )
        mark = common_prefix(prompt, self._open_end(messages)) - 1 if on_ending else None
        if not self._evaluate(prompt, cancelled, mark):
            return
        if on_ending and self._ending is not None:
            on_ending(self._ending)
        text = AnswerText(TEXT_MARKERS)
        tokens = self._gguf.generate(self._sampling, grammar)
        written: list[int] = []
        for _ in range(max_tokens):
            if cancelled():
                return
            if call != self._call:
                call = self._begin()
                if not self._evaluate([*prompt, *written[:-1]], cancelled):
                    return
            token = next(tokens, None)
            if token is None or self._gguf.is_control(token):
                break
            written.append(token)
            if piece := text.feed(self._gguf.piece(token)):
                yield piece
            if text.stopped:
                return
        if (rest := text.finish()) and not cancelled():
            yield rest

    def _begin(self) -> int:
        self._call += 1
        self.evaluated_tokens = 0
        return self._call

    def _tokens(self, messages: Sequence[Message], *, answer: bool) -> list[int]:
        return self._gguf.tokenize(self._format.render(self._safe(messages), answer=answer))

    def _safe(self, messages: Sequence[Message]) -> list[Message]:
        return [Message(message.role, self._defuse(message.content.strip())) for message in messages]

    def _open_end(self, messages: Sequence[Message]) -> list[int]:
        """The prompt up to the last message's last word, without its punctuation and what the template puts behind it."""
        *before, last = self._safe(messages)
        words = last.content.rstrip(_PUNCTUATION)
        text = self._format.render([*before, Message(last.role, words + _END_OF_TEXT)], answer=False)
        return self._gguf.tokenize(text.rpartition(_END_OF_TEXT)[0])

    def _prefix(self, messages: Sequence[Message]) -> list[int]:
        """The tokens that are sure to begin a longer prompt. After a whole turn these are found by asking two different
        questions, because templates may close, merge or refuse what no question follows."""
        if messages and messages[-1].role == "user":
            return self._tokens(messages, answer=False)
        one, other = (self._tokens([*messages, Message("user", probe)], answer=False) for probe in ("1", "A"))
        return one[: common_prefix(one, other)]

    def _evaluate(self, prompt: Sequence[int], cancelled: Cancelled, mark: int | None = None) -> bool:
        """Bring the cache to `prompt`, the last token just evaluated. False when it was cancelled on the way. `mark`: the
        token after which `_ending` is wanted; that takes no evaluation of its own."""
        self._ending = None
        if cancelled():
            return False
        tokens = self._turn_to(prompt)
        last = len(tokens) - 1
        # In other tokens than the prompt's (see `splice`) the mark counts from the end.
        mark = last if mark is None else max(0, mark + len(tokens) - len(prompt))
        self._gguf.rewind(min(common_prefix(self._gguf.cached, tokens), mark))
        while (start := len(self._gguf.cached)) < len(tokens) and not cancelled():
            batch = tokens[start : start + self._batch_tokens]
            asked = mark - start if mark != last and 0 <= mark - start < len(batch) else None
            self._gguf.evaluate(batch, asked)
            if asked is not None:
                self._ending = self._gguf.ending(asked)
            self.evaluated_tokens += len(batch)
        self._settled = len(self._gguf.cached)
        return self._settled == len(tokens)

    def _turn_to(self, prompt: Sequence[int]) -> list[int]:
        """Make the cache that of the conversation `prompt` goes on with, and keep the one it held if that is another.
        Returns `prompt` in the tokens that the cache begins it with."""
        here = splice(self._gguf.cached, prompt, self._spelling)
        have = common_prefix(self._gguf.cached, here)
        found = self._snapshots.find(lambda tokens: self._shared(tokens, prompt), have)
        # What the model wrote after the last prompt may be an answer that nobody heard: no reason to keep a cache.
        if self._snapshots.wants(self._gguf.cached[: self._settled], have, prompt):
            self._snapshots.keep(self._gguf.cached, self._gguf.state_size(), self._gguf.state)
        if found is None:
            return here
        self._gguf.restore(found.tokens, found.state)
        return splice(self._gguf.cached, prompt, self._spelling)

    def _shared(self, cached: Sequence[int], prompt: Sequence[int]) -> int:
        return common_prefix(cached, splice(cached, prompt, self._spelling))

    def _spelling(self, token: int) -> bytes:
        """Bytes of a token for `splice`; a control token is spelled with a byte that UTF-8 never has."""
        return self._gguf.piece(token) or b"\xff%d;" % token


def _file(model: LocalModel) -> Path:
    found = [model.path] if model.path.is_file() else sorted(model.path.glob("*.gguf"))
    if not found:
        raise ModelMissing(f"llm: there is no .gguf model at {model.path}; run: colibri models pull {model.name}")
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise EngineError(f"llm: {model.path} holds several models ({names}); name one of these files instead")
    return found[0]
