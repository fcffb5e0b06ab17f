"""One GGUF model and its KV cache, by llama.cpp's C interface: tokens in, tokens out.

The C interface, because the library's `Llama` class points the whole process's stdout and stderr at /dev/null while it
loads, refuses tokens longer than 32 bytes, and hides whether the cache could be cut.
"""

from __future__ import annotations

import ctypes
import os
import weakref
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import EngineError
from assistant.llm import requantize
from assistant.llm.constrained import Constrained
from assistant.llm.sampling import Sampling, sampler

_ERROR = 3
"""GGML_LOG_LEVEL_ERROR."""
_MARKS = (b".", b"?", b"!")

State = ctypes.Array[ctypes.c_uint8]
"""Bytes of a cache, as llama.cpp writes them."""


@dataclass(frozen=True)
class _Library:
    api: Any
    errors: deque[str]
    on_log: Any
    """Kept so that llama.cpp's pointer to it stays valid."""


@cache
def _library() -> _Library:
    """llama.cpp, once a process, its log silenced but for the errors, which are kept to explain a failure.

    Its threads wait for each other some hundred times a token. By OpenMP's default they spin meanwhile, and when another
    process holds one of their cores, each wait lasts a scheduler's time slice. OpenMP reads its environment when it is loaded,
    so the policy is set here, just before; one that the operator has set stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import llama_cpp.llama_cpp as api

    errors: deque[str] = deque(maxlen=8)

    def note(level: int, text: bytes, _data: object) -> None:
        if level == _ERROR:
            errors.append(text.decode("utf-8", "replace").strip())

    on_log = api.llama_log_callback(note)
    api.llama_log_set(on_log, ctypes.c_void_p(0))
    api.llama_backend_init()
    return _Library(api, errors, on_log)


class Gguf:
    """A loaded model with one sequence in its cache. Not thread-safe. Raises `EngineError` when the file does not load."""

    def __init__(
        self,
        path: Path,
        *,
        context_tokens: int,
        batch_tokens: int,
        threads: int,
        threads_batch: int,
        mmap: bool,
        mlock: bool,
        faster: bool = False,
    ) -> None:
        """`faster`: load a faster copy of the file where `requantize` makes one."""
        with path.open("rb") as file:
            if file.read(4) != b"GGUF":
                raise EngineError(f"llm: {path} is not a GGUF model; fetch it again or choose a .gguf file")
        self._library = _library()
        self._api = self._library.api
        self._stack = ExitStack()
        weakref.finalize(self, self._stack.close)
        if faster:
            path = requantize.best(path, self._api)
        self._model = self._load(path, mmap=mmap, mlock=mlock)
        self._vocab = self._api.llama_model_get_vocab(self._model)
        self.context_tokens: int = min(context_tokens, self._api.llama_model_n_ctx_train(self._model))
        self._context = self._open(path, batch_tokens, threads, threads_batch)
        self._memory = self._api.llama_get_memory(self._context)
        self._buffer = ctypes.create_string_buffer(1024)
        self._closing = self._ends()
        self.cached: list[int] = []
        """The tokens that the cache holds, in order."""

    def _load(self, path: Path, *, mmap: bool, mlock: bool) -> Any:
        params = self._api.llama_model_default_params()
        params.n_gpu_layers = 0
        modes = {
            (False, False): self._api.LLAMA_LOAD_MODE_NONE,
            (True, False): self._api.LLAMA_LOAD_MODE_MMAP,
            (False, True): self._api.LLAMA_LOAD_MODE_MLOCK,
            (True, True): self._api.LLAMA_LOAD_MODE_MMAP_MLOCK,
        }
        params.load_mode = modes[mmap, mlock]
        self._library.errors.clear()
        model = self._api.llama_model_load_from_file(os.fsencode(path), params)
        if not model:
            raise EngineError(f"llm: {path} does not load ({self._reason()}); it may be cut short: fetch it again")
        self._stack.callback(self._api.llama_model_free, model)
        return model

    def _open(self, path: Path, batch_tokens: int, threads: int, threads_batch: int) -> Any:
        params = self._api.llama_context_default_params()
        params.n_ctx = self.context_tokens
        params.n_batch = params.n_ubatch = batch_tokens
        params.n_threads, params.n_threads_batch = threads, threads_batch
        params.offload_kqv = False
        # Made for GPUs: here it makes 20 tokens after 860 a third slower than plain attention, and no memory is short.
        params.flash_attn_type = self._api.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self._library.errors.clear()
        context = self._api.llama_init_from_model(self._model, params)
        if not context:
            raise EngineError(
                f"llm: no memory for {self.context_tokens} tokens of context with {path.name} ({self._reason()}); "
                "lower context_tokens or choose a smaller model"
            )
        self._stack.callback(self._api.llama_free, context)
        return context

    def _reason(self) -> str:
        return "; ".join(self._library.errors) or "llama.cpp gives no reason"

    def metadata(self, key: str) -> str | None:
        """A text value of the file's header, or None."""
        name, empty = key.encode(), ctypes.create_string_buffer(1)
        length = self._api.llama_model_meta_val_str(self._model, name, empty, 1)
        if length < 0:
            return None
        value = ctypes.create_string_buffer(length + 1)
        self._api.llama_model_meta_val_str(self._model, name, value, length + 1)
        return value.value.decode("utf-8", "replace")

    @property
    def bos(self) -> str:
        return self._text(self._api.llama_vocab_bos(self._vocab))

    @property
    def eos(self) -> str:
        return self._text(self._api.llama_vocab_eos(self._vocab))

    def _text(self, token: int) -> str:
        text: bytes = self._api.llama_vocab_get_text(self._vocab, token) if token >= 0 else b""
        return text.decode("utf-8", "replace")

    def control_texts(self) -> list[str]:
        """The spellings that the tokenizer takes for control tokens."""
        count = self._api.llama_vocab_n_tokens(self._vocab)
        own = self._api.LLAMA_TOKEN_ATTR_USER_DEFINED
        texts = [(t, self._text(t)) for t in range(count) if self.is_control(t) or self._attributes(t) & own]
        return [text for token, text in texts if self.is_control(token) or text[:1] in "<[|"]

    def _attributes(self, token: int) -> int:
        return int(self._api.llama_vocab_get_attr(self._vocab, token))

    def is_control(self, token: int) -> bool:
        """Whether a token is no text: the end of a turn, a role, padding."""
        control: int = self._api.LLAMA_TOKEN_ATTR_CONTROL | self._api.LLAMA_TOKEN_ATTR_UNKNOWN
        return bool(self._attributes(token) & control) or bool(self._api.llama_vocab_is_eog(self._vocab, token))

    def piece(self, token: int) -> bytes:
        """The bytes a token stands for, maybe a part of a character; none for a control token."""
        length = self._api.llama_token_to_piece(self._vocab, token, self._buffer, len(self._buffer), 0, False)
        return self._buffer.raw[: max(0, length)]

    def tokenize(self, text: str) -> list[int]:
        """Tokens of a rendered prompt. Control tokens are recognised; the first token is BOS where the model wants one."""
        raw = text.encode("utf-8", "replace")
        size = len(raw) + 8
        tokens = (ctypes.c_int32 * size)()
        count = self._api.llama_tokenize(self._vocab, raw, len(raw), tokens, size, False, True)
        found = tokens[: max(0, count)]
        bos = self._api.llama_vocab_bos(self._vocab)
        if self._api.llama_vocab_get_add_bos(self._vocab) and found[:1] != [bos]:
            found.insert(0, bos)
        return found

    def rewind(self, length: int) -> None:
        """Keep the first `length` tokens of the cache; all are forgotten where the model's memory cannot be cut."""
        if length >= len(self.cached):
            return
        if length and self._api.llama_memory_seq_rm(self._memory, 0, length, -1):
            del self.cached[length:]
        else:
            self._forget()

    def _forget(self) -> None:
        self._api.llama_memory_clear(self._memory, True)
        self.cached.clear()

    def state_size(self) -> int:
        """Bytes that `state` takes."""
        return int(self._api.llama_state_seq_get_size(self._context, 0))

    def state(self) -> State:
        """A copy of what was evaluated, for `restore`."""
        state = (ctypes.c_uint8 * self.state_size())()
        if self._api.llama_state_seq_get_data(self._context, state, len(state), 0) != len(state):
            raise EngineError(f"llm: llama.cpp cannot copy its cache ({self._reason()}); set snapshot_mb: 0")
        return state

    def restore(self, tokens: Sequence[int], state: State) -> None:
        """Bring the cache to `state`, which was taken when it held `tokens`; it is empty where that fails."""
        self._forget()
        if self._api.llama_state_seq_set_data(self._context, state, len(state), 0):
            self.cached.extend(tokens)

    def evaluate(self, tokens: Sequence[int], asked: int | None = None) -> None:
        """Append one batch of tokens to the cache. What may follow the last one can be asked afterwards, and what may follow
        number `asked` of them."""
        array = (ctypes.c_int32 * len(tokens))(*tokens)  # the batch only points to it
        batch = self._api.llama_batch_get_one(array, len(tokens))
        wanted = (ctypes.c_int8 * len(tokens))(*[number in (asked, len(tokens) - 1) for number in range(len(tokens))])
        if asked is not None:
            batch.logits = wanted
        self._library.errors.clear()
        code = self._api.llama_decode(self._context, batch)
        if code != 0:
            self._forget()
            raise EngineError(
                f"llm: llama.cpp failed with code {code} ({self._reason()}); lower context_tokens if memory is short"
            )
        self.cached.extend(tokens)

    def ending(self, asked: int = -1) -> float:
        """Probability that a sentence or a message ends after the last evaluated token, or number `asked` of the last batch:
        . ? ! or a control token follows."""
        logits = np.ctypeslib.as_array(self._api.llama_get_logits_ith(self._context, asked), self._closing.shape)
        shares = np.exp(logits - logits.max())
        return float(shares[self._closing].sum() / shares.sum())

    def _ends(self) -> NDArray[np.bool_]:
        """Of every token of the vocabulary, whether it ends a sentence or a message; takes about 0.1 s."""
        tokens = range(self._api.llama_vocab_n_tokens(self._vocab))
        return np.array([self.is_control(token) or self.piece(token).lstrip()[:1] in _MARKS for token in tokens])

    def generate(self, sampling: Sampling, grammar: str | None = None) -> Iterator[int]:
        """Choose a token after the last evaluated one, yield it, and evaluate it when the next is asked for. It ends only
        where nothing can follow within the `grammar`."""
        with ExitStack() as stack:
            if grammar is not None:
                chosen = Constrained(self._api, self._vocab, self._context, sampling, grammar)
                stack.callback(chosen.close)
                while (found := chosen.next()) is not None:
                    yield found
                    self.evaluate([found])
                return
            chain = sampler(self._api, self._vocab, sampling)
            stack.callback(self._api.llama_sampler_free, chain)
            while True:
                token = self._api.llama_sampler_sample(chain, self._context, -1)
                yield token
                self.evaluate([token])
