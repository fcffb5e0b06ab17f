from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assistant.audio.ring import Reader, Ring
from assistant.errors import Overrun
from assistant.types import Audio

PERIOD = 65_521  # prime, so that no capacity brings the same value round to the same place
_VALUES: Audio = np.tile((np.arange(PERIOD) * 40_503 % PERIOD - 32_768).astype(np.int16), 2)


def samples(start: int, stop: int) -> Audio:
    """What stands at the absolute positions [start, stop): each sample's value follows from its number."""
    at = start % PERIOD
    return _VALUES[at : at + stop - start]


def filled(capacity: int, count: int) -> Ring:
    ring = Ring(capacity)
    for start in range(0, count, 7):
        ring.write(samples(start, min(count, start + 7)))
    return ring


def test_a_window_that_wraps_is_one_view_of_the_rings_own_memory() -> None:
    ring = filled(10, 27)
    block = ring.view(18, 25)
    assert block.tolist() == samples(18, 25).tolist()
    assert block.flags.c_contiguous
    assert np.shares_memory(block, ring.view(17, 27))
    with pytest.raises(ValueError, match="read-only"):
        block[0] = 0


def test_the_longest_window_is_the_capacity() -> None:
    ring = filled(10, 27)
    assert (ring.oldest, ring.written, ring.capacity) == (17, 27, 10)
    assert ring.view(17, 27).tolist() == samples(17, 27).tolist()


def test_a_window_that_is_gone_tells_how_much_is_missing() -> None:
    ring = filled(10, 27)
    with pytest.raises(Overrun) as caught:
        ring.view(12, 20)
    assert caught.value.lost == 5


@pytest.mark.parametrize(("start", "stop"), [(-1, 3), (5, 4), (-3, -1)])
def test_what_is_no_window_is_refused(start: int, stop: int) -> None:
    with pytest.raises(ValueError, match="is not a window"):
        filled(10, 8).view(start, stop)


def test_a_window_into_the_future_is_refused() -> None:
    with pytest.raises(IndexError, match="sample 8 is not there yet: only 8 are written"):
        filled(10, 8).view(4, 9)


def test_check_notices_what_was_overwritten_after_the_view() -> None:
    ring = filled(10, 10)
    ring.view(2, 6)
    ring.write(samples(10, 12))
    ring.check(2)
    ring.write(samples(12, 13))
    with pytest.raises(Overrun) as caught:
        ring.check(2)
    assert caught.value.lost == 1


@pytest.mark.parametrize("length", [9, 10, 11, 20, 21, 1000])
def test_of_a_block_longer_than_the_ring_the_end_is_kept(length: int) -> None:
    ring = filled(10, 4)
    ring.write(samples(4, 4 + length))
    assert ring.written == 4 + length
    assert ring.view(ring.oldest, ring.written).tolist() == samples(length - 6, length + 4).tolist()


@pytest.mark.parametrize("block", [np.zeros(4, np.float32), np.zeros((4, 1), np.int16), np.zeros((), np.int16)])
def test_a_block_of_another_kind_changes_nothing(block: Any) -> None:
    ring = filled(10, 8)
    with pytest.raises(TypeError, match="int16 of shape"):
        ring.write(block)
    assert (ring.oldest, ring.written) == (0, 8)
    assert ring.view(0, 8).tolist() == samples(0, 8).tolist()


@pytest.mark.parametrize("capacity", [0, -5])
def test_a_ring_without_room_is_refused(capacity: int) -> None:
    with pytest.raises(ValueError, match="at least 1 sample"):
        Ring(capacity)


@given(capacity=st.integers(1, 12), lengths=st.lists(st.integers(0, 30), max_size=8))
@settings(max_examples=60, deadline=None)
def test_at_no_step_of_a_write_is_a_spoilt_sample_offered(capacity: int, lengths: list[int]) -> None:
    """Stops the writer before each of its lines, where another thread may look, and looks at all it is told is valid."""
    ring = Ring(capacity)
    wrong: list[tuple[int, int, int]] = []

    def look(frame: FrameType, event: str, _: Any) -> Any:
        start, stop = ring.oldest, ring.written
        if start < stop and ring.view(start, stop).tolist() != samples(start, stop).tolist():
            wrong.append((frame.f_lineno, start, stop))
        return look

    before = sys.gettrace()
    sys.settrace(lambda frame, event, arg: look if frame.f_code is Ring.write.__code__ else None)
    try:
        for length in lengths:
            ring.write(samples(ring.written, ring.written + length))
    finally:
        sys.settrace(before)
    assert wrong == []


