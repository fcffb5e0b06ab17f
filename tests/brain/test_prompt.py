"""The prompt's head never changes, so it is evaluated once."""

import pytest

from assistant.brain.prompt import opening
from assistant.llm import Message


@pytest.mark.parametrize("language", ["en", "fr", "xx"])
def test_it_is_byte_stable_and_its_examples_alternate(language: str) -> None:
    messages = opening(language)
    assert messages == opening(language)
    roles = [message.role for message in messages]
    assert roles == ["system", *["user", "assistant"] * ((len(roles) - 1) // 2)]
    assert "Colibri" in messages[0].content


def test_it_is_in_the_language_asked_for_and_english_where_there_is_none() -> None:
    assert "français" in opening("fr")[0].content
    assert opening("xx") == opening("en")


def test_an_owner_s_prompt_replaces_all_of_it() -> None:
    assert opening("fr", "Be brief.") == [Message("system", "Be brief.")]
