"""From turns to figures: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from assistant.bench.conversation import Asked, Conversation
from assistant.bench.naive import NaiveTurn
from assistant.bench.report import Better, Figure
from assistant.bench.statistics import mean, ratio, spread, word_match, words
from assistant.observe.turns import TurnRecord

STAGES = ("stt", "llm_first_token", "llm_first_clause", "tts_first_audio")


def of_conversation(talk: Conversation, load_s: float) -> list[Figure]:
    """The assistant's. `load_s`: how long it took to load the models."""
    turns = talk.turns
    understood = [(asked.clip.text, asked.turn.transcript if asked.turn else "") for asked in talk.asked]
    return [
        *_response(talk.asked),
        *(Figure(f"{stage}_ms", spread(turn.stages_ms.get(stage) for turn in turns)) for stage in STAGES),
        *_cold_and_warm(turns),
        *_growth([turn.stages_ms.get("llm_first_token") for turn in turns]),
        Figure("drafts_per_turn", mean(turn.drafts for turn in turns)),
        Figure("dropped_drafts", float(sum(turn.drafts - 1 for turn in turns))),
        Figure(
            "dropped_pieces_per_kept", round(talk.pieces_wasted / talk.pieces_kept, 3) if talk.pieces_kept else None
        ),
        Figure("cpu_s", spread(turn.cpu_s for turn in turns)),
        *_understanding(understood, talk.asked[0].clip.language if talk.asked else "en", "more"),
        Figure("unanswered", float(sum(_response_ms(asked) is None for asked in talk.asked))),
        Figure("cut_short", float(sum(len(asked.turns) > 1 for asked in talk.asked))),
        Figure("startup_s", round(load_s + talk.warm_s, 2)),
        Figure("peak_memory_mb", talk.peak_mb),
    ]


def of_naive(turns: Sequence[NaiveTurn]) -> list[Figure]:
    """The plain chain's. They are to compare with: none of them is better or worse."""
    spreads: dict[str, Iterable[float]] = {
        "response_ms": (turn.response_ms for turn in turns),
        "response_true_ms": (turn.response_ms + turn.end_late_ms for turn in turns),
        "endpoint_wait_ms": (turn.endpoint_wait_ms for turn in turns),
        "stt_ms": (turn.stt_ms for turn in turns),
        "llm_whole_ms": (turn.llm_ms for turn in turns),
        "tts_whole_ms": (turn.tts_ms for turn in turns),
        "cpu_s": (turn.cpu_s for turn in turns),
    }
    understood = [(turn.question, turn.transcript) for turn in turns]
    return [
        *(Figure(name, spread(values), "neither") for name, values in spreads.items()),
        *_understanding(understood, turns[0].language if turns else "en", "neither"),
    ]


def of_both(plain: Sequence[Figure], ours: Sequence[Figure]) -> list[Figure]:
    """The plain chain's figures divided by ours: how many times faster or cheaper the assistant is."""
    theirs, mine = ({figure.name: figure.cells() for figure in figures} for figures in (plain, ours))
    return [
        Figure(f"{name}_{cell}", ratio(theirs[name].get(cell), mine[name].get(cell)), "more")
        for name in ("response_ms", "response_true_ms", "endpoint_wait_ms", "stt_ms", "cpu_s")
        for cell in ("p50", "p95")
    ]


def of_chat(alone: Sequence[Figure], crowded: Sequence[Figure]) -> list[Figure]:
    """How many times longer everything takes while others write."""
    before, meanwhile = ({figure.name: figure.cells() for figure in figures} for figures in (alone, crowded))
    return [
        Figure(f"{name}_{cell}", ratio(meanwhile[name].get(cell), before[name].get(cell)))
        for name in ("response_ms", "after_endpoint_ms", "stt_ms", "llm_first_token_ms", "tts_first_audio_ms")
        for cell in ("p50", "p95")
    ]


def _response(asked: Sequence[Asked]) -> list[Figure]:
    """The wait for the answer, and what it is made of."""
    heard = [(one, turn) for one in asked if (turn := one.turn) is not None and turn.first_audio_s is not None]
    waits = [_ms(turn.endpoint_s - turn.speech_end_s) for _, turn in heard]
    total = sum(turn.response_ms or 0 for _, turn in heard)
    share = ratio(sum(waits), total)
    return [
        Figure("response_ms", spread(turn.response_ms for _, turn in heard)),
        Figure("response_true_ms", spread(_ms((turn.first_audio_s or 0) - one.end_s) for one, turn in heard)),
        Figure("speech_end_late_ms", spread(_ms(turn.speech_end_s - one.end_s) for one, turn in heard), "neither"),
        Figure("endpoint_wait_ms", spread(waits)),
        Figure("after_endpoint_ms", spread(_ms((turn.first_audio_s or 0) - turn.endpoint_s) for _, turn in heard)),
        Figure("endpoint_share", share, "neither"),
        Figure("compute_share", None if share is None else round(1 - share, 3), "neither"),
    ]


def _cold_and_warm(turns: Sequence[TurnRecord]) -> list[Figure]:
    cold = turns[0].response_ms if turns else None
    warm = spread(turn.response_ms for turn in turns[1:])
    return [Figure("cold_response_ms", cold), Figure("warm_response_ms", warm)]


def _growth(first_tokens: Sequence[float | None]) -> list[Figure]:
    """Whether the first token comes later as the conversation grows. The first turn is left out; single turns are noisy, so
    the last five are set against the first five, too."""
    later = [value for value in first_tokens[1:] if value is not None]
    second, last = (later[0], later[-1]) if len(later) > 1 else (None, None)
    many = len(later) >= 10
    return [
        Figure("first_token_turn_2_ms", second, "neither"),
        Figure("first_token_last_turn_ms", last, "neither"),
        Figure("first_token_last_to_turn_2", ratio(last, second)),
        Figure("first_token_last_5_to_first_5", ratio(median(later[-5:]), median(later[:5])) if many else None),
    ]


def _understanding(said: Sequence[tuple[str, str]], language: str, better: Better) -> list[Figure]:
    matches = [word_match(expected, understood, language) for expected, understood in said]
    right = [float(words(expected, language) == words(understood, language)) for expected, understood in said]
    return [
        Figure("word_match_share", mean(matches), better),
        Figure("transcripts_right_share", mean(right), better),
    ]


def _response_ms(asked: Asked) -> int | None:
    return asked.turn.response_ms if asked.turn is not None else None


def _ms(seconds: float) -> float:
    return float(round(seconds * 1000))
