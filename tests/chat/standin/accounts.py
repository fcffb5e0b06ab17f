"""What the platforms have accepted: the truth that a test holds the bridge to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.chat.standin.people import Channel, Person


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that somebody gets."""

    channel: Channel
    person: Person
    to: str
    """As it was addressed."""
    id: str
    text: str
    voice: bytes
    job: str
    reply_to: str
    at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Action:
    """A thing that somebody sees without being sent a message: `read`, `typing_on`, ..."""

    channel: Channel
    person: Person | None
    kind: str
    message: str
    at: float


@dataclass
class Accounts:
    """All that was accepted, in order."""

    accepted: list[Accepted] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    refused: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How often an operation was refused with which code, by rule or by trouble."""
    violations: list[str] = field(default_factory=list)
    """What a platform would let pass in silence, or punish later, though it is wrong. Without content."""
    written: list[str] = field(default_factory=list)
    """All texts that people have written."""
    failed: set[str] = field(default_factory=set)
    """Ids of accepted messages that never reached their person, as a status has told."""

    def seen(self) -> list[Accepted]:
        """What people have got."""
        return [one for one in self.accepted if one.id not in self.failed]

    def by_person(self) -> dict[Person, list[Accepted]]:
        """What each has got, in order."""
        found: dict[Person, list[Accepted]] = defaultdict(list)
        for one in self.seen():
            found[one.person].append(one)
        return dict(found)

    def texts(self, person: Person, channel: Channel | None = None) -> list[str]:
        """What somebody has got in writing, in order."""
        return [one.text for one in self.seen() if one.person is person and one.text and channel in (None, one.channel)]

    def duplicates(self) -> dict[str, list[Accepted]]:
        """What people have got more than once, by the job's id. Telegram carries none; see `repeats`."""
        jobs: dict[str, list[Accepted]] = defaultdict(list)
        for one in self.seen():
            if one.job:
                jobs[one.job].append(one)
        return {job: several for job, several in jobs.items() if len(several) > 1}

    def repeats(self) -> dict[tuple[str, Person, str], int]:
        """Texts that somebody has got more than once: (channel, person, text) and how often."""
        counts = Counter((one.channel, one.person, one.text) for one in self.seen() if one.text)
        return {key: count for key, count in counts.items() if count > 1}
