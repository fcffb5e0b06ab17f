"""The log goes to standard error, as JSON where nobody looks at it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import structlog

from assistant.observe import log


def test_json_lines_from_the_level_on(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure("warning", "json")
    logger = structlog.get_logger("test")
    logger.info("too little")
    logger.warning("enough", reason="é")
    captured = capsys.readouterr()
    assert captured.out == ""
    (line,) = captured.err.splitlines()
    assert json.loads(line) | {"timestamp": ""} == {
        "event": "enough",
        "level": "warning",
        "reason": "é",
        "timestamp": "",
    }


def test_the_standard_library_s_log_joins_in(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    log.configure("info", "json")
    logging.getLogger("assistant.audio.files").warning("%s is damaged", "a.wav")
    assert json.loads(capsys.readouterr().err)["event"] == "a.wav is damaged"
    assert sys.stderr is not None


def test_the_log_outlives_a_closed_standard_error() -> None:
    program = (
        "import os, sys; from assistant.observe import log; import structlog\n"
        "log.keep_standard_error(); log.configure('info', 'json')\n"
        "nowhere = os.open(os.devnull, os.O_WRONLY); os.dup2(nowhere, 2)\n"
        "structlog.get_logger().info('still here')\n"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "still here" in ended.stderr
