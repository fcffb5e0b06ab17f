"""Where a long recording is cut, and how its text is put together again."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.stt import Transcript
from assistant.stt.pieces import speech_segments, whole
from assistant.turns.endpoint import EndpointSettings
from assistant.types import Audio
from tests.fakes import LOUD, LoudnessDetector, silence, speech

SETTINGS = EndpointSettings()
TEN_S = 16 * 10_000


def segments(audio: Audio, longest: int = TEN_S) -> list[tuple[int, int]]:
    return speech_segments(audio, LoudnessDetector(), SETTINGS, longest)


def test_speech_is_cut_out_with_room_around_it_and_neighbours_stay_together() -> None:
    audio = np.concatenate([silence(5000), speech(1000), silence(1500), speech(1000), silence(5000)])
    assert segments(audio) == [(16 * 4700, 16 * 8800)]


def test_speech_up_to_the_last_sample_is_kept() -> None:
    audio = np.concatenate([silence(500), speech(1000)])
    assert segments(audio) == [(16 * 200, len(audio))]


@pytest.mark.parametrize("audio", [np.zeros(0, np.int16), np.zeros(1, np.int16), silence(20_000)])
def test_silence_has_no_pieces(audio: Audio) -> None:
    assert segments(audio) == []


def test_a_monologue_is_cut_in_its_short_pauses_and_nothing_is_left_out() -> None:
    breath = [speech(3800), silence(200)]
    audio = np.concatenate([part for _ in range(10) for part in breath])
    pieces = segments(audio)
    assert (pieces[0][0], pieces[-1][1]) == (0, len(audio))
    cuts = [stop for _, stop in pieces[:-1]]
    assert [start for start, _ in pieces[1:]] == cuts
    assert all(3840 <= cut // 16 % 4000 <= 3960 for cut in cuts)


def test_speech_without_any_pause_is_cut_all_the_same_as_late_as_may_be() -> None:
    pieces = segments(speech(70_000))
    assert [start for start, _ in pieces[1:]] == [stop for _, stop in pieces[:-1]]
    assert (pieces[0][0], pieces[-1][1]) == (0, 16 * 70_000)
    assert all(TEN_S * 0.95 < stop - start <= TEN_S for start, stop in pieces[:-1])


@given(
    parts=st.lists(st.tuples(st.booleans(), st.integers(1, 9_000)), max_size=12),
    longest=st.sampled_from([16 * 2_000, 16 * 5_000, TEN_S]),
)
@settings(max_examples=60, deadline=None)
def test_pieces_are_in_order_short_enough_and_hold_all_that_was_said(
    parts: list[tuple[bool, int]], longest: int
) -> None:
    audio = np.concatenate([silence(10), *[speech(ms) if spoken else silence(ms) for spoken, ms in parts]])
    pieces = segments(audio, longest)
    assert all(0 < stop - start <= longest for start, stop in pieces)
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(pieces))
    left = audio.copy()
    for start, stop in pieces:
        left[start:stop] = 0
    # What is too short to be speech (60 ms of it) may be left out, and so may a frame that is cut off.
    runs = np.diff(np.flatnonzero(np.diff(np.concatenate([[0], left == LOUD, [0]]))))[::2]
    assert all(run < 16 * 80 for run in runs)


def test_the_text_is_joined_and_its_confidence_is_that_of_its_pieces_by_their_length() -> None:
    parts = [
        (300, Transcript("one", "en", 0.9, 0.1)),
        (50, Transcript("", "fr", 0.0)),
        (100, Transcript("two", "en", 0.5, 0.3)),
    ]
    both = whole(parts, ["en", "fr"])
    assert (both.text, both.language) == ("one two", "en")
    assert both.confidence == pytest.approx(0.8)
    assert both.no_speech == pytest.approx(0.15)


def test_the_language_is_that_in_which_most_was_surely_said() -> None:
    def language(*parts: tuple[int, str, float]) -> str:
        return whole([(n, Transcript("x", code, sure)) for n, code, sure in parts], ["en", "fr"]).language

    assert language((200, "en", 0.3), (100, "fr", 0.9)) == "fr"
    assert language((200, "en", 0.8), (100, "fr", 0.9)) == "en"
    assert language((100, "en", 0.5), (60, "fr", 0.5), (60, "fr", 0.5)) == "fr"


def test_nothing_said_is_an_empty_text_in_the_first_language() -> None:
    for parts in ([], [(100, Transcript("", "fr", 0.9))]):
        assert whole(parts, ["en", "fr"]) == Transcript("", "en", 0.0, no_speech=1.0)
