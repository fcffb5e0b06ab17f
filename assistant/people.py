"""Who talks to the assistant, and what they may have it do."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the household."""

    OWNER = "owner"
    GUEST = "guest"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who talks to it."""

    id: str
    """Stable; what is kept for them is kept under it."""
    role: Role


OWNER = Person("owner", Role.OWNER)


class Permissions:
    """What each role may do. The owner may do everything."""

    def __init__(self, allowed: Mapping[Role, Collection[str]]) -> None:
        """`allowed`: names of skills, and of what else a person may use; a role that is not there may only talk."""
        self._allowed = {role: frozenset(names) for role, names in allowed.items()}

    def allow(self, person: Person, what: str) -> bool:
        """Whether `person` may use the skill called `what`."""
        return person.role is Role.OWNER or what in self._allowed.get(person.role, frozenset())
