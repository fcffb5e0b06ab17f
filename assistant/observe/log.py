"""The log: on standard error, for people on a terminal, one JSON object a line elsewhere."""

from __future__ import annotations

import logging
import os
import sys
from typing import Literal, TextIO

import structlog

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["auto", "console", "json"]


def keep_standard_error() -> None:
    """Log to a copy of standard error from now on: the sound card's library is kept quiet by closing the original for a
    moment, and nothing of ours may be lost meanwhile."""
    if not _is_original(sys.stderr):
        return
    sys.stderr = os.fdopen(os.dup(2), "w", encoding=sys.stderr.encoding, errors="backslashreplace", buffering=1)


def _is_original(stream: TextIO) -> bool:
    try:
        return stream.fileno() == 2
    except OSError:  # it is in memory
        return False


def configure(level: Level, style: Format) -> None:
    """Set the log up once, at the start of a command. What libraries log joins in from warnings on."""
    people = style == "console" or (style == "auto" and sys.stderr.isatty())
    renderer = structlog.dev.ConsoleRenderer() if people else structlog.processors.JSONRenderer(ensure_ascii=False)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # what standard error is when something is logged
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    tidy = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[tidy, renderer]))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
