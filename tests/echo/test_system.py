from __future__ import annotations

import numpy as np

from assistant.echo.system import SystemCanceller


def test_the_microphone_passes_untouched() -> None:
    canceller = SystemCanceller(SystemCanceller.Options())
    frame = np.arange(canceller.hop, dtype=np.int16)
    assert np.array_equal(canceller.cancel(frame, frame[::-1]), np.arange(canceller.hop))
