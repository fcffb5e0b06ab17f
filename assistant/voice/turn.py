"""The record of a turn, from the draft that became its reply."""

from __future__ import annotations

import time

from assistant.observe.turns import TurnRecord
from assistant.types import to_ms, to_s
from assistant.voice.draft import Draft


def record(draft: Draft, *, number: int, drafts: int, heard: str, interrupted: bool) -> TurnRecord | None:
    """The `number`th turn, which took so many `drafts` and of whose reply `heard` was heard. None when nobody said anything."""
    transcript = draft.transcript
    if transcript is None or not transcript.text:
        return None
    return TurnRecord(
        turn=number,
        wake_s=None if draft.woken is None else to_s(draft.woken),
        speech_start_s=to_s(draft.speech_start),
        speech_end_s=to_s(draft.speech_end),
        endpoint_s=to_s(draft.speech_end if draft.endpoint is None else draft.endpoint),
        draft_s=to_s(draft.begun),
        first_audio_s=None if draft.first_audio is None else to_s(draft.first_audio),
        response_ms=None if draft.first_audio is None else to_ms(draft.first_audio - draft.speech_end),
        transcript=transcript.text,
        language=transcript.language,
        reply=draft.utterance.written.strip(),
        heard=heard,
        source=draft.source,
        interrupted=interrupted,
        drafts=drafts,
        stages_ms=dict(draft.stages_ms),
        cpu_s=round(time.process_time() - draft.cpu_s, 3),
    )
