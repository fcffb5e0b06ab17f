"""Files out of wheels, fetched by pip with the user's own configuration: mirrors and air-gapped indexes just work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections import deque
from pathlib import Path
from typing import IO, BinaryIO

from assistant.errors import HashMismatch, ModelError, NoSpace, SourceUnavailable
from assistant.models.catalogue import WheelFile
from assistant.models.progress import Progress
from assistant.models.sources import Announced

_PROGRESS = re.compile(r"Progress (\d+) of (\d+)")
_NETWORK = re.compile(
    r"Retrying \(|connection|timed out|name resolution|unreachable|incomplete-download|SSLError", re.I
)
_TAIL_LINES = 40


class WheelSource:
    """Fetches `WheelFile`s. `scratch`: a folder on the store's disk; wheels lie in it until `clear`, so that one that holds
    several files is fetched once."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch

    def fetch(self, source: WheelFile, sink: BinaryIO, have: int, progress: Progress) -> Announced:
        """Append a file to `sink`; `have` is always 0, a wheel's file is never half there.
        Raises `SourceUnavailable`, `HashMismatch` or `NoSpace`."""
        wheel = self._wheel(source, progress)
        try:
            with zipfile.ZipFile(wheel) as archive, archive.open(source.path) as member:
                shutil.copyfileobj(member, sink, 1 << 20)
        except KeyError as error:
            raise SourceUnavailable(f"{source}: there is no such file in {wheel.name}") from error
        except (zipfile.BadZipFile, EOFError) as error:
            shutil.rmtree(wheel.parent)
            raise HashMismatch(f"{source}: {wheel.name} is damaged ({error}); pull again") from error
        return Announced()

    def clear(self) -> None:
        """Remove all wheels."""
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _wheel(self, source: WheelFile, progress: Progress) -> Path:
        """The wheel, downloaded if it is not here yet."""
        folder = self._scratch / source.requirement
        if not folder.is_dir():
            part = self._scratch / f"{source.requirement}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            self._download(source, part, progress)
            part.rename(folder)  # pip copies into its destination; only a finished copy gets the final name
        return next(folder.glob("*.whl"))

    def _download(self, source: WheelFile, folder: Path, progress: Progress) -> None:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input"]
        command += ["--no-cache-dir", "--progress-bar", "raw", "--resume-retries", "5", "--dest", str(folder)]
        process = subprocess.Popen(
            [*command, source.requirement],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            # pip unpacks into TMPDIR: a board's /tmp is memory, and the disk check was made for the store's disk.
            env=os.environ | {"TMPDIR": str(folder.parent), "PIP_NO_COLOR": "1", "PYTHONUNBUFFERED": "1"},
        )
        try:
            assert process.stdout is not None
            tail = _follow(process.stdout, source, progress)
            status = process.wait()
        finally:
            process.kill()
            process.wait()
        if status:
            raise explained(source, tail)
        progress.done()


def _follow(lines: IO[str], source: WheelFile, progress: Progress) -> str:
    """Turn pip's progress lines into ours. Returns the last of its other lines."""
    tail: deque[str] = deque(maxlen=_TAIL_LINES)
    seen = -1
    for line in lines:
        if match := _PROGRESS.match(line):
            count, total = int(match[1]), int(match[2])
            if seen < 0:
                progress.start(f"{source.package} {source.version}", total or None)
                seen = 0
            progress.advance(count - seen)
            seen = count
        else:
            tail.append(line)
    if seen < 0:  # a local file: pip does not report those
        progress.start(f"{source.package} {source.version}", None)
    return "".join(tail)


def explained(source: WheelFile, output: str) -> ModelError:
    """pip's failure as one of ours."""
    errors = [line.removeprefix("ERROR: ") for line in output.splitlines() if line.startswith("ERROR: ")]
    reason = errors[-1] if errors else output.strip().rpartition("\n")[2] or "pip said nothing"
    if "DO NOT MATCH THE HASHES" in output or "Hash mismatch" in output:
        return HashMismatch(f"{source}: the package index sent other bytes than it announced; pull again")
    if "No space left" in output:
        return NoSpace(
            f"{source}: the disk is full; free some space, or set COLIBRI_MODELS to a folder on a larger disk"
        )
    if "No module named pip" in output:
        return SourceUnavailable(f"{source}: this Python has no pip; install it: {sys.executable} -m ensurepip")
    if _NETWORK.search(output):
        return SourceUnavailable(
            f"{source}: the package index cannot be reached or was cut off; check the network ({reason})"
        )
    if "No matching distribution" in output:
        return SourceUnavailable(
            f"{source}: not on the package index that pip is configured for (see: pip config list)"
        )
    return SourceUnavailable(f"{source}: pip download failed: {reason}")
