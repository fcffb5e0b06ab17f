"""A faster copy of a model, where this processor has no fast kernels for the format of its weights.

On x86, llama.cpp evaluates a prompt of Q4_1 weights at half the speed of Q8_0 (20 tokens: 123 against 69 ms on two cores), and a prompt
is what a person waits for. Q8_0 holds Q4_1's values almost exactly: the same perplexity, a Kullback-Leibler divergence of 0.005. So
the first time such a model is loaded, a Q8_0 copy is made in the cache folder; that takes about a second.
"""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs
import structlog

Q4_1, Q8_0 = 3, 7
"""LLAMA_FTYPE_MOSTLY_…, also `general.file_type` in a GGUF file."""

Quantize = Callable[[Path, Path, int], bool]
"""(from, to, file type) -> whether it worked."""

log = structlog.get_logger(__name__)


def best(path: Path, api: Any) -> Path:
    """The file to load instead of `path`, which may be itself. `api`: llama.cpp's C interface."""

    def quantize(source: Path, target: Path, file_type: int) -> bool:
        params = api.llama_model_quantize_default_params()
        params.ftype, params.allow_requantize = file_type, True
        return bool(api.llama_model_quantize(os.fsencode(source), os.fsencode(target), ctypes.byref(params)) == 0)

    return faster_copy(path, quantize, cache_folder()) if wanted(_file_type(path, api)) else path


def _file_type(path: Path, api: Any) -> str | None:
    """`general.file_type` of a GGUF file; None when it does not say, or is damaged (loading it will say so)."""
    params = api.llama_model_default_params()
    params.vocab_only = True
    model = api.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        return None
    try:
        value = ctypes.create_string_buffer(16)
        length = api.llama_model_meta_val_str(model, b"general.file_type", value, len(value))
        return value.value.decode("ascii", "replace") if length > 0 else None
    finally:
        api.llama_model_free(model)


def wanted(file_type: str | None, machine: str | None = None) -> bool:
    """Whether a copy is worth it, for weights of this `general.file_type`. `machine`: default this one."""
    return file_type == str(Q4_1) and (machine or platform.machine()) in ("x86_64", "AMD64")


def cache_folder() -> Path:
    """Where copies are kept: systemd's cache directory of the service, else the user's."""
    service = os.environ.get("CACHE_DIRECTORY")
    return Path(service.split(":")[0]) if service else platformdirs.user_cache_path("colibri")


def faster_copy(path: Path, quantize: Quantize, folder: Path) -> Path:
    """The Q8_0 copy of the model at `path`, made when there is none yet; `path` itself when none can be made."""
    facts = path.stat()
    copy = folder / f"{path.stem}-{facts.st_size}-{facts.st_mtime_ns}-Q8_0.gguf"
    if copy.exists():
        return copy
    part = copy.with_suffix(f".{os.getpid()}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < 3 * facts.st_size:
            raise OSError(f"{folder} has too little room")
        if not quantize(path, part, Q8_0):
            raise OSError("llama.cpp could not convert it")
        part.replace(copy)
    except OSError as error:
        part.unlink(missing_ok=True)
        log.warning("no faster copy of the language model; it works, more slowly", model=str(path), reason=str(error))
        return path
    return copy
