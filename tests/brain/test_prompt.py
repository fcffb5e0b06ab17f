"""The prompt's head never changes, so it is evaluated once."""

import pytest

from assistant.brain.prompt import SMALL_BYTES, Style, opening, style_for, with_notes
from assistant.llm import Message


@pytest.mark.parametrize("style", ["few_shot", "plain"])
@pytest.mark.parametrize("language", ["en", "fr", "xx"])
def test_it_is_byte_stable_and_its_examples_alternate(language: str, style: Style) -> None:
    messages = opening(language, style=style)
    assert messages == opening(language, style=style)
    roles = [message.role for message in messages]
    assert roles == ["system", *["user", "assistant"] * ((len(roles) - 1) // 2)]
    assert "Colibri" in messages[0].content


def test_it_is_in_the_language_asked_for_and_english_where_there_is_none() -> None:
    for style in ("few_shot", "plain"):
        assert "français" in opening("fr", style=style)[0].content
        assert opening("xx", style=style) == opening("en", style=style)


def test_small_models_are_shown_and_large_ones_told() -> None:
    assert style_for(98_362_432) == style_for(SMALL_BYTES) == "few_shot"
    assert style_for(SMALL_BYTES + 1) == "plain"
    assert len(opening("en")) > len(opening("en", style="plain")) == 1


def test_an_owner_s_prompt_replaces_all_of_it() -> None:
    assert opening("fr", "Be brief.") == opening("fr", "Be brief.", "plain") == [Message("system", "Be brief.")]


def test_notes_go_into_the_question() -> None:
    assert with_notes("How old am I?", (), "en") == "How old am I?"
    noted = with_notes("How old am I?", ("You were born\n in 1990.", "You like tea."), "en")
    assert "- You were born in 1990.\n- You like tea.\n" in noted
    assert noted.endswith("Question: How old am I?")
    assert "Question : Quel âge" in with_notes("Quel âge ai-je ?", ("Vous êtes né en 1990.",), "fr")
