"""What can be done, from the configuration: skills with their settings, the owner's own sentences, what is kept and erased."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.abilities import Abilities, abilities
from assistant.brain.session import Exchange, Session
from assistant.config import load
from assistant.engines import ENGINES
from assistant.errors import ConfigError, UsageError
from assistant.people import OWNER
from tests.brain.intents.sentences import write

TEA = """
language: en
intents:
  MakeTea:
    data: [{sentences: ["make [me] [some] {tea} tea"]}]
    action: {say: "One {tea} tea."}
lists:
  tea: {values: [green, mint]}
"""


def able(folder: Path, *overrides: str) -> Abilities:
    config = load(None, engines=ENGINES, overrides=overrides, environ={"COLIBRI_CONFIG": str(empty(folder))})
    with abilities(config, folder / "kept") as made:
        return made


def empty(folder: Path) -> Path:
    return write(folder, "config.yaml", "{}")


def ask(made: Abilities, text: str) -> str | None:
    async def decided() -> bool:
        return True

    async def done() -> str | None:
        session = Session(100, len, OWNER)
        errand = await made.errands.understand(session, text, "en")
        if errand is None:
            return None
        return "".join([piece async for piece in made.errands.run(session, errand, decided)])

    return asyncio.run(done())


def test_the_owners_own_sentences_are_understood_even_if_misheard(tmp_path: Path) -> None:
    write(tmp_path, "mine/tea.yaml", TEA)
    made = able(tmp_path, f"skills.intents_dir={tmp_path / 'mine'}")
    assert ask(made, "Make me some mint tea, please.") == "One mint tea."
    assert ask(made, "Make me some mind tea.") == "One mint tea."


@pytest.mark.parametrize(
    ("override", "reason"),
    [
        ("skills.enabled=[clok]", "there is no such skill .did you mean clock"),
        ("skills.options={wether: {}}", "there is no such skill .did you mean weather"),
        ("skills.options={weather: {latitude: 100}}", "skills.options.weather.latitude"),
        ("people.guest=[clok]", "there is no such skill .did you mean clock"),
        ("skills.options=[weather]", "must be settings by the name of a skill"),
    ],
)
def test_settings_of_skills_are_checked(tmp_path: Path, override: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        able(tmp_path, override)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder /nowhere; make it, or leave the setting out"):
        able(tmp_path, "skills.intents_dir=/nowhere")


def test_what_is_kept_is_exported_and_erased(tmp_path: Path) -> None:
    config = load(None, engines=ENGINES, overrides=["privacy.transcripts_days=7"], environ={})
    with abilities(config, tmp_path) as made:
        made.diary.add(OWNER, Exchange("Hello.", "Hello you."))
        assert ask(made, "Remember that the spare key is under the blue pot.")
        assert ask(made, "Add milk to the shopping list.")
        assert ask(made, "Remind me to water the ficus at six.")
        kept = made.export(OWNER)
        assert "Hello you." in str(kept["conversations"])
        assert "blue pot" in str(kept["memory"])
        assert "milk" in str(kept["lists"])
        assert "ficus" in str(kept["timers"])
        assert made.erase(OWNER) >= 4
        assert not any(word in str(made.export(OWNER)) for word in ("Hello", "blue pot", "milk", "ficus"))
