"""The latency of every turn as a picture: what the time from the last word to the first sound was spent on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from assistant.observe.turns import TurnRecord

_INK, _GREY, _PAPER = "#1d2733", "#8795a5", "#ffffff"
_WAIT, _SOUND = "#dfe5ec", "#e0803a"
_STAGES = (("stt", "speech to text", "#3f7fbf"), ("llm", "first clause", "#5ba56b"), ("tts", "its sound", "#b05a9c"))
_WIDTH, _LEFT, _RIGHT, _ROW, _TOP = 1200, 470, 110, 58, 96


def draw(records: Sequence[TurnRecord], path: Path) -> None:
    """Write a PNG with one row a turn. Turns that were not answered are left out."""
    rows = [record for record in records if record.response_ms is not None]
    height = _TOP + _ROW * max(1, len(rows)) + 60
    image = Image.new("RGB", (_WIDTH, height), _PAPER)
    _Picture(ImageDraw.Draw(image), rows).draw()
    image.save(path, "PNG")


class _Picture:
    def __init__(self, canvas: ImageDraw.ImageDraw, rows: Sequence[TurnRecord]) -> None:
        self._canvas = canvas
        self._rows = rows
        longest = max((row.response_ms or 0 for row in rows), default=0)
        self._limit_ms = max(500, -(-longest // 250) * 250)
        self._big, self._small = ImageFont.load_default(20), ImageFont.load_default(15)

    def draw(self) -> None:
        self._canvas.text((24, 18), "From your last word to the first sound of the answer", _INK, self._big)
        self._legend()
        self._axis()
        for number, row in enumerate(self._rows):
            self._row(row, _TOP + number * _ROW)

    def _x(self, milliseconds: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * milliseconds / self._limit_ms

    def _legend(self) -> None:
        x = 24.0
        for label, colour in [
            ("waiting", _WAIT),
            *((label, colour) for _, label, colour in _STAGES),
            ("sounds", _SOUND),
        ]:
            self._canvas.rectangle((x, 56, x + 14, 70), fill=colour)
            self._canvas.text((x + 20, 54), label, _INK, self._small)
            x += 46 + self._canvas.textlength(label, self._small)
        self._canvas.line((x + 7, 52, x + 7, 74), fill=_INK, width=2)
        self._canvas.text((x + 20, 54), "end of turn noticed", _INK, self._small)

    def _axis(self) -> None:
        bottom = _TOP + _ROW * max(1, len(self._rows))
        step = 100 if self._limit_ms <= 1000 else 250 if self._limit_ms <= 2500 else 1000
        for milliseconds in range(0, self._limit_ms + 1, step):
            x = self._x(milliseconds)
            self._canvas.line((x, _TOP - 6, x, bottom), fill="#eef1f4")
            self._canvas.text((x - 14, bottom + 6), str(milliseconds), _GREY, self._small)
        self._canvas.text((_LEFT, bottom + 28), "milliseconds since the last sample of speech", _GREY, self._small)

    def _row(self, row: TurnRecord, y: int) -> None:
        response = row.response_ms or 0
        self._canvas.text((24, y + 2), f"{row.turn}. {self._fit(row.transcript)}", _INK, self._small)
        self._canvas.text((24, y + 24), self._fit(row.heard or "(not heard)"), _GREY, self._small)
        self._canvas.rectangle((self._x(0), y + 6, self._x(response), y + 36), fill=_WAIT)
        for start, stop, colour in spans(row):
            if start < response:
                self._canvas.rectangle((self._x(start), y + 6, self._x(min(stop, response)), y + 36), fill=colour)
        endpoint = self._x((row.endpoint_s - row.speech_end_s) * 1000)
        self._canvas.line((endpoint, y + 2, endpoint, y + 40), fill=_INK, width=2)
        self._canvas.rectangle((self._x(response), y + 6, self._x(response) + 5, y + 36), fill=_SOUND)
        self._canvas.text((self._x(response) + 12, y + 11), f"{response} ms", _INK, self._small)

    def _fit(self, text: str) -> str:
        while self._canvas.textlength(text, self._small) > _LEFT - 60:
            text = text[: -2 if not text.endswith("…") else -3].rstrip() + "…"
        return text


def spans(row: TurnRecord) -> list[tuple[float, float, str]]:
    """(start, stop, colour) of the stages of the committed draft, in milliseconds since the end of speech."""
    stages = row.stages_ms
    stt, llm = stages.get("stt", 0), stages.get("llm_first_clause", 0)
    edges = [stt, stt + llm, stt + llm + stages.get("tts_first_audio", 0)]
    begun = row.draft_s - row.speech_end_s if row.draft_s is not None else row.endpoint_s - row.speech_end_s
    starts = [begun * 1000 + edge for edge in (0, *edges[:-1])]
    stops = [begun * 1000 + edge for edge in edges]
    return [(start, stop, colour) for start, stop, (_, _, colour) in zip(starts, stops, _STAGES, strict=True)]
