from __future__ import annotations

import pytest

from assistant.bench.conversation import Asked, Conversation
from assistant.bench.figures import of_both, of_conversation, of_naive
from assistant.bench.naive import NaiveTurn
from assistant.bench.report import Figure
from assistant.bench.statistics import Spread
from tests.bench.fakes import clip
from tests.bench.records import record


def conversation(*asked: Asked) -> Conversation:
    return Conversation(asked=asked, warm_s=0.5, peak_mb=600.0, pieces_kept=40, pieces_wasted=10)


def values(figures: list[Figure]) -> dict[str, Spread | float | None]:
    return {figure.name: figure.value for figure in figures}


def test_the_wait_is_split_into_waiting_and_computing() -> None:
    # The clip of 0.9 s that begins at 1.0 s truly ends at 1.9 s; the record says 2.0 s.
    asked = Asked(clip("One"), 16_000, (record(wait_s=0.3, response_ms=400),))
    found = values(of_conversation(conversation(asked), load_s=2.0))
    assert found["response_ms"] == Spread(400, 400, 400, 400)
    assert found["response_true_ms"] == Spread(500, 500, 500, 500)
    assert found["speech_end_late_ms"] == Spread(100, 100, 100, 100)
    assert found["endpoint_wait_ms"] == Spread(300, 300, 300, 300)
    assert found["after_endpoint_ms"] == Spread(100, 100, 100, 100)
    assert found["endpoint_share"] == 0.75
    assert found["compute_share"] == 0.25
    assert found["stt_ms"] == Spread(80, 80, 80, 80)
    assert found["startup_s"] == 2.5
    assert found["peak_memory_mb"] == 600
    assert found["dropped_pieces_per_kept"] == 0.25


def test_a_question_cut_in_two_counts_with_the_turn_that_answered_it_last() -> None:
    asked = Asked(clip("One"), 16_000, (record(1, response_ms=900), record(2, response_ms=300, drafts=3)))
    found = values(of_conversation(conversation(asked), load_s=0))
    assert found["cut_short"] == 1
    assert found["response_ms"] == Spread(300, 300, 300, 300)
    assert found["drafts_per_turn"] == 3
    assert found["dropped_drafts"] == 2


def test_questions_without_an_answer_are_counted_and_not_averaged() -> None:
    silent = Asked(clip("Two"), 160_000, (record(2, response_ms=None),))
    found = values(
        of_conversation(conversation(Asked(clip("One"), 16_000, (record(),)), silent, Asked(clip("Three"), 1)), 0)
    )
    assert found["unanswered"] == 2
    assert found["response_ms"] == Spread(400, 400, 400, 400)
    assert found["word_match_share"] == pytest.approx(1 / 3, abs=0.001)
    assert found["transcripts_right_share"] == pytest.approx(1 / 3, abs=0.001)


def test_nothing_at_all_is_no_error() -> None:
    found = values(of_conversation(conversation(Asked(clip("One"), 16_000)), load_s=0))
    assert found["response_ms"] is None
    assert found["endpoint_share"] is None
    assert found["unanswered"] == 1


def test_the_first_turn_is_cold_and_the_first_token_may_grow() -> None:
    first_tokens = [900, 50, 51, 52, 53, 54, 60, 61, 62, 63, 70]
    asked = [
        Asked(clip("One"), number * 160_000, (record(number, response_ms=400 + number, first_token=ms),))
        for number, ms in enumerate(first_tokens)
    ]
    found = values(of_conversation(conversation(*asked), load_s=0))
    assert found["cold_response_ms"] == 400
    assert found["warm_response_ms"] == Spread(405.5, 409.55, 401, 410)
    assert found["first_token_turn_2_ms"] == 50
    assert found["first_token_last_turn_ms"] == 70
    assert found["first_token_last_to_turn_2"] == 1.4
    assert found["first_token_last_5_to_first_5"] == round(62 / 52, 3)


def plain_turn(transcript: str = "One") -> NaiveTurn:
    return NaiveTurn("One", "en", transcript, "Yes.", 50, 704, 1000, 500, 300, 2.0)


def test_the_plain_chain_adds_up() -> None:
    assert plain_turn().response_ms == 2504
    found = values(of_naive([plain_turn(), plain_turn("Two")]))
    assert found["response_ms"] == Spread(2504, 2504, 2504, 2504)
    assert found["response_true_ms"] == Spread(2554, 2554, 2554, 2554)
    assert found["word_match_share"] == 0.5


def test_the_ratio_is_how_many_times_faster_we_are() -> None:
    ours = of_conversation(conversation(Asked(clip("One"), 16_000, (record(),))), load_s=0)
    found = values(of_both(of_naive([plain_turn()]), ours))
    assert found["response_ms_p50"] == 6.26
    assert found["cpu_s_p95"] == 2.0
    nobody = of_conversation(conversation(Asked(clip("One"), 16_000)), load_s=0)
    assert values(of_both(of_naive([plain_turn()]), nobody))["response_ms_p50"] is None
