"""What the owner's own intents need of other skills, as protocols; the skills themselves are elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
@runtime_checkable
class Publisher(Protocol):
    """Publishes by MQTT: the skill `mqtt`."""

    async def publish(self, topic: str, payload: str, qos: int = 0, retain: bool = False) -> None:
        """It has been handed over when this returns. Raises `ColibriError` soon when there is no broker."""
        ...


@runtime_checkable
@runtime_checkable
class HomeService(Protocol):
    """Uses services of Home Assistant: the skill `home`."""

    async def call_service(self, domain: str, service: str, data: Mapping[str, Any]) -> None:
        """`data`: entity_id, area_id and the like, and the service's own, as its REST interface takes them. Raises `Refusal`, or
        another `ColibriError`, soon when it cannot be done."""
        ...


@dataclass(frozen=True, slots=True)
class Links:
    """What is there. None: that skill is not enabled."""

    mqtt: Publisher | None = None
    home: HomeService | None = None
