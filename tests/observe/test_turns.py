"""The turn record and its log."""

from __future__ import annotations

import json

from assistant.observe.turns import TurnLog, TurnRecord


def record(turn: int = 1, response_ms: int | None = 360) -> TurnRecord:
    return TurnRecord(
        turn=turn, wake_s=None, speech_start_s=0.52, speech_end_s=1.98, endpoint_s=2.31, draft_s=2.14, first_audio_s=2.34,
        response_ms=response_ms, transcript="Où est Paris ?", language="fr", reply="En France.", heard="En France.",
        source="llm", interrupted=False, drafts=2, stages_ms={"stt": 84, "llm_first_token": 61}, cpu_s=0.9,
    )  # fmt: skip


def test_a_record_is_one_line_with_the_contract_s_names() -> None:
    line = record().json()
    assert "\n" not in line
    assert "Où" in line
    contract = {
        "turn", "wake_s", "speech_start_s", "speech_end_s", "endpoint_s", "first_audio_s", "response_ms", "transcript",
        "language", "reply", "heard", "source", "interrupted", "drafts", "stages_ms", "cpu_s",
    }  # fmt: skip
    assert contract <= set(json.loads(line))


def test_the_log_keeps_the_last_ones() -> None:
    log = TurnLog(keep=3)
    for number in range(5):
        log.add(record(number))
    assert [kept.turn for kept in log] == [2, 3, 4]
    assert len(log) == 3
