"""Who may do what."""

from __future__ import annotations

import pytest

from assistant.people import OWNER, Permissions, Person, Role

PERMISSIONS = Permissions({Role.GUEST: ["clock", "lists"]})


@pytest.mark.parametrize(
    ("role", "skill", "allowed"),
    [
        (Role.OWNER, "home", True),
        (Role.GUEST, "lists", True),
        (Role.GUEST, "home", False),
        (Role.STRANGER, "clock", False),
    ],
)
def test_permissions(role: Role, skill: str, allowed: bool) -> None:
    assert PERMISSIONS.allow(Person("x", role), skill) is allowed


def test_the_owner_needs_none() -> None:
    assert Permissions({}).allow(OWNER, "home")
