"""What is said about timers, alarms and reminders, in English and French. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from assistant.skills.timers.appointment import Appointment, Kind
from assistant.skills.timers.clocks import Reading
from assistant.skills.timers.spoken import clock, due_at, label, moment, sentence, tongue

_ANSWERS = {
    "en": {
        "timer_set": "Timer set for {length}.",
        "timer_set_named": "{name} timer set for {length}.",
        "how_long": "For how long?",
        "too_long": "A timer may last up to a year.",
        "left_one": "{left} left.",
        "rings": "{label} is ringing.",
        "no_timer": "There is no timer running.",
        "no_alarm": "There is no alarm set.",
        "no_reminder": "There are no reminders.",
        "not_found": "I do not find that one. There is {list}.",
        "which_timer": "Which one: {list}?",
        "which_alarm": "Which one: {list}?",
        "which_reminder": "Which one: {list}?",
        "or": "or",
        "and": "and",
        "timers": "You have {count} timers: {list}.",
        "timer": "You have one timer: {list}.",
        "alarms": "You have {count} alarms: {list}.",
        "alarm": "You have one alarm: {list}.",
        "reminders": "You have {count} reminders: {list}.",
        "reminder": "You have one reminder: {list}.",
        "timer_item": "{label}, {left} left",
        "item": "{label}, {when}",
        "ringing_item": "{label}, ringing now",
        "more": "{count} more",
        "cancelled": "Cancelled {label}.",
        "cancelled_all": "Cancelled all {count}.",
        "only_next": "I can skip only its next time, {when}.",
        "skipped": "Skipped. It rings again {when}.",
        "added": "{label} now has {left} left.",
        "alarm_set": "Alarm set {when}.",
        "alarm_set_named": "{name} alarm set {when}.",
        "alarm_in": "Alarm set in {length}.",
        "what_time": "For what time?",
        "past": "{time} is over for today.",
        "nothing_rings": "Nothing is ringing.",
        "snoozed": "I will ring again in {length}.",
        "reminder_set": "I will remind you {when}: {text}.",
        "reminder_in": "I will remind you in {length}: {text}.",
        "reminder_kept": "I keep that as a reminder without a time: {text}.",
        "what_about": "Remind you of what?",
        "disk": "I could not save that: my disk is full or broken.",
        "rings_timer": "{label} is done.",
        "rings_alarm": "It is {time}.",
        "rings_alarm_named": "It is {time}: {name}.",
        "rings_reminder": "Reminder: {name}.",
        "missed": "While I was off you missed {list}.",
    },
    "fr": {
        "timer_set": "Minuteur réglé sur {length}.",
        "timer_set_named": "Minuteur {name} réglé sur {length}.",
        "how_long": "Pour combien de temps ?",
        "too_long": "Un minuteur dure un an au plus.",
        "left_one": "Il reste {left}.",
        "rings": "{label} sonne.",
        "no_timer": "Aucun minuteur n'est en cours.",
        "no_alarm": "Aucune alarme n'est réglée.",
        "no_reminder": "Il n'y a aucun rappel.",
        "not_found": "Je ne le trouve pas. Il y a {list}.",
        "which_timer": "Lequel : {list} ?",
        "which_alarm": "Laquelle : {list} ?",
        "which_reminder": "Lequel : {list} ?",
        "or": "ou",
        "and": "et",
        "timers": "Vous avez {count} minuteurs : {list}.",
        "timer": "Vous avez un minuteur : {list}.",
        "alarms": "Vous avez {count} alarmes : {list}.",
        "alarm": "Vous avez une alarme : {list}.",
        "reminders": "Vous avez {count} rappels : {list}.",
        "reminder": "Vous avez un rappel : {list}.",
        "timer_item": "{label}, encore {left}",
        "item": "{label}, {when}",
        "ringing_item": "{label}, en train de sonner",
        "more": "{count} de plus",
        "cancelled": "C'est annulé : {label}.",
        "cancelled_all": "Les {count} sont annulés.",
        "only_next": "Je ne peux sauter que la prochaine fois, {when}.",
        "skipped": "C'est sauté. Prochaine sonnerie {when}.",
        "added": "Il reste maintenant {left} pour {label}.",
        "alarm_set": "Alarme réglée : {when}.",
        "alarm_set_named": "Alarme {name} réglée : {when}.",
        "alarm_in": "Alarme réglée dans {length}.",
        "what_time": "Pour quelle heure ?",
        "past": "{time}, c'est déjà passé aujourd'hui.",
        "nothing_rings": "Rien ne sonne.",
        "snoozed": "Je sonnerai de nouveau dans {length}.",
        "reminder_set": "Je vous le rappellerai {when} : {text}.",
        "reminder_in": "Je vous le rappellerai dans {length} : {text}.",
        "reminder_kept": "Je le garde comme rappel sans heure : {text}.",
        "what_about": "Que dois-je vous rappeler ?",
        "disk": "Je n'ai pas pu l'enregistrer : mon disque est plein ou en panne.",
        "rings_timer": "{label} est terminé.",
        "rings_alarm": "Il est {time}.",
        "rings_alarm_named": "Il est {time} : {name}.",
        "rings_reminder": "Rappel : {name}.",
        "missed": "Pendant que j'étais éteint, vous avez manqué {list}.",
    },
}
_MOST_SAID = 5


def say(language: str, answer: str, **values: object) -> str:
    """The answer of that name as a sentence."""
    return sentence(_ANSWERS[tongue(language)][answer].format(**values))


def part(language: str, answer: str, **values: object) -> str:
    """The same inside a sentence."""
    return _ANSWERS[tongue(language)][answer].format(**values)


def enumeration(things: Sequence[str], language: str, last: str = "and", comma: str = ",") -> str:
    """The things in a row; of many only the first few, and how many more there are."""
    if len(things) > _MOST_SAID:
        things = [*things[:_MOST_SAID], part(language, "more", count=len(things) - _MOST_SAID)]
    ahead = f"{comma} ".join(things[:-1]) + (";" if comma == ";" else "")
    return f"{ahead} {part(language, last)} {things[-1]}" if len(things) > 1 else things[0]


def announcement(appointment: Appointment, now: datetime) -> str:
    """What is said when it rings, in the language it was set in."""
    language = appointment.language
    named = "_named" if appointment.kind is Kind.ALARM and appointment.name else ""
    return say(
        language,
        f"rings_{appointment.kind}{named}",
        label=label(appointment, now, language),
        time=clock(now.time(), language),
        name=appointment.name,
    )


def missed(appointments: Sequence[Appointment], reading: Reading, now: datetime, language: str) -> str:
    """What is told about those that could not ring."""
    told = []
    for appointment in appointments:
        at = due_at(appointment, reading, now) or now
        told.append(part(language, "item", label=label(appointment, at, language), when=moment(at, now, language)))
    return say(language, "missed", list=enumeration(told, language, comma=";"))
