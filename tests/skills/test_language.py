from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from assistant.brain.intents import IntentMatcher, Match
from assistant.registry import Options
from assistant.skills import Call, Refusal, Reply
from assistant.skills.language import SwitchLanguage
from tests.skills.room import FakeLoudspeaker, world


def switched(
    folder: Path,
    room: FakeLoudspeaker | None,
    wanted: str,
    spoken: str,
    *,
    aloud: bool = True,
    languages: tuple[str, ...] = ("en", "fr"),
) -> str | Reply:
    skill = SwitchLanguage(world(folder, room, languages), Options())
    return asyncio.run(skill.handle(Call("SwitchLanguage", spoken, "", {"language": wanted}, aloud=aloud)))


@pytest.mark.parametrize(
    ("wanted", "spoken", "text"), [("fr", "en", "Je parle français maintenant."), ("en", "fr", "I speak English now.")]
)
def test_aloud_it_answers_in_the_new_language_and_its_voice(
    tmp_path: Path, wanted: str, spoken: str, text: str
) -> None:
    room = FakeLoudspeaker(language=spoken)
    assert switched(tmp_path, room, wanted, spoken) == Reply(text, obvious=True)
    assert room.language == wanted
    assert room.said == [(text, wanted)]


def test_asked_in_the_new_language_already_it_just_answers(tmp_path: Path) -> None:
    room = FakeLoudspeaker(language="en")
    assert switched(tmp_path, room, "fr", "fr") == "Je parle français maintenant."
    assert switched(tmp_path, room, "fr", "fr") == "Je parle bien français."
    assert room.language == "fr"
    assert room.said == []


def test_in_writing_the_room_is_switched_and_not_disturbed(tmp_path: Path) -> None:
    room = FakeLoudspeaker()
    answer = switched(tmp_path, room, "fr", "en", aloud=False)
    assert isinstance(answer, Reply)
    assert answer.text == "Je parle français maintenant."
    assert (room.language, room.said) == ("fr", [])


def test_a_language_without_words_of_its_own_is_named_in_english(tmp_path: Path) -> None:
    room = FakeLoudspeaker()
    assert switched(tmp_path, room, "de", "en", languages=("en", "de")) == Reply("I speak German now.", obvious=True)


@pytest.mark.parametrize(
    ("wanted", "spoken", "languages", "why"),
    [
        ("fr", "en", ("en",), "I don't speak French yet; add fr to languages"),
        ("de", "fr", ("en", "fr"), "Je ne parle pas encore allemand ; ajoutez de aux langues"),
    ],
)
def test_what_is_not_configured_is_refused_with_the_way_to_it(
    tmp_path: Path, wanted: str, spoken: str, languages: tuple[str, ...], why: str
) -> None:
    room = FakeLoudspeaker(language=spoken)
    with pytest.raises(Refusal, match=why):
        switched(tmp_path, room, wanted, spoken, languages=languages)
    assert room.language == spoken


def test_without_a_room_the_way_in_writing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="option language fr"):
        switched(tmp_path, None, "fr", "en", aloud=False)


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "Parle français.", "fr"),
        ("en", "Parle français, s'il te plaît.", "fr"),
        ("en", "Speak Spanish.", "es"),
        ("en", "Say hello in French.", None),
        ("en", "Do you speak French?", None),
        ("fr", "Speak English, please.", "en"),
        ("fr", "Parle-moi en anglais à partir de maintenant.", "en"),
        ("fr", "Comment dit-on bonjour en anglais ?", None),
        ("fr", "Parle-moi de la Révolution française.", None),
    ],
)
def test_it_is_asked_for_in_either_language(language: str, text: str, wanted: str | None) -> None:
    found = IntentMatcher(["language"], [language]).match(text, language)
    assert found == (Match("SwitchLanguage", {"language": wanted}, text) if wanted else None)
