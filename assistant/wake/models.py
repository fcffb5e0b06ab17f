"""Which model a configured wake word is, and whether it is one: what both engines share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from assistant.errors import EngineError, UsageError


def built_in(folder: Path, names: Iterable[str], suffix: str) -> dict[str, Path]:
    """The words that come with an engine, each with its model."""
    return {name: folder / f"{name}{suffix}" for name in names}


def find(engine: str, word: str, own: Mapping[str, Path], suffix: str) -> Path:
    """The model of `word`, which is one of the engine's `own` or the path of a file that ends in `suffix`.

    Raises `UsageError` when it is neither.
    """
    if word in own:
        return own[word]
    path = Path(word).expanduser()
    if path.suffix != suffix and not path.exists():
        near = get_close_matches(word.lower().replace(" ", "_").replace("-", "_"), own, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise UsageError(
            f"wake.words: {engine} does not know {word!r}; {hint}"
            f"It knows {', '.join(sorted(own))}, and models by their path (NAME{suffix})"
        )
    if path.suffix != suffix:
        raise UsageError(f"wake.words: {word}: {engine} takes a file that ends in {suffix}; name that one")
    if not path.is_file():
        raise UsageError(f"wake.words: {word}: there is no such file; check the name and the folder")
    return path


def spoken(name: str) -> str:
    """The phrase that a model's name stands for: `hey_jarvis` is "hey jarvis"."""
    return " ".join(name.replace("_", " ").replace("-", " ").split())


def check(lib: Any, path: Path) -> None:
    """Raise `EngineError` unless TensorFlow Lite can run the model. Both libraries go on with a null pointer when it cannot,
    and take the process with them. `lib`: its C interface, as they declare it."""
    model = lib.TfLiteModelCreateFromFile(str(path).encode())
    if not model:
        raise EngineError(f"{path}: is no TensorFlow Lite model, or is damaged; copy or download it again")
    interpreter = lib.TfLiteInterpreterCreate(model, None)
    usable = bool(interpreter) and lib.TfLiteInterpreterAllocateTensors(interpreter) == 0
    if interpreter:
        lib.TfLiteInterpreterDelete(interpreter)
    lib.TfLiteModelDelete(model)
    if not usable:
        raise EngineError(f"{path}: needs what this TensorFlow Lite cannot do; choose another model")


def check_input(path: Path, model: Any, expected: Sequence[int | None], engine: str) -> None:
    """Raise `EngineError` unless the loaded model's input has this shape; None is any length."""
    lib, tensor = model.lib, model.input_tensor
    shape = [lib.TfLiteTensorDim(tensor, axis) for axis in range(lib.TfLiteTensorNumDims(tensor))]
    fits = len(shape) == len(expected) and all(e in (None, n) for n, e in zip(shape, expected, strict=True))
    if not fits:
        raise EngineError(f"{path}: is no model of {engine} (its input has the shape {shape}); choose one made for it")
