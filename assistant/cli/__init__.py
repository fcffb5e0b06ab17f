"""The command line: `colibri`. Errors become a message and an exit code here and only here."""

from __future__ import annotations

import io
import os
import sys
from typing import NoReturn

from assistant.errors import ColibriError

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""


def main() -> None:
    """Run a command and exit: 0 fine, 1 failure, 2 bad usage or configuration, 3 a model or device is missing."""
    sys.exit(_run())


def _run() -> int:
    try:
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # onnxruntime would report its use to its maker
        _accept_any_text()
        # Here, because the imports take most of a second on a small board and Ctrl-C is quiet from the first moment on.
        from assistant.cli.app import app

        app()
    except SystemExit as ended:  # however a command ends, typer raises it
        if ended.code == INTERRUPTED:
            _leave()
        return _flushed(int(ended.code or 0))
    except ColibriError as error:
        print(error, file=sys.stderr)
        return _flushed(error.exit_code)
    except OSError as error:
        subject = error.filename or "the output"
        print(f"{subject}: {error.strerror or error}; check the space and the permissions", file=sys.stderr)
        return _flushed(1)
    except KeyboardInterrupt:
        _leave()
    return 0


def _leave() -> NoReturn:
    """End at once. A model may be at work in its thread: nobody waits for it, and the interpreter is not taken apart around
    it, nor does it remark on what was left unfinished."""
    _flushed(INTERRUPTED)
    os._exit(INTERRUPTED)


def _accept_any_text() -> None:
    """Names of files and what is piped in may be in any encoding: what cannot be shown or read is no reason to stop."""
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def _flushed(code: int) -> int:
    """`code`, once all output is out; 1 when it cannot be written: nothing is left for the interpreter to trip over."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code or 1
    return code
