"""microWakeWord (https://github.com/kahrendt/microWakeWord, Apache-2.0): streaming networks made for microcontrollers.

Every 10 ms a fixed-point front end gives 40 features, which all words share; every third time a network of some 50 kB says
how likely its word just ended. What counts is the mean of its last few answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from assistant import registry
from assistant.errors import EngineError
from assistant.types import Audio, Samples, from_ms
from assistant.wake import models

_FEATURES = 40
"""What the front end gives for each step of 10 ms."""


class _Settings(BaseModel):
    """What a model was trained for: the part `micro` of its description."""

    probability_cutoff: float = Field(gt=0, lt=1)
    sliding_window_size: int = Field(ge=1, le=100)
    feature_step_size: Literal[10] = 10


class _Description(BaseModel):
    """The `.json` beside a model (https://esphome.io/components/micro_wake_word, manifest version 2)."""

    wake_word: str | None = None
    model: str
    micro: _Settings


class MicroWakeWord:
    """About 0.3 % of a desktop core for a word. A word by path is the `.json` that names the model beside it."""

    class Options(registry.Options):
        """microWakeWord has nothing to set: each model brings its own threshold."""

    hop: Samples = from_ms(30)

    def __init__(self, words: Sequence[str], options: Options) -> None:
        """Raises `UsageError` for an unknown word, `EngineError` for a model that cannot be loaded."""
        import pymicro_wakeword as library

        own = models.built_in(
            Path(library.__file__).parent / "models", (model.value for model in library.Model), ".json"
        )
        paths = {word: models.find("microwakeword", word, own, ".json") for word in words}
        described = {word: _described(path) for word, path in paths.items()}
        self.phrases: Mapping[str, str] = {
            word: (found.wake_word or models.spoken(paths[word].stem)).strip().lower()
            for word, found in described.items()
        }
        self.thresholds: Mapping[str, float] = {
            word: found.micro.probability_cutoff for word, found in described.items()
        }
        self._models = {word: _loaded(path, described[word]) for word, path in paths.items()}
        self._front_end = library.MicroWakeWordFeatures()
        self._fed = 0
        self._scores = dict.fromkeys(paths, 0.0)

    def scores(self, frame: Audio) -> Mapping[str, float]:
        fresh: dict[str, float] = {}
        for features in self._front_end.process_streaming(frame.tobytes()):
            self._fed += 1
            for word, model in self._models.items():
                score = model.process_streaming_prob(features)
                if self._fed % model.stride == 0:  # in between it only collects, and says 0
                    fresh[word] = max(score, fresh.get(word, 0.0))
        self._scores.update(fresh)
        return dict(self._scores)

    def reset(self) -> None:
        for model in self._models.values():
            model.reset()  # loads the network anew: the state of its stream is inside
        self._front_end.reset()
        self._fed = 0
        self._scores = dict.fromkeys(self._scores, 0.0)


def _described(path: Path) -> _Description:
    try:
        return _Description.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise EngineError(
            f"{path}: does not describe a microWakeWord model ({place}: {first['msg']}); "
            f"take the .json that came with the model"
        ) from error
    except OSError as error:
        raise EngineError(f"{path}: cannot be read ({error.strerror}); check the permissions") from error


def _loaded(path: Path, description: _Description) -> Any:
    """The library's own object around one model."""
    import pymicro_wakeword as library
    from pymicro_wakeword.wakeword import TfLiteWakeWord

    weights = path.parent / description.model
    if not weights.is_file():
        raise EngineError(f"{path}: its model {weights} is not there; put it beside it")
    runtime = next((Path(library.__file__).parent / "lib").glob("*tensorflowlite_c.*"))
    models.check(TfLiteWakeWord(runtime).lib, weights)
    try:
        model = library.MicroWakeWord.from_config(path, runtime)
    except ValueError as error:  # not quantized
        raise EngineError(f"{weights}: is no model of microWakeWord ({error}); choose one made for it") from error
    models.check_input(weights, model, (1, None, _FEATURES), "microWakeWord")
    return model
