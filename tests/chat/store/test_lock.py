from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.chat.store import BridgeLock
from assistant.errors import ColibriError


def test_one_bridge_serves_a_store(tmp_path: Path) -> None:
    path = tmp_path / "a" / "chat.db"
    with BridgeLock(path) as lock:
        with pytest.raises(ColibriError, match=rf"process {os.getpid()} serves .*chat\.db already; stop that bridge"):
            BridgeLock(path)
        with BridgeLock(tmp_path / "other.db"):
            pass
    lock.close()
    BridgeLock(path).close()


def test_it_is_free_when_its_process_has_died(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from assistant.chat.store import BridgeLock; "
        "lock = BridgeLock(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path / "chat.db")], check=False)
    assert died.returncode == -9
    BridgeLock(tmp_path / "chat.db").close()


def test_where_it_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ColibriError, match="choose another folder"):
        BridgeLock(tmp_path / "file" / "chat.db")
