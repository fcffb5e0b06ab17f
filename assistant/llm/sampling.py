"""How the next token is chosen, as a chain of llama.cpp's samplers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_PENALTY_WINDOW = 64
_TOP_K = 40


@dataclass(frozen=True, slots=True)
class Sampling:
    """Settings of the choice. `temperature` 0 takes the likeliest, and `top_p` and `seed` do nothing."""

    temperature: float
    top_p: float
    repeat_penalty: float
    seed: int


def sampler(api: Any, vocabulary: Any, sampling: Sampling) -> Any:
    """A chain of llama.cpp (`api`) for one answer; to be freed with `llama_sampler_free`."""
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    if sampling.repeat_penalty != 1.0:
        size = api.llama_vocab_n_tokens(vocabulary)
        penalties = api.llama_sampler_init_penalties(size, _PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0)
        api.llama_sampler_chain_add(chain, penalties)
    if sampling.temperature == 0.0:
        api.llama_sampler_chain_add(chain, api.llama_sampler_init_greedy())
        return chain
    api.llama_sampler_chain_add(chain, api.llama_sampler_init_top_k(_TOP_K))
    api.llama_sampler_chain_add(chain, api.llama_sampler_init_top_p(sampling.top_p, 1))
    api.llama_sampler_chain_add(chain, api.llama_sampler_init_temp(sampling.temperature))
    api.llama_sampler_chain_add(chain, api.llama_sampler_init_dist(sampling.seed))
    return chain
