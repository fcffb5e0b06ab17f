from __future__ import annotations

from assistant.brain.intents.compiler import Scope, compiled
from assistant.brain.intents.graph import Free
from assistant.brain.intents.index import Index

SCOPE = Scope({"text": Free()}, {})
TEMPLATES = [
    compiled(text, SCOPE)
    for text in ("turn on the light[s]", "turn off the light[s]", "say {text}", "{text}", "[please] (stop|halt)")
]


def test_only_templates_whose_words_are_all_there_are_candidates() -> None:
    index = Index(TEMPLATES)
    assert index.candidates("turn the lights off") == [1, 3]
    assert index.candidates("halt") == [3, 4]
    assert index.candidates("please") == [3]
    assert index.candidates("") == [3]


def test_very_long_words_are_no_danger() -> None:
    assert Index(TEMPLATES).candidates("stop" + "x" * 10_000) == [3, 4]
