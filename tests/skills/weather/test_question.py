from __future__ import annotations

import pytest

from assistant.skills.weather.question import Aspect, asks_for_now, aspect


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("What's the weather like?", "en", Aspect.ALL),
        ("Is it going to rain tomorrow?", "en", Aspect.RAIN),
        ("Do I need an umbrella today?", "en", Aspect.RAIN),
        ("Will it stay dry?", "en", Aspect.DRY),
        ("Any snow on the way?", "en", Aspect.SNOW),
        ("Will it be SUNNY this weekend?", "en", Aspect.SUN),
        ("Is it windy?", "en", Aspect.WIND),
        ("How cold is it outside?", "en", Aspect.TEMPERATURE),
        ("Do I need a coat?", "en", Aspect.TEMPERATURE),
        ("Sundays are fun, what's the forecast?", "en", Aspect.ALL),
        ("Il fait quel temps ?", "fr", Aspect.ALL),
        ("Je prends un parapluie ?", "fr", Aspect.RAIN),
        ("Va-t-il faire beau ?", "fr", Aspect.SUN),
        ("Il fait froid dehors ?", "fr", Aspect.TEMPERATURE),
        ("Est-ce qu’il va neiger ?", "fr", Aspect.SNOW),
        ("Rain?", "de", Aspect.ALL),
    ],
)
def test_what_is_asked_for(text: str, language: str, found: Aspect) -> None:
    assert aspect(text, language) is found


def test_this_moment_or_the_day() -> None:
    assert asks_for_now("Is it still raining?")
    assert asks_for_now("Est-ce qu'il pleut ?")
    assert not asks_for_now("Is it going to rain?")
    assert not asks_for_now("Va-t-il pleuvoir ?")
