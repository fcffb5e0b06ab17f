"""Runs `colibri` as a user does, in this process or in one of its own."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from assistant.cli import main

DEFAULTS = Path(os.devnull)
"""An empty configuration, so that no test sees the one of this machine."""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Standard output, which holds JSON objects, one a line, and nothing else."""
        return [json.loads(line) for line in self.out.splitlines()]


def colibri(*arguments: str | Path, stdin: bytes = b"", environ: Mapping[str, str] | None = None) -> Ended:
    """Run a command in this process, through `main` and on strict UTF-8 streams."""
    streams = [io.TextIOWrapper(io.BytesIO(text), "utf-8", write_through=True) for text in (stdin, b"", b"")]
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in {"COLIBRI_CONFIG": str(DEFAULTS), **(environ or {})}.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["colibri", *map(str, arguments)])
            for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
                patch.setattr(sys, name, stream)
            with pytest.raises(SystemExit) as ended:
                main()
    finally:
        structlog.reset_defaults()
        root.handlers[:], root.level = handlers, level
    out, err = (stream.buffer.getvalue().decode() for stream in streams[1:])
    assert "Traceback" not in err
    return Ended(int(ended.value.code or 0), out, err)


def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    environ = {**os.environ, "COLIBRI_CONFIG": str(DEFAULTS)}
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    return subprocess.Popen(command, env=environ, text=True, **{**pipes, **options})
