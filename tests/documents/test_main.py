from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from assistant.documents import Documents
from tests.documents.papers import pdf


def run(*arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.documents", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_an_index_is_brought_up_to_date_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.pdf").write_bytes(pdf(["The glass container stands behind the station."]))
    (tmp_path / "papers" / "b.pdf").write_bytes(b"nothing")
    done = run(tmp_path / "index.db", tmp_path / "papers")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert (record["read"], list(record["problems"])) == (1, [str((tmp_path / "papers" / "b.pdf").resolve())])
    documents = Documents(tmp_path / "index.db")
    assert documents.passages("glass container", "en")[0].page == 1
    documents.close()


def test_an_index_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    done = run(tmp_path, tmp_path)
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr
    assert "Traceback" not in done.stderr
