"""When the service may say that it is alive: only while the event loop turns and microphone samples advance.

Pure: whoever owns the loop calls `turned` in each of its laps with the samples so far and the time. A loop that hangs says
nothing at all; a microphone that hangs says nothing here, even though no part of the program has failed.
"""

from __future__ import annotations

import math

from assistant.types import Samples

PATIENCE_S = 300.0
"""Loading models gives no samples: so long may it take from the start of an assistant to its first sound. As long as
`TimeoutStartSec=` in colibri.service, which watches over the first start; this watches over a reload."""


class Watchdog:
    """Judges one assistant, from its start on. Times are seconds of any clock that only goes forward."""

    def __init__(self, interval_s: float | None, now: float, patience_s: float = PATIENCE_S) -> None:
        """`interval_s`: the service is killed when it says nothing for so long; None: never."""
        self._every_s = None if interval_s is None else interval_s / 4
        self._deadline = now + patience_s
        self._samples: Samples | None = None
        self._said = -math.inf
        self.flowing = False
        """Whether samples have advanced since the start: the assistant hears."""

    def turned(self, samples: Samples | None, now: float) -> bool:
        """The loop has turned; `samples` have been heard so far, None while models load. True: say `alive` now."""
        advanced = samples is not None and self._samples is not None and samples > self._samples
        self._samples = samples
        self.flowing = self.flowing or advanced
        well = advanced if self.flowing else now < self._deadline
        due = self._every_s is not None and now - self._said >= self._every_s
        if not (well and due):
            return False
        self._said = now
        return True
