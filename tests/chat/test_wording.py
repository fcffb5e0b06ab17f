from __future__ import annotations

from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.brain.intents import IntentMatcher
from assistant.chat import Kind
from assistant.chat.wording import _TEXTS as TEXTS
from assistant.chat.wording import asks_for_help, language_of, say, starts, stops

VALUES = {"text": "set {a} timer", "minutes": 20}
BOTH = ("en", "fr")
AROUND = (
    "{}",
    "{}!",
    " {} .",
    "¡{}!",
    "« {} »",
    "“{}”",
    "🛑 {} 🛑️",
    "{}👍🏽",
    "*{}*",
    "_{}_",
    "{}…\n",
    "\u200b{}\u200b",
)


def placeholders(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize("key", TEXTS["en"])
def test_every_text_is_said_in_both_languages_with_its_values(key: str) -> None:
    assert placeholders(TEXTS["en"][key]) == placeholders(TEXTS["fr"][key])
    for language in BOTH:
        text = say(key, language, **{name: VALUES[name] for name in placeholders(TEXTS[language][key])})
        assert text == text.strip()
        assert len(text) > 10
        assert all(str(VALUES[name]) in text for name in placeholders(TEXTS[language][key]))
    assert say(key, "en", **VALUES) != say(key, "fr", **VALUES)


def test_both_languages_have_the_same_texts() -> None:
    assert TEXTS["en"].keys() == TEXTS["fr"].keys()


@pytest.mark.parametrize("language", ["de", "", "zz"])
def test_who_speaks_another_language_is_told_in_english(language: str) -> None:
    assert say("started", language) == say("started", "en")


def test_there_is_a_word_about_each_kind_of_message_that_is_not_understood() -> None:
    for kind in Kind:
        assert kind in (Kind.TEXT, Kind.REACTION) or f"kind_{kind}" in TEXTS["en"]


def test_a_late_message_that_had_no_answer_leaves_no_blank() -> None:
    assert say("late", "en", minutes=1, text="") == "Your message reached me 1 min late."


@pytest.mark.parametrize(
    ("language", "key", "said"),
    [
        ("en", "refused", "pair my phone"),
        ("en", "wrong_code", "pair my phone"),
        ("fr", "refused", "associe mon téléphone"),
        ("fr", "wrong_code", "associe mon téléphone"),
    ],
)
def test_what_people_are_told_to_say_to_the_device_is_understood_there(language: str, key: str, said: str) -> None:
    assert said in say(key, language)
    found = IntentMatcher(["phone"], [language]).match(said, language)
    assert found is not None
    assert found.intent == "PairPhone"  # type: ignore[union-attr]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            stops,
            "STOP|stop|Stop all|/stop|unsubscribe|Arrêt|ARRÊTE|arrete|Arrêtez|stopper|désabonner|Se désabonner|"
            "Désabonnez-moi|désinscription|ＳＴＯＰ|arre\u0302te",
        ),
        (starts, "START|/start|/start abc-1|unstop|Resume|Reprendre|REPRENEZ|commencer|Démarrer|DÉMARRER"),
        (asks_for_help, "/help|Help|AIDE|/aide|/start|/start abc_1|start"),
    ],
)
def test_commands_are_understood_however_they_are_written(asked: object, words: str, around: str) -> None:
    for word in words.split("|"):
        assert callable(asked)
        assert asked(around.format(word)), around.format(word)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🛑",
        "?!",
        "stop the timer",
        "stop it",
        "don't stop",
        "arrête la minuterie",
        "starting",
        "start the timer",
        "/starting",
        "/stopped",
        "démarre le minuteur",
        "help me with my homework",
        "à l'aide de quoi ?",
        "s t o p",
        "nonstop",
        "hello\nstop",
    ],
)
def test_what_only_holds_such_a_word_is_no_command(text: str) -> None:
    assert not stops(text)
    assert not starts(text)
    assert not asks_for_help(text)


def test_stop_start_and_help_are_never_confused() -> None:
    for text in ("stop", "/stop", "arrête"):
        assert not starts(text)
        assert not asks_for_help(text)
    for text in ("/start", "reprendre", "help"):
        assert not stops(text)


def test_the_longest_text_is_read_fast() -> None:
    for text in ("!" * 1_000_000 + "x!", "_/" * 500_000, " " * 1_000_000 + "stop"):
        assert stops(text) is text.endswith("stop")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("What time is it?", "en"),
        ("Hello, what's the weather?", "en"),
        ("What's up", "en"),
        ("don't do it", "en"),
        ("Add du pain to the shopping list", "en"),
        ("Quelle heure est-il ?", "fr"),
        ("Bonjour, qu'est-ce qu'il fait ?", "fr"),
        ("S’il te plaît !", "fr"),
        ("J'ai faim", "fr"),
        ("METS DU LAIT SUR LA LISTE", "fr"),
        ("Éteins la lumière du salon", "fr"),
        ("C'est quoi “the cloud” ?", "fr"),
        ("arrête", "fr"),
        ("unsubscribe", "en"),
    ],
)
@pytest.mark.parametrize("configured", [BOTH, ("fr", "en"), ("de", "fr", "en")])
@pytest.mark.parametrize("known", ["", "en", "fr"])
def test_the_language_is_told_by_common_words(
    text: str, language: str, configured: tuple[str, ...], known: str
) -> None:
    if known or configured[0] != "de":
        assert language_of(text, configured, known) == language


@pytest.mark.parametrize("text", ["", "ok", "123456", "👍", "Spotify", "pizza", "ça va ok", "???"])
@pytest.mark.parametrize(
    ("configured", "known", "language"),
    [(BOTH, "", "en"), (("fr", "en"), "", "fr"), (BOTH, "fr", "fr"), (BOTH, "de", "en"), (("de", "en"), "", "de")],
)
def test_where_words_do_not_tell_it_stays_as_it_was(
    text: str, configured: tuple[str, ...], known: str, language: str
) -> None:
    assert language_of(text, configured, known) == language


@pytest.mark.parametrize(
    "text", ["Was ist das?", "Kannst du mir das sagen?", "Ich will in die Stadt", "Wie spät ist es"]
)
def test_a_language_without_a_table_is_not_left_for_a_word_that_others_share(text: str) -> None:
    assert language_of(text, ("de", "fr", "en"), "") == "de"


def test_a_language_without_a_table_is_left_for_whole_sentences() -> None:
    assert language_of("What time is it?", ("de", "en"), "") == "en"
    assert language_of("Quelle heure est-il ?", ("de", "fr"), "de") == "fr"


@given(st.text(max_size=40), st.sampled_from([("de",), ("fr",), BOTH, ("pl", "en", "de")]), st.text(max_size=3))
def test_the_language_is_always_a_configured_one(text: str, configured: tuple[str, ...], known: str) -> None:
    assert language_of(text, configured, known) in configured
