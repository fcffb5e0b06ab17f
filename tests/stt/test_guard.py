from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.stt.guard import (
    Decoded,
    Limits,
    Piece,
    compression_ratio,
    doubt,
    loudness_dbfs,
    made_up,
    max_tokens,
    once,
    recites,
    repeats,
    without_echoes,
)

LIMITS = Limits(log_prob=-1.0, compression=2.4, tokens_per_s=10, no_speech=0.6, no_speech_log_prob=-0.75)


def decoded(
    text: str = "Turn on the light.", *, tokens: int = 6, log_prob: float = -0.2, no_speech: float = 0.0
) -> Decoded:
    return Decoded(text, "en", tokens, log_prob, no_speech)


def piece(text: str, end_s: float) -> Piece:
    return Piece(text, len(text.split()), end_s)


@pytest.mark.parametrize(
    "text",
    [
        "What is the capital of France? What is the capital of France?",
        "Give me a small coffee, give me a small coffee",
        "I want a bit of sugar, a bit of sugar.",
        "No, no, no, no, no",
        "I know, I know. I know, I know.",
        "et puis et puis et puis ET PUIS",
    ],
)
def test_a_loop_repeats(text: str) -> None:
    assert repeats(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "Turn on the light in the kitchen and the light in the hall.",
        "No, no, no.",
        "It is very, very, very good.",
        "Stop, stop!",
        "Good night, good night.",
        "Add milk and eggs and bread and butter.",
    ],
)
def test_speech_does_not(text: str) -> None:
    assert not repeats(text)


words = st.text("abcdefghij", min_size=1, max_size=6)


@given(st.lists(words, max_size=6), st.lists(words, min_size=3, max_size=8), st.lists(words, max_size=6))
def test_three_words_twice_are_found_wherever_they_are(before: list[str], loop: list[str], after: list[str]) -> None:
    assert repeats(" ".join([*before, *loop, *loop, *after]))


@given(st.lists(words, unique=True, max_size=40))
def test_different_words_never_repeat(said: list[str]) -> None:
    assert not repeats(" ".join(said))


@given(st.text())
def test_any_text_can_be_checked(text: str) -> None:
    assert repeats(text) in (True, False)
    assert compression_ratio(text) >= 0


def test_a_good_text_is_not_doubted() -> None:
    assert doubt(decoded(), 2.0, LIMITS) is None
    assert doubt(decoded("", tokens=0, log_prob=-0.5), 0.01, LIMITS) is None


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (decoded("Do it for me. Do it for me."), "repeats"),
        (decoded("東京は晴れです。" * 12), "regular"),
        (decoded(tokens=28), "long"),
        (decoded(log_prob=-1.01), "improbable"),
    ],
)
def test_a_bad_text_is_doubted(bad: Decoded, reason: str) -> None:
    assert reason in (doubt(bad, 2.0, LIMITS) or "")


@given(st.floats(0, 30), st.integers(0, 300))
def test_more_tokens_than_can_be_said_are_doubted(audio_s: float, tokens: int) -> None:
    doubted = doubt(decoded(tokens=tokens), audio_s, LIMITS) is not None
    assert doubted == (tokens >= max_tokens(audio_s, LIMITS))


@pytest.mark.parametrize(
    ("no_speech", "log_prob", "expected"),
    [
        (0.9, -0.9, True),
        (0.9, -0.5, False),
        (0.4, -1.1, True),
        (0.4, -0.9, False),
        (0.1, -1.5, False),
        (0.0, -0.1, False),
    ],
)
def test_made_up_text_is_improbable_and_over_no_speech(no_speech: float, log_prob: float, expected: bool) -> None:
    assert made_up(decoded(no_speech=no_speech, log_prob=log_prob), LIMITS) is expected


def test_echoes_after_the_end_are_left_out() -> None:
    said = piece(" Make me a tea.", 5.0)
    echoes = [said, piece(" Make me a tea.", 10.0), piece(" Make me a tea.", 15.0), piece(" Make me", math.inf)]
    assert without_echoes(echoes, 6.5) == (said,)
    assert without_echoes([said, piece(" Make me", math.inf)], 6.5) == (said,)


def test_what_was_really_said_stays() -> None:
    twice = (piece(" Stop.", 1.0), piece(" Stop.", 2.0))
    assert without_echoes(twice, 2.4) == twice
    different = (piece(" Make me a tea.", 5.0), piece(" And a coffee.", 7.0))
    assert without_echoes(different, 6.5) == different
    assert without_echoes([], 1.0) == ()


@given(
    st.lists(st.builds(piece, st.sampled_from([" a", " a b", " c"]), st.floats(0, 30)), max_size=6), st.floats(0, 30)
)
def test_only_a_tail_is_ever_left_out(pieces: list[Piece], audio_s: float) -> None:
    kept = without_echoes(pieces, audio_s)
    assert kept == tuple(pieces[: len(kept)])
    assert len(kept) >= min(1, len(pieces))


def test_loudness() -> None:
    full = np.full(960, -32768, np.int16)
    assert loudness_dbfs(full) == pytest.approx(0)
    assert loudness_dbfs(full // 10) == pytest.approx(-20, abs=0.1)
    assert loudness_dbfs(np.zeros(4800, np.int16)) == -math.inf
    assert loudness_dbfs(np.zeros(0, np.int16)) == -math.inf


def test_a_word_in_a_long_silence_is_as_loud_as_alone() -> None:
    word = np.full(480, 3000, np.int16)
    silence = np.zeros(48_000, np.int16)
    assert loudness_dbfs(np.concatenate([silence, word, silence])) == pytest.approx(loudness_dbfs(word))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Make me a latte. Make me a latte.", "Make me a latte."),
        ("I want a latte. I want a latte. I want a", "I want a latte."),
        ("turn it off, Turn it off! turn", "turn it off,"),
        ("Turn it off.", "Turn it off."),
        ("No, no, no.", "No, no, no."),
        ("Turn on the light in the kitchen. Turn on the light in the hall.", None),
        ("Again and again, and again and again", None),
        ("_ what is it _ what is it", "_ what is it"),
        ("", ""),
    ],
)
def test_a_sentence_is_kept_once(text: str, kept: str | None) -> None:
    assert once(text) == (text if kept is None else kept)


@given(st.lists(st.sampled_from("red green blue one two".split()), min_size=3, max_size=8), st.integers(1, 4))
def test_what_is_kept_once_is_not_changed_again(words: list[str], times: int) -> None:
    kept = once(" ".join(words * times))
    assert once(kept) == kept
    assert " ".join(words).startswith(kept)


VOCABULARY = ("single shot", "double shot", "a little bit of milk", "Can I have a latte.", "Make me a large mocha.")


@pytest.mark.parametrize(
    "text", ["Single shot, double shot,", "shot, a little bit of", "of milk Can I have", "latte. Make me a large mocha"]
)
def test_reading_from_one_entry_into_the_next_is_reciting(text: str) -> None:
    assert recites(text, VOCABULARY)


@pytest.mark.parametrize(
    "text",
    [
        "Can I have a latte?",
        "Make me a large mocha.",
        "a little bit of milk",
        "Double shot.",
        "shot a",
        "Double shot, single shot,",
        "",
    ],
)
def test_what_people_may_say_is_not(text: str) -> None:
    assert not recites(text, VOCABULARY)
    assert not recites("Make me a large mocha with a little bit of milk", VOCABULARY)
    assert not recites(text, ())


def test_a_text_that_was_cut_off_is_doubtful() -> None:
    assert doubt(decoded(), 2, LIMITS) is None
    assert doubt(replace(decoded(), cut=True), 2, LIMITS) is not None
