"""What timers, alarms and reminders share: the store, the clocks, and finding the one that is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.skills import Call, Clockwork, Refusal, Unclear
from assistant.skills.timers.answers import enumeration, part, say
from assistant.skills.timers.appointment import Appointment, Kind, Span, State
from assistant.skills.timers.choose import Candidate, Wanted, choose
from assistant.skills.timers.scheduler import Scheduler
from assistant.skills.timers.spoken import due_at, duration, label, moment, schedule
from assistant.skills.timers.store import Appointments
from assistant.skills.timers.wall import Wall

_NEVER_MS = 2**63


@dataclass(frozen=True, slots=True)
class Desk:
    """Where calls are dealt with."""

    store: Appointments
    scheduler: Scheduler
    clockwork: Clockwork

    def now(self) -> datetime:
        return self.clockwork()

    def of(self, kind: Kind) -> list[Appointment]:
        """Those that wait or ring, the next one first."""
        reading = self.scheduler.reading()
        found = [a for a in self.store.all() if a.kind is kind and a.state is not State.MISSED]
        return sorted(found, key=lambda a: _NEVER_MS if (left := a.left_ms(reading)) is None else left)

    def listing(self, call: Call, kind: Kind) -> str:
        """What there is of a kind, aloud."""
        known = self.of(kind)
        if not known:
            return say(call.language, f"no_{kind}")
        items = self.items(known, call.language)
        return say(call.language, kind if len(known) == 1 else f"{kind}s", count=len(known), list=items)

    def cancel(self, call: Call, kind: Kind, wanted: Wanted) -> str:
        """Forget the one that is meant, or all of them. Raises `Refusal`."""
        every = bool(call.slots.get("all"))
        gone = self.of(kind) if every else [self.pick(call, kind, wanted)]
        if not gone:
            raise Refusal(say(call.language, f"no_{kind}"))
        labels = self.labels(gone, call.language)
        self.scheduler.cancel(gone)
        return say(call.language, "cancelled_all" if len(gone) > 1 else "cancelled", count=len(gone), label=labels)

    def keep(
        self, call: Call, kind: Kind, when: Span | Wall | None, name: str = "", length_s: int | None = None
    ) -> Appointment:
        """A new one."""
        return self.store.add(Appointment(0, kind, name, call.language, when, length_s, person=call.person.id))

    def pick(self, call: Call, kind: Kind, wanted: Wanted) -> Appointment:
        """The one that is meant. Raises `Refusal`: there is none, or several may be meant, and then it asks which."""
        known = self.of(kind)
        if not known:
            raise Refusal(say(call.language, f"no_{kind}"))
        found = self.matching(known, wanted)
        if not found:
            raise Refusal(say(call.language, "not_found", list=self.labels(known, call.language)))
        ringing = [one for one in found if one.state is State.RINGING]
        if len(ringing) == 1:
            return ringing[0]
        names = [self.label(one, call.language, short=True) for one in found]
        if len(set(names)) == 1:
            return found[0]  # nobody could say which; the next one
        question = say(
            call.language, f"which_{kind}", list=enumeration(list(dict.fromkeys(names)), call.language, "or")
        )
        own = {one.name for one in found if one.name}
        if len(own) < len(found):
            raise Refusal(question)  # a name would not tell them apart
        raise Unclear(question, [{**call.slots, "name": one.name} for one in found])

    def matching(self, known: Sequence[Appointment], wanted: Wanted) -> list[Appointment]:
        """Those that may be meant, the next one first."""
        candidates = [self._candidate(one) for one in known]
        return [one.appointment for one in choose(candidates, wanted)]

    def label(self, appointment: Appointment, language: str, *, short: bool = False) -> str:
        """What it is called."""
        return label(appointment, self._at(appointment), language, short=short)

    def labels(self, appointments: Sequence[Appointment], language: str) -> str:
        """All their names."""
        return enumeration([self.label(one, language) for one in appointments], language)

    def items(self, appointments: Sequence[Appointment], language: str) -> str:
        """Their names and times."""
        return enumeration([self._item(one, language) for one in appointments], language, comma=";")

    def left(self, appointment: Appointment, language: str) -> str:
        """How long until it rings."""
        return duration((appointment.left_ms(self.scheduler.reading()) or 0) / 1000, language)

    def schedule(self, appointment: Appointment, language: str) -> str:
        """When it rings."""
        return schedule(appointment, self.scheduler.reading(), self.now(), language)

    def next_time(self, appointment: Appointment, language: str) -> str:
        """When it rings next."""
        at = self._at(appointment)
        return moment(at, self.now(), language) if at else ""

    def _item(self, appointment: Appointment, language: str) -> str:
        name = self.label(appointment, language)
        if appointment.state is State.RINGING:
            return part(language, "ringing_item", label=name)
        if appointment.kind is Kind.TIMER:
            return part(language, "timer_item", label=name, left=self.left(appointment, language))
        when = self.schedule(appointment, language)
        if appointment.kind is Kind.ALARM and not appointment.name:
            return when
        return part(language, "item", label=name, when=when) if when else name

    def _at(self, appointment: Appointment) -> datetime | None:
        return due_at(appointment, self.scheduler.reading(), self.now())

    def _candidate(self, appointment: Appointment) -> Candidate:
        at = self._at(appointment)
        return Candidate(appointment) if at is None else Candidate(appointment, at.time(), at.date())
