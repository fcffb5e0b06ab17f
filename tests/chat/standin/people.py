"""People who write to the assistant, with an id on each platform."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Channel = Literal["whatsapp", "messenger", "telegram"]

_NAMES = (
    "Anna Müller",
    "José Peña",
    "Zoë O’Neill",
    "Łukasz Żak",
    "小林 花",
    "Ольга",
    "Mia 🌻",
    'Ben "B" <i>',
    "Ali/Veli",
    "Eva-Luise",
)


@dataclass(eq=False, slots=True)
class Person:
    """Somebody. Ids may change meanwhile: `People.move`."""

    name: str
    phone: str
    """Digits alone, without a plus; empty where they hide it."""
    user_id: str
    """WhatsApp's business-scoped user id; empty where the platform does not tell it."""
    psid: str
    """Messenger's page-scoped id."""
    chat: int
    """Telegram's id of the user, and of the private chat with them."""
    wrote: dict[str, float] = field(default_factory=dict)
    """When they last wrote, by channel, in seconds since 1970."""


class People:
    """Everybody whom the platforms know."""

    def __init__(self) -> None:
        self._everybody: list[Person] = []
        self._by_id: dict[tuple[str, str], Person] = {}

    def __iter__(self) -> Iterator[Person]:
        return iter(self._everybody)

    def new(self, name: str = "", *, phone: bool = True, user_id: bool = True) -> Person:
        """One more person. `phone`, `user_id`: whether WhatsApp tells these of them."""
        n = len(self._everybody) + 1
        person = Person(
            name=name or _NAMES[n % len(_NAMES)],
            phone=f"1555{n:07d}" if phone else "",
            user_id=f"US.{13_491_208_655_000_000 + n}" if user_id else "",
            psid=f"{2_400_000_000_000_000 + 7919 * n}",
            chat=500_000_000 + 104_729 * n,
        )
        self._everybody.append(person)
        self._know(person)
        return person

    def several(self, count: int) -> list[Person]:
        return [self.new() for _ in range(count)]

    def move(self, person: Person, *, phone: str | None = None, user_id: str | None = None) -> None:
        """Somebody's phone number or user id becomes another; they are no longer reached by the old one."""
        for kind, old, new in (("phone", person.phone, phone), ("user_id", person.user_id, user_id)):
            if new is not None:
                self._by_id.pop((kind, old), None)
        person.phone = person.phone if phone is None else phone
        person.user_id = person.user_id if user_id is None else user_id
        self._know(person)

    def find(self, kind: Literal["phone", "user_id", "psid", "chat"], id_: str) -> Person | None:
        return self._by_id.get((kind, id_))

    def _know(self, person: Person) -> None:
        ids = {"phone": person.phone, "user_id": person.user_id, "psid": person.psid, "chat": str(person.chat)}
        self._by_id.update({(kind, id_): person for kind, id_ in ids.items() if id_})


class Ids:
    """Ids as the platforms make them, each once."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._count = 0

    def number(self) -> int:
        self._count += 1
        return self._count

    def wamid(self) -> str:
        return "wamid." + base64.b64encode(f"\x1c\x18\x0b{self._seed:04d}{self.number():014X}".encode()).decode()

    def mid(self) -> str:
        raw = f"{self._seed:06d}{self.number():015d}".encode() + bytes(range(200, 240))
        return "m_" + base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def file(self) -> str:
        return str(1_900_000_000_000_000 + self.number())
