"""The ring: one writer, many readers, every window of the last `capacity` samples as one contiguous zero-copy view.

Sample number i, counted since the stream began, stands at i % capacity and again at i % capacity + capacity of a buffer
twice as long. So a window that wraps is contiguous all the same, and no reader ever joins two pieces.

Contract
    Writing     One thread calls `write`. It copies and leaves: no lock, no log, no array but slices of what exists.
    Reading     Any thread calls `view`, `check`, `written`, `oldest`. A `Reader` belongs to the one thread that reads with
                it; other threads may look at its `cursor` and `available`, but not move it.
    Lifetime    A view is a window on memory that will be overwritten, and it keeps that memory alive. It is valid while
                its first sample is not older than `oldest`. Whoever uses a view while the writer may come round calls
                `check` after the use, and throws the result away when that raises; who keeps audio copies it, then checks.
    Order       `write` announces the samples it is about to destroy (`_reserved`), copies, then publishes (`_written`).
                Both are single references stored under the interpreter's lock (GIL), which numpy drops only while it
                copies. A `check` that came before the announcement has read old samples before the copy began; one that
                came after it sees the announcement. Either way nobody is told that a spoilt sample is good. On an
                interpreter without the GIL this reasoning does not hold.
    Playback    The same class the other way: the speaker's callback is the reader and takes `Reader.read_into`, which
                moves its cursor only after the copy, so `cursor` is what has been heard, and a writer that never has more
                than `capacity` samples `available` never overwrites what is still to be heard.
"""

from __future__ import annotations

import numpy as np

from assistant.errors import Overrun
from assistant.types import Audio, Samples


class Ring:
    """The last `capacity` samples of a stream, addressed by their absolute number."""

    __slots__ = ("_capacity", "_memory", "_readable", "_reserved", "_written")

    def __init__(self, capacity: Samples) -> None:
        if capacity < 1:
            raise ValueError(f"a ring needs room for at least 1 sample, not {capacity}")
        self._capacity = capacity
        self._memory: Audio = np.zeros(2 * capacity, dtype=np.int16)
        self._readable = self._memory.view()
        self._readable.flags.writeable = False
        self._written = 0
        self._reserved = 0

    @property
    def capacity(self) -> Samples:
        """How many samples it remembers: the longest window there can be."""
        return self._capacity

    @property
    def written(self) -> Samples:
        """How many samples were ever written: the number of the next one."""
        return self._written

    @property
    def oldest(self) -> Samples:
        """The first sample that is neither overwritten nor just being overwritten. Never decreases."""
        return max(0, self._reserved - self._capacity)

    def write(self, block: Audio) -> None:
        """Append `block`, shape (n,), int16. Of a block longer than the capacity the end is kept, the rest counts as lost."""
        if block.dtype != np.int16 or block.ndim != 1:
            raise TypeError(f"a ring takes int16 of shape (n,), not {block.dtype} of shape {block.shape}")
        capacity, memory = self._capacity, self._memory
        end = self._written + block.shape[0]
        self._reserved = end
        if block.shape[0] > capacity:
            block = block[-capacity:]
        length = block.shape[0]
        at = (end - length) % capacity
        head = min(length, capacity - at)  # what fits before the lower copy's end; the rest of the block wraps
        memory[at : at + length] = block
        memory[at + capacity : at + capacity + head] = block[:head]
        if head < length:
            memory[: length - head] = block[head:]
        self._written = end

    def view(self, start: Samples, stop: Samples) -> Audio:
        """Samples [start, stop) as a read-only view, shape (stop - start,).

        Raises `Overrun` when `start` is overwritten already (`lost`: how many samples from `start` on), `IndexError` when
        `stop` is not written yet, `ValueError` when this is no window at all. `check(start)` after use: see the contract.
        """
        if not 0 <= start <= stop:
            raise ValueError(f"[{start}, {stop}) is not a window: it needs 0 <= start <= stop")
        if stop > self._written:
            raise IndexError(
                f"sample {stop - 1} is not there yet: only {self._written} are written; wait for `written`"
            )
        self.check(start)
        at = start % self._capacity
        return self._readable[at : at + stop - start]

    def check(self, start: Samples) -> None:
        """Raise `Overrun` unless a window from `start` on is still as it was written."""
        oldest = self.oldest
        if start < oldest:
            raise Overrun(oldest - start)

    def reader(self, start: Samples | None = None) -> Reader:
        """A new reader, whose first sample is `start`; by default the next one that is written."""
        return Reader(self, self._written if start is None else start)


class Reader:
    """One consumer's place in a ring. It gets every sample once and in order, or an `Overrun` that counts the missing ones.

    After an `Overrun` the cursor stands at the oldest valid sample, and reading goes on from there.
    """

    __slots__ = ("_block", "_cursor", "_ring")

    def __init__(self, ring: Ring, start: Samples) -> None:
        self._ring = ring
        self._cursor: Samples
        self._block: Samples  # where the block of the last `read` begins; the cursor when there is none to check
        self.skip_to(start)

    @property
    def cursor(self) -> Samples:
        """The number of the next sample to read."""
        return self._cursor

    @property
    def available(self) -> Samples:
        """How many samples are written and not read; more than the ring's capacity when this reader was lapped."""
        return self._ring.written - self._cursor

    def read(self, n: Samples) -> Audio | None:
        """The next `n` samples as a read-only view, shape (n,), or None until there are as many.

        Raises `Overrun` when the reader was lapped, `ValueError` when `n` samples can never be there at once.
        """
        if not 0 < n <= self._ring.capacity:
            raise ValueError(f"a read of {n} samples: this ring gives from 1 to {self._ring.capacity} at once")
        start = self._cursor
        if self.available < n:
            self._block = start  # this read gave nothing, so there is nothing to check
            return None
        try:
            block = self._ring.view(start, start + n)
        except Overrun as error:
            self.skip_to(start + error.lost)
            raise
        self._block, self._cursor = start, start + n
        return block

    def check(self) -> None:
        """Call after using what the last `read` gave: raises `Overrun` when it was overwritten meanwhile, and counts it lost."""
        oldest = self._ring.oldest
        if self._block < self._cursor and self._block < oldest:
            end = max(oldest, self._cursor)
            lost = end - self._block
            self.skip_to(end)
            raise Overrun(lost)

    def read_into(self, out: Audio) -> Samples:
        """Fill `out`, shape (n,), with the next samples and the rest with silence; how many samples were real.

        Raises `Overrun` when the reader was lapped, even during the copy; `out` is all silence then.
        """
        start = self._cursor
        n = min(len(out), self.available, self._ring.capacity)
        try:
            out[:n] = self._ring.view(start, start + n)
            self._ring.check(start)
        except Overrun as error:
            out[:] = 0
            self.skip_to(start + error.lost)
            raise
        out[n:] = 0
        self.skip_to(start + n)
        return n

    def skip_to(self, position: Samples) -> None:
        """Read on from `position`, forward or back. Raises `IndexError` when it is not between 0 and `written`."""
        if not 0 <= position <= max(self._ring.written, self._ring.oldest):
            raise IndexError(f"a reader cannot stand at {position}: samples 0 to {self._ring.written} were written")
        self._block = self._cursor = position
