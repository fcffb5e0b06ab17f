from __future__ import annotations

from string import Formatter

from assistant.skills.home import texts


def test_both_languages_say_the_same() -> None:
    assert texts._TEXTS["en"].keys() == texts._TEXTS["fr"].keys()


def test_no_answer_needs_what_it_is_not_given() -> None:
    for which, text in texts._TEXTS["en"].items():
        fields = {field for _, field, _, _ in Formatter().parse(text) if field}
        other = {field for _, field, _, _ in Formatter().parse(texts._TEXTS["fr"][which]) if field}
        assert fields == other, which


def test_an_answer_begins_with_a_capital() -> None:
    assert texts.say("en", "range", what="the fan", low=1, high=2) == "The fan can be set from 1 to 2 degrees."
    assert texts.say("de", "scene") == "Done."
