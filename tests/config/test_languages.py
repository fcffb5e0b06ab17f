from __future__ import annotations

from assistant.config.languages import ISO_639_1


def test_is_the_list_of_the_standard() -> None:
    assert len(ISO_639_1) == 183
    assert all(len(code) == 2 and code.isascii() and code.islower() for code in ISO_639_1)
    assert {"en", "fr", "de", "es", "it", "pt", "nl", "no"} <= ISO_639_1
