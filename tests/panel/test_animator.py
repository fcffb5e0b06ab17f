from __future__ import annotations

import threading

import structlog

from assistant.panel import Light
from assistant.panel.animator import Animator
from tests.panel.hardware import eventually


class Lamp:
    """Remembers what was painted; `broken` lamps raise."""

    def __init__(self) -> None:
        self.painted: list[tuple[Light, float]] = []
        self.broken = False

    def paint(self, light: Light, level: float) -> None:
        self.painted.append((light, level))
        if self.broken:
            raise OSError("no power")


def running() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "panel"]


def test_it_begins_asleep_and_a_steady_light_is_painted_once() -> None:
    lamp = Lamp()
    animator = Animator(lamp.paint)
    assert eventually(lambda: bool(lamp.painted))
    animator.show(Light.LISTENING)
    assert eventually(lambda: (Light.LISTENING, 1) in lamp.painted)
    animator.show(Light.SPEAKING)
    assert eventually(lambda: (Light.SPEAKING, 1) in lamp.painted)
    animator.close()
    assert lamp.painted == [(Light.ASLEEP, 1), (Light.LISTENING, 1), (Light.SPEAKING, 1), (Light.ASLEEP, 0)]


def test_thinking_breathes_and_an_error_blinks() -> None:
    lamp = Lamp()
    animator = Animator(lamp.paint)
    animator.show(Light.THINKING)
    assert eventually(lambda: len({level for light, level in lamp.painted if light is Light.THINKING}) > 3)
    animator.show(Light.ERROR)
    assert eventually(lambda: {level for light, level in lamp.painted if light is Light.ERROR} == {0, 1})
    animator.close()


def test_it_ends_dark_at_once_and_leaves_no_thread() -> None:
    lamp = Lamp()
    animator = Animator(lamp.paint)
    animator.show(Light.ERROR)
    animator.close()
    assert lamp.painted[-1] == (Light.ASLEEP, 0)
    assert running() == []
    painted = len(lamp.painted)
    animator.close()
    animator.show(Light.LISTENING)
    assert len(lamp.painted) == painted


def test_broken_hardware_is_logged_once_and_tried_again_with_the_next_light_only() -> None:
    lamp = Lamp()
    lamp.broken = True
    with structlog.testing.capture_logs() as logs:
        animator = Animator(lamp.paint)
        assert eventually(lambda: len(lamp.painted) == 1)
        animator.show(Light.THINKING)
        assert eventually(lambda: len(lamp.painted) == 2)
        lamp.broken = False
        animator.show(Light.MUTED)
        assert eventually(lambda: len(lamp.painted) == 3)
        lamp.broken = True
        animator.close()
    assert [light for light, _ in lamp.painted] == [Light.ASLEEP, Light.THINKING, Light.MUTED, Light.ASLEEP]
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert "no power" in logs[0]["error"]


def test_a_slow_lamp_holds_nobody_up() -> None:
    go = threading.Event()
    painted: list[Light] = []

    def paint(light: Light, level: float) -> None:
        go.wait()
        painted.append(light)

    animator = Animator(paint)
    for light in Light:
        animator.show(light)
    assert painted == []
    go.set()
    animator.close()
    assert painted[-1] is Light.ASLEEP
