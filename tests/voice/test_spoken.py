from __future__ import annotations

import pytest

from assistant.errors import UsageError
from assistant.voice.spoken import with_first


def test_one_comes_first_and_the_others_stay_in_order() -> None:
    assert with_first("fr", ["en", "de", "fr"]) == ("fr", "en", "de")
    assert with_first("en", ("en",)) == ("en",)


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(UsageError, match="it is not configured; add it to `languages`"):
        with_first("it", ("en", "fr"))
