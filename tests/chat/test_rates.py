from __future__ import annotations

import math
import random
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat import Rate
from assistant.chat.rates import LONGEST_S, Bucket, Buckets, backoff

NOW = 1_800_000_000.0
rates = st.builds(Rate, st.sampled_from([1 / 6, 1.0, 3.0, 80.0]), st.integers(1, 45))


def taken(bucket: Bucket, now: float) -> int:
    """How many may be sent at once."""
    count = 0
    while bucket.wait_s(now) == 0:
        bucket.take(now)
        count += 1
    return count


def test_a_burst_then_the_rate() -> None:
    bucket = Bucket(Rate(0.5, 3))
    assert taken(bucket, NOW) == 3
    assert bucket.wait_s(NOW) == pytest.approx(2)
    assert bucket.wait_s(NOW + 1) == pytest.approx(1)
    assert taken(bucket, NOW + 2) == 1
    assert taken(bucket, NOW + 1000) == 3


@given(rate=rates, steps=st.lists(st.floats(0, 30), max_size=30))
def test_never_more_than_the_rate(rate: Rate, steps: list[float]) -> None:
    bucket = Bucket(rate)
    times = [NOW, *accumulate(steps, initial=NOW)]
    sent = sum(taken(bucket, now) for now in times)
    assert sent <= rate.burst + (times[-1] - NOW) * rate.per_s + 1e-3


@given(rate=rates, steps=st.lists(st.floats(0, 30), max_size=20))
def test_who_waits_as_told_may_send(rate: Rate, steps: list[float]) -> None:
    bucket, now = Bucket(rate), NOW
    for step in steps:
        now += step
        taken(bucket, now)
        now += bucket.wait_s(now)
        assert bucket.wait_s(now) == 0


@given(rate=rates, times=st.lists(st.floats(-1e10, 1e10), max_size=20), holds=st.lists(st.floats(0, 60), max_size=3))
def test_a_clock_that_jumps_breaks_nothing(rate: Rate, times: list[float], holds: list[float]) -> None:
    bucket = Bucket(rate)
    for number, now in enumerate(times):
        assert taken(bucket, now) <= rate.burst
        if number < len(holds):
            bucket.hold(now + holds[number])
        wait_s = bucket.wait_s(now)
        assert 0 <= wait_s <= 1 / rate.per_s + 61
        assert math.isfinite(wait_s)


def test_a_clock_put_back_neither_gives_nor_makes_wait() -> None:
    bucket = Bucket(Rate(1, 2))
    assert taken(bucket, NOW) == 2
    assert bucket.wait_s(NOW - 3600) == pytest.approx(1)
    assert taken(bucket, NOW - 3599) == 1


def test_a_hold_makes_wait_until_it_is_over() -> None:
    bucket = Bucket(Rate(1, 2))
    bucket.wait_s(NOW)
    bucket.hold(NOW + 30)
    bucket.hold(NOW + 10)
    assert bucket.wait_s(NOW + 5) == pytest.approx(25)
    assert bucket.wait_s(NOW + 5 - 3600) == pytest.approx(25)
    assert bucket.wait_s(NOW + 30 - 3600) == 0


def test_people_wait_for_themselves_and_for_the_account() -> None:
    buckets = Buckets(Rate(10, 3), Rate(1, 1))
    buckets.take("a", NOW)
    assert buckets.wait_s("a", NOW) == pytest.approx(1)
    assert buckets.wait_s("b", NOW) == 0
    buckets.take("b", NOW)
    buckets.take("c", NOW)
    assert buckets.wait_s("d", NOW) == pytest.approx(0.1)


def test_a_hold_of_the_account_concerns_everybody() -> None:
    buckets = Buckets(Rate(10, 3), Rate(1, 1))
    buckets.take("a", NOW)
    buckets.hold(NOW + 40)
    assert buckets.wait_s("a", NOW) == buckets.wait_s("b", NOW) == pytest.approx(40)


def test_whom_nothing_was_sent_to_lately_is_forgotten() -> None:
    buckets = Buckets(Rate(1e6, 10**6), Rate(1, 3))
    for number in range(20_000):
        buckets.take(str(number), NOW + number / 10)
        assert len(buckets) <= 256
    assert buckets.wait_s("19999", NOW + 2000) == 0


def test_asking_keeps_nothing() -> None:
    buckets = Buckets(Rate(1, 1), Rate(1, 3))
    for number in range(1000):
        buckets.wait_s(str(number), NOW)
    assert len(buckets) == 0


def test_one_person_too_fast_waits_four_times_as_long_each_time() -> None:
    chance = random.Random(1)
    assert [backoff(tries, 131056, chance) for tries in range(1, 7)] == [4, 16, 64, 256, LONGEST_S, LONGEST_S]


@given(tries=st.integers(0, 10**6), code=st.none() | st.integers(), seed=st.integers())
def test_waits_are_bounded(tries: int, code: int | None, seed: int) -> None:
    assert 0 < backoff(tries, code, random.Random(seed)) <= LONGEST_S


def test_waits_double_and_differ() -> None:
    chance = random.Random(1)
    for tries in range(1, 9):
        waits = [backoff(tries, None, chance) for _ in range(50)]
        assert 0.75 * 2**tries <= min(waits) < max(waits) <= 1.25 * 2**tries
        assert len(set(waits)) > 40
