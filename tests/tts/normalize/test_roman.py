from __future__ import annotations

import pytest

from assistant.tts.normalize.roman import roman_value


@pytest.mark.parametrize(("numeral", "value"), [("I", 1), ("IV", 4), ("IX", 9), ("XIV", 14), ("XX", 20), ("XXXIX", 39)])
def test_value(numeral: str, value: int) -> None:
    assert roman_value(numeral) == value


@pytest.mark.parametrize("numeral", ["", "IIII", "VX", "IXI", "XXXX", "ABC"])
def test_not_roman(numeral: str) -> None:
    assert roman_value(numeral) is None
