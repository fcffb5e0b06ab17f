"""Tokens under a grammar: chosen as ever, and only where the grammar forbids that choice, chosen again among what it allows.

To hold a whole vocabulary against a grammar takes tens of milliseconds a token. To look at the one token that would be chosen
takes none, and where the model writes words, which any grammar for speech allows, it is never more than that.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from assistant.errors import EngineError
from assistant.llm.sampling import Sampling, sampler

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])
"""llama.cpp's `llama_token_data`."""


class Constrained:
    """The choices of one answer. Raises `EngineError` for a grammar that is not one."""

    def __init__(self, api: Any, vocabulary: Any, context: Any, sampling: Sampling, grammar: str) -> None:
        """`grammar` in llama.cpp's GBNF, with the rule `root`."""
        self._api = api
        self._context = context
        self._size: int = api.llama_vocab_n_tokens(vocabulary)
        self._grammar = api.llama_sampler_init_grammar(vocabulary, grammar.encode(), b"root")
        if not self._grammar:
            raise EngineError("llm: llama.cpp does not understand the grammar of the answer; please report it")
        self._chain = sampler(api, vocabulary, sampling)

    def next(self) -> int | None:
        """A token after the last evaluated one; None when nothing can follow."""
        logits = np.ctypeslib.as_array(self._api.llama_get_logits_ith(self._context, -1), (self._size,)).copy()
        tokens = np.arange(self._size, dtype=np.int32)
        token = self._chosen(tokens, logits)
        if token is None or not self._allowed(np.array([token], np.int32), logits[[token]]).size:
            tokens = self._allowed(tokens, logits)
            token = self._chosen(tokens, logits[tokens])
        if token is None:
            return None
        # Only what the grammar allows may be told to it: it ends the process at anything else.
        self._api.llama_sampler_accept(self._grammar, token)
        self._api.llama_sampler_accept(self._chain, token)
        return token

    def close(self) -> None:
        """Free what llama.cpp holds."""
        self._api.llama_sampler_free(self._grammar)
        self._api.llama_sampler_free(self._chain)

    def _chosen(self, tokens: Any, logits: Any) -> int | None:
        if not tokens.size:
            return None
        candidates, array = self._candidates(tokens, logits)
        self._api.llama_sampler_apply(self._chain, ctypes.byref(array))
        return int(array.data[array.selected].id) if candidates.size and array.selected >= 0 else None

    def _allowed(self, tokens: Any, logits: Any) -> Any:
        """Those of `tokens` that may come next."""
        candidates, array = self._candidates(tokens, logits)
        self._api.llama_sampler_apply(self._grammar, ctypes.byref(array))
        return candidates["id"][np.isfinite(candidates["logit"])]

    def _candidates(self, tokens: Any, logits: Any) -> tuple[Any, Any]:
        """As llama.cpp takes them; the second only points to the first."""
        candidates = np.zeros(len(tokens), _CANDIDATE)
        candidates["id"], candidates["logit"] = tokens, logits
        data = candidates.ctypes.data_as(ctypes.POINTER(self._api.llama_token_data))
        return candidates, self._api.llama_token_data_array(data=data, size=len(tokens), selected=-1, sorted=False)
