"""Records of turns that never were."""

from __future__ import annotations

from assistant.observe.turns import TurnRecord


def record(
    turn: int = 1,
    *,
    start_s: float = 1.0,
    end_s: float = 2.0,
    wait_s: float = 0.3,
    response_ms: int | None = 400,
    transcript: str = "One",
    drafts: int = 1,
    first_token: int = 50,
    cpu_s: float = 1.0,
) -> TurnRecord:
    """One turn, answered unless `response_ms` is None."""
    return TurnRecord(
        turn=turn,
        wake_s=None,
        speech_start_s=start_s,
        speech_end_s=end_s,
        endpoint_s=end_s + wait_s,
        draft_s=end_s + 0.16,
        first_audio_s=None if response_ms is None else end_s + response_ms / 1000,
        response_ms=response_ms,
        transcript=transcript,
        language="en",
        reply="Yes.",
        heard="Yes.",
        source="llm",
        interrupted=False,
        drafts=drafts,
        stages_ms={"stt": 80, "llm_first_token": first_token, "llm_first_clause": 90, "tts_first_audio": 60},
        cpu_s=cpu_s,
    )
