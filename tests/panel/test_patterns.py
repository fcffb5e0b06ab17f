from __future__ import annotations

from assistant.panel import Light
from assistant.panel.patterns import FRAMES, PATTERNS, Motion


def test_every_light_looks_different() -> None:
    assert set(PATTERNS) == set(Light)
    assert len({(pattern.colour, pattern.motion) for pattern in PATTERNS.values()}) == len(Light)


def test_only_sleep_is_dark() -> None:
    assert [light for light, pattern in PATTERNS.items() if not any(pattern.colour)] == [Light.ASLEEP]


def test_levels_and_colours_are_within_bounds() -> None:
    assert all(0 <= part <= 1 for pattern in PATTERNS.values() for part in pattern.colour)
    assert all(0 <= frame.level <= 1 for frames in FRAMES.values() for frame in frames)


def test_steady_lasts_and_what_moves_does_not() -> None:
    for motion, frames in FRAMES.items():
        assert [frame.seconds is None for frame in frames] == [motion is Motion.STEADY] * len(frames)


def test_breathing_is_smooth_also_from_one_period_to_the_next_and_never_quite_dark() -> None:
    levels = [frame.level for frame in FRAMES[Motion.BREATHING]]
    steps = [abs(after - before) for before, after in zip(levels, [*levels[1:], levels[0]], strict=True)]
    assert max(steps) < 0.15
    assert min(levels) > 0
    assert max(levels) == 1


def test_what_moves_costs_at_most_20_frames_a_second() -> None:
    assert all(frame.seconds >= 0.05 for frames in FRAMES.values() for frame in frames if frame.seconds is not None)
