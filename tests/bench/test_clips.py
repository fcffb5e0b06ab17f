from __future__ import annotations

import numpy as np
import pytest

from assistant.bench.clips import MARGIN, speak, spoken_apart, trimmed
from assistant.errors import EngineError
from assistant.models.store import ModelStore
from tests.bench.fakes import default_config
from tests.fakes import ToneVoice, silence, speech


def test_the_true_end_is_the_last_sample_above_45_db_below_the_peak() -> None:
    hiss = np.full(16 * 200, 8000 // 200, np.int16)  # 46 dB below
    clip = trimmed("Yes", "en", np.concatenate([silence(300), speech(500), hiss, silence(100)]))
    assert clip.end == MARGIN + 16 * 500
    assert len(clip.audio) == clip.end + MARGIN
    assert not clip.audio[:MARGIN].any()
    assert clip.audio[MARGIN] == 8000
    assert (clip.audio[clip.end :] == 40).all()


def test_sound_up_to_the_edges_keeps_its_length() -> None:
    clip = trimmed("Yes", "en", speech(500))
    assert (clip.end, len(clip.audio)) == (8000, 8000)


def test_a_dumb_voice_is_an_error() -> None:
    with pytest.raises(EngineError, match="no sound of 'Yes'"):
        trimmed("Yes", "en", silence(500))
    with pytest.raises(EngineError):
        trimmed("Yes", "en", silence(0))


def test_what_is_spoken_is_as_for_the_ear() -> None:
    voice = ToneVoice()
    clip = speak("It is 20", "en", voice)
    assert voice.spoken == ["It is twenty"]
    assert clip.text == "It is 20"
    assert clip.end == 800 * len("It is twenty")


@pytest.mark.models
def test_a_process_of_its_own_speaks(starter: ModelStore) -> None:
    one, same, other = spoken_apart(default_config(), starter, ["Yes.", "Yes.", "Of course I do."], "en")
    assert one.text == "Yes."
    assert (one.audio == same.audio).all()
    assert len(other.audio) > len(one.audio) > 16 * 100
