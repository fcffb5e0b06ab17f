"""Alive is said only while samples advance, or while there is reason to wait for them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.service.watchdog import PATIENCE_S, Watchdog


def test_alive_is_said_four_times_an_interval_while_samples_advance() -> None:
    watchdog = Watchdog(interval_s=4, now=0)
    said = [lap for lap in range(40) if watchdog.turned(lap * 320, lap / 10)]
    assert said == [0, 10, 20, 30]


def test_samples_that_stand_still_starve_it() -> None:
    watchdog = Watchdog(interval_s=4, now=0)
    watchdog.turned(0, 0)
    assert watchdog.turned(320, 2)
    assert not any(watchdog.turned(320, 2 + seconds) for seconds in range(1, 100))
    assert watchdog.turned(640, 200)


def test_it_waits_for_models_but_not_for_ever() -> None:
    watchdog = Watchdog(interval_s=4, now=1000)
    assert watchdog.turned(None, 1001)
    assert watchdog.turned(0, 1000 + PATIENCE_S - 1)
    assert not watchdog.turned(0, 1000 + PATIENCE_S)
    assert not watchdog.flowing


def test_the_first_look_at_the_samples_is_no_advance() -> None:
    watchdog = Watchdog(interval_s=None, now=0)
    watchdog.turned(None, 0)
    watchdog.turned(5000, 1)
    assert not watchdog.flowing
    watchdog.turned(5001, 2)
    assert watchdog.flowing


def test_nothing_is_said_when_nobody_minds() -> None:
    watchdog = Watchdog(interval_s=None, now=0)
    assert not any(watchdog.turned(lap, lap) for lap in range(100))


@given(st.lists(st.tuples(st.booleans(), st.floats(0.01, 5)), max_size=60))
def test_once_it_flows_every_alive_has_new_samples_since_the_one_before(laps: list[tuple[bool, float]]) -> None:
    watchdog, samples, now, at_last_word = Watchdog(interval_s=2, now=0), 0, 0.0, -1
    for advances, passed in laps:
        samples, now = samples + 320 * advances, now + passed
        if watchdog.turned(samples, now) and watchdog.flowing:
            assert samples > at_last_word
            at_last_word = samples
