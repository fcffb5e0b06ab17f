"""What all tests share: the starter models, for the tests marked `models`."""

from __future__ import annotations

import functools
import os

import pytest

from assistant.models.store import ModelStore


@functools.cache
def _missing() -> tuple[str, ...]:
    store = ModelStore()
    return tuple(name for name in store.starter if not store.installed(name))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs models on a machine without them; fail where they were promised (REQUIRE_STARTER_MODELS=1)."""
    if item.get_closest_marker("models") is None or not (missing := _missing()):
        return
    reason = f"not installed: {', '.join(missing)}; run: colibri models pull"
    if os.environ.get("REQUIRE_STARTER_MODELS") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True)
def _state_of_their_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches what the assistant keeps for whoever uses this machine."""
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture(scope="session")
def starter() -> ModelStore:
    """The store that holds the starter set. Only for tests marked `models`."""
    return ModelStore()
