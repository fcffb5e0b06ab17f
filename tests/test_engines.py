"""Every engine of every table can be imported, and says what its settings are."""

from __future__ import annotations

from functools import partial

import pytest

from assistant import registry
from assistant.config.check import options_class, skill_options
from assistant.engines import ENGINES

ALL = [(port, name) for port, table in ENGINES.items() for name in table]


@pytest.mark.parametrize(("port", "name"), ALL)
def test_an_engine_has_options_with_defaults_and_a_description_for_each(port: str, name: str) -> None:
    find = skill_options if port == "skills" else partial(options_class, port)
    options = find(ENGINES[port], name)
    assert issubclass(options, registry.Options)
    if port != "chat":  # a channel has secrets, which nobody can have by default
        assert options() == options()
    assert [field for field, info in options.model_fields.items() if not info.description] == []