class RingAgainstAList(RuleBasedStateMachine):
    """The ring remembers a stream as a list would that forgets all but its last `capacity` entries."""

    CAPACITY = 13

    def __init__(self) -> None:
        super().__init__()
        self.ring = Ring(self.CAPACITY)
        self.stream: list[int] = []
        self.readers: list[Reader] = []
        self.cursors: list[int] = []

    @property
    def gone(self) -> int:
        return max(0, len(self.stream) - self.CAPACITY)

    @rule(length=st.integers(0, 3 * CAPACITY))
    def write(self, length: int) -> None:
        block = samples(len(self.stream), len(self.stream) + length)
        self.ring.write(block)
        self.stream += block.tolist()

    @precondition(lambda self: len(self.readers) < 4)
    @rule()
    def open(self) -> None:
        self.readers.append(self.ring.reader())
        self.cursors.append(len(self.stream))

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), n=st.integers(1, CAPACITY))
    def read(self, data: st.DataObject, n: int) -> None:
        i = data.draw(st.integers(0, len(self.readers) - 1))
        reader, cursor = self.readers[i], self.cursors[i]
        if cursor < self.gone:
            with pytest.raises(Overrun) as caught:
                reader.read(n)
            assert caught.value.lost == self.gone - cursor
            self.cursors[i] = self.gone
            return
        block = reader.read(n)
        if len(self.stream) - cursor < n:
            assert block is None
        else:
            assert block is not None
            assert block.tolist() == self.stream[cursor : cursor + n]
            self.cursors[i] += n
        reader.check()

    @precondition(lambda self: self.readers)
    @rule(data=st.data(), n=st.integers(0, 2 * CAPACITY))
    def read_into(self, data: st.DataObject, n: int) -> None:
        i = data.draw(st.integers(0, len(self.readers) - 1))
        reader, cursor = self.readers[i], self.cursors[i]
        out = np.full(n, 77, np.int16)
        if cursor < self.gone:
            with pytest.raises(Overrun) as caught:
                reader.read_into(out)
            assert caught.value.lost == self.gone - cursor
            assert out.tolist() == [0] * n
            self.cursors[i] = self.gone
            return
        there = self.stream[cursor : cursor + n]
        assert reader.read_into(out) == len(there)
        assert out.tolist() == there + [0] * (n - len(there))
        self.cursors[i] += len(there)

    @precondition(lambda self: self.readers)
    @rule(data=st.data())
    def skip(self, data: st.DataObject) -> None:
        i = data.draw(st.integers(0, len(self.readers) - 1))
        self.cursors[i] = data.draw(st.integers(0, len(self.stream)))
        self.readers[i].skip_to(self.cursors[i])

    @rule(data=st.data())
    def view(self, data: st.DataObject) -> None:
        stop = data.draw(st.integers(0, len(self.stream)))
        start = data.draw(st.integers(0, stop))
        if start < self.gone:
            with pytest.raises(Overrun) as caught:
                self.ring.view(start, stop)
            assert caught.value.lost == self.gone - start
        else:
            assert self.ring.view(start, stop).tolist() == self.stream[start:stop]

    @invariant()
    def remembers(self) -> None:
        assert (self.ring.written, self.ring.oldest) == (len(self.stream), self.gone)
        assert self.ring.view(self.gone, len(self.stream)).tolist() == self.stream[self.gone :]

    @invariant()
    def readers_stand_where_they_should(self) -> None:
        assert [r.cursor for r in self.readers] == self.cursors
        assert [r.available for r in self.readers] == [len(self.stream) - c for c in self.cursors]


TestRingAgainstAList = RingAgainstAList.TestCase
TestRingAgainstAList.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_reader_begins_with_what_comes_next_unless_told_otherwise() -> None:
    ring = filled(10, 8)
    assert ring.reader().cursor == 8
    assert ring.reader(3).cursor == 3


def test_a_lapped_reader_is_told_once_and_goes_on_at_the_oldest() -> None:
    ring = filled(10, 2)
    reader = ring.reader(0)
    ring.write(samples(2, 15))
    with pytest.raises(Overrun) as caught:
        reader.read(4)
    assert caught.value.lost == 5
    block = reader.read(4)
    assert block is not None
    assert block.tolist() == samples(5, 9).tolist()


@pytest.mark.parametrize(("end", "lost", "cursor"), [(13, 4, 6), (23, 11, 13)])
def test_a_block_spoilt_in_use_counts_as_lost_and_is_told_once(end: int, lost: int, cursor: int) -> None:
    ring = filled(10, 10)
    reader = ring.reader(2)
    reader.read(4)
    ring.write(samples(10, 12))
    reader.check()
    ring.write(samples(12, end))
    with pytest.raises(Overrun) as caught:
        reader.check()
    assert (caught.value.lost, reader.cursor) == (lost, cursor)
    reader.check()


