"""Sample rates: from the voice's to the device's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from assistant.types import Audio


def resampled(chunks: Iterable[Audio], source: int, target: int) -> Iterator[Audio]:
    """The same sound at another rate in Hz, chunk by chunk, without a seam between chunks."""
    if source == target:
        yield from chunks
        return
    import soxr

    stream = soxr.ResampleStream(source, target, 1, dtype="int16", quality="HQ")
    for chunk in chunks:
        yield stream.resample_chunk(chunk)
    yield stream.resample_chunk(np.zeros(0, np.int16), last=True)
