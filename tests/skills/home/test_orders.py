from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from assistant.skills.home import orders
from assistant.skills.home.entities import Entity
from assistant.skills.home.orders import Impossible, Order

LIGHT, OTHER, COVER = Entity("light.a", ("a",)), Entity("light.b", ("b",)), Entity("cover.c", ("c",))
LOCK, SENSOR = Entity("lock.d", ("d",)), Entity("sensor.e", ("e",))


def test_one_call_for_each_domain() -> None:
    assert orders.switching([LIGHT, COVER, OTHER], on=False) == [
        Order("light", "turn_off", (LIGHT, OTHER)),
        Order("cover", "close_cover", (COVER,)),
    ]


def test_levels() -> None:
    assert orders.setting_level([LIGHT], 30) == [Order("light", "turn_on", (LIGHT,), {"brightness_pct": 30})]
    assert orders.setting_level([LIGHT], 0) == [Order("light", "turn_off", (LIGHT,))]
    assert orders.setting_level([COVER], 50) == [Order("cover", "set_cover_position", (COVER,), {"position": 50})]
    assert orders.changing_level([LIGHT], up=False) == [
        Order("light", "turn_on", (LIGHT,), {"brightness_step_pct": -20})
    ]


@pytest.mark.parametrize(
    ("order", "entities"),
    [
        (lambda these: orders.switching(these, on=True), [LIGHT, LOCK]),
        (lambda these: orders.switching(these, on=False), [SENSOR]),
        (lambda these: orders.locking(these, lock=False), [COVER]),
        (lambda these: orders.starting(these), [LIGHT]),
        (lambda these: orders.changing_level(these, up=True), [COVER]),
        (lambda these: [orders.setting_temperature(these[0], 20)], [LIGHT]),
    ],
)
def test_what_cannot_be_done(order: Callable[[Sequence[Entity]], list[Order]], entities: list[Entity]) -> None:
    with pytest.raises(Impossible):
        order(entities)