@pytest.mark.parametrize("n", [0, -1, 11])
def test_a_read_that_can_never_be_served_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="from 1 to 10 at once"):
        Ring(10).reader().read(n)


@pytest.mark.parametrize("position", [-1, 9])
def test_a_reader_cannot_stand_outside_the_stream(position: int) -> None:
    with pytest.raises(IndexError, match=f"cannot stand at {position}"):
        filled(10, 8).reader(position)


def test_a_speaker_lapped_during_its_copy_gives_silence_and_not_the_wrong_sound() -> None:
    ring = filled(10, 10)
    reader = ring.reader(0)

    class Slow(np.ndarray[Any, np.dtype[np.int16]]):
        """Memory that takes so long to fill that the writer comes round meanwhile."""

        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            if ring.written == 10:
                ring.write(samples(10, 13))

    out = np.zeros(6, np.int16).view(Slow)
    with pytest.raises(Overrun) as caught:
        reader.read_into(out)
    assert caught.value.lost == 3
    assert out.tolist() == [0] * 6
    assert reader.read_into(out) == 6
    assert out.tolist() == samples(3, 9).tolist()


def test_the_cursor_of_a_speaker_moves_only_after_the_copy() -> None:
    ring = filled(10, 10)
    reader = ring.reader(0)
    seen: list[int] = []

    class Watched(np.ndarray[Any, np.dtype[np.int16]]):
        def __setitem__(self, key: Any, value: Any) -> None:
            super().__setitem__(key, value)
            seen.append(reader.cursor)

    reader.read_into(np.zeros(6, np.int16).view(Watched))
    assert set(seen) == {0}
    assert reader.cursor == 6


@dataclass
class Tally:
    reader: Reader
    hop: int
    good: int = 0
    wrong: int = 0
    lost: int = 0


def follow(ring: Ring, tally: Tally, done: threading.Event, *, dawdle: bool) -> None:
    """Read to the end, comparing every block that `check` calls valid with what was written."""
    while True:
        over = done.is_set()
        if dawdle and not over and tally.reader.available < 2 * ring.capacity:
            time.sleep(0.001)
            continue
        try:
            block = tally.reader.read(tally.hop)
            if block is None:
                if over:
                    return
                time.sleep(0)
                continue
            same = np.array_equal(block, samples(tally.reader.cursor - tally.hop, tally.reader.cursor))
            tally.reader.check()
        except Overrun as overrun:
            tally.lost += overrun.lost
            continue
        if same:
            tally.good += tally.hop
        else:
            tally.wrong += tally.hop


def write_fast(ring: Ring, total: int, block: int, speed: int) -> None:
    """Write `total` samples in blocks, `speed` times as fast as a microphone; behind that pace, without a pause."""
    begin = time.perf_counter()
    while ring.written < total:
        due = (time.perf_counter() - begin) * 16_000 * speed
        while ring.written < min(due, total):
            ring.write(samples(ring.written, ring.written + block))
        time.sleep(0)


@pytest.fixture
def restless_interpreter() -> Iterator[None]:
    """Lets threads take turns every 50 µs instead of every 5 ms."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("restless_interpreter")
@pytest.mark.parametrize("block", [320, 1999])  # numpy drops the GIL in copies of more than 500 samples
def test_readers_of_a_writer_at_a_hundred_times_real_time_never_get_a_wrong_sample(block: int) -> None:
    ring = Ring(9_000)
    done = threading.Event()
    tallies = [Tally(ring.reader(), hop) for hop in (160, 320, 512, 1_280, 8_999, 512)]
    dawdler = tallies[-1]
    threads = [
        threading.Thread(target=follow, args=(ring, tally, done), kwargs={"dawdle": tally is dawdler})
        for tally in tallies
    ]
    for thread in threads:
        thread.start()
    write_fast(ring, total=1_600_000, block=block, speed=110)
    done.set()
    for thread in threads:
        thread.join()

    assert [tally.wrong for tally in tallies] == [0] * len(tallies)
    assert all(tally.good > 0 for tally in tallies)
    assert [tally.good + tally.lost for tally in tallies] == [tally.reader.cursor for tally in tallies]
    assert all(ring.written - tally.reader.cursor < tally.hop for tally in tallies)
    assert dawdler.lost > 0


def test_a_read_that_gave_nothing_leaves_nothing_to_check() -> None:
    ring = Ring(13)
    reader = ring.reader()
    ring.write(samples(0, 12))
    assert reader.read(12) is not None
    ring.write(samples(12, 14))
    assert reader.read(3) is None
    reader.check()
    assert reader.cursor == 12
