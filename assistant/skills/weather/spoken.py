"""The weather in a sentence, English and French. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assistant.skills import Call
from assistant.skills.timers.spoken import DAYS
from assistant.skills.weather.codes import is_snow, is_sunny, is_wet, words
from assistant.skills.weather.forecast import Day, Forecast
from assistant.skills.weather.question import Aspect, asks_for_now, aspect
from assistant.skills.weather.server import Trouble

_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
_LIKELY, _POSSIBLE, _WORTH_SAYING = 60, 30, 30
"""Percent."""
_REFUSALS = {
    Trouble.UNREACHABLE: (
        "The weather server does not answer; please check that I'm online.",
        "Le serveur météo ne répond pas ; vérifiez que je suis connecté.",
    ),
    Trouble.TOO_MANY: (
        "The weather server has been asked too often from here; please try again in a quarter of an hour.",
        "Le serveur météo a reçu trop de demandes d'ici ; réessayez dans un quart d'heure.",
    ),
    Trouble.REFUSED: (
        "The weather server refuses the question; please check the url and the key of the weather in the configuration.",
        "Le serveur météo refuse la demande ; vérifiez l'adresse et la clé de la météo dans la configuration.",
    ),
    Trouble.FAILED: (
        "The weather server has a problem of its own; please try again later.",
        "Le serveur météo a un problème ; réessayez plus tard.",
    ),
    Trouble.NONSENSE: (
        "The weather server gave no forecast; please check the url of the weather in the configuration.",
        "Le serveur météo n'a pas donné de prévisions ; vérifiez l'adresse de la météo dans la configuration.",
    ),
}


@dataclass(frozen=True, slots=True)
class Wording:
    """What an owner configured of it."""

    place: str
    units: str


def told(forecast: Forecast, call: Call, now: datetime, wording: Wording) -> str:
    """The answer to `call`; `now` is at the place of the forecast."""
    asked, day = aspect(call.text, call.language), call.slots.get("day")
    teller = _Teller(forecast, now, call.language, wording)
    if day in ("every_day", "weekdays", "weekend"):
        return teller.several(_dates(str(day), now.date()))
    if day is None and (asked in (Aspect.ALL, Aspect.TEMPERATURE, Aspect.WIND) or asks_for_now(call.text)):
        return teller.at_this_moment(asked)
    return teller.one(_date(str(day or "today"), now.date()), asked)


def refusal(trouble: Trouble, language: str) -> str:
    """What is said when the server did not help."""
    english, french = _REFUSALS[trouble]
    return french if language == "fr" else english


def unknown_place(language: str) -> str:
    """What is said as long as nobody configured it."""
    if language == "fr":
        return (
            "Je ne consulte pas encore la météo : donnez latitude et longitude sous skills, options, weather dans la "
            "configuration, et je demanderai à un serveur sur Internet."
        )
    return (
        "I don't look up the weather yet: give a latitude and a longitude under skills, options, weather in the "
        "configuration, and I will ask a server on the internet."
    )


def elsewhere(place: str, language: str) -> str:
    """What is said about the weather of another place."""
    if language == "fr":
        return f"Je ne connais que la météo {f'de {place}' if place else 'd' + chr(39) + 'ici'}."
    return f"I only know the weather {f'in {place}' if place else 'here'}."


def _date(day: str, today: date) -> date:
    if day in _WEEK:
        # On a Monday, "on Monday" is the next one.
        return today + timedelta(days=(_WEEK.index(day) - today.weekday() - 1) % 7 + 1)
    return today + timedelta(days=1 if day == "tomorrow" else 0)


def _dates(days: str, today: date) -> list[date]:
    week = [today + timedelta(days=number) for number in range(7)]
    wanted = {"weekend": (5, 6), "weekdays": range(5)}.get(days, range(7))
    return [when for when in week if when.weekday() in wanted]


class _Teller:
    """One forecast in one language."""

    def __init__(self, forecast: Forecast, now: datetime, language: str, wording: Wording) -> None:
        self._forecast = forecast
        self._now = now
        self._french = language == "fr"
        self._language = "fr" if self._french else "en"
        self._at = (f" à {wording.place}" if self._french else f" in {wording.place}") if wording.place else ""
        self._imperial = wording.units == "imperial"

    def at_this_moment(self, asked: Aspect) -> str:
        """ "It's 12 degrees in Lyon with light rain, and up to 15 today."."""
        forecast, sky = self._forecast, words(self._forecast.code, self._language)
        answer = self._now_answer(asked)
        degrees, today = _degrees(forecast.temperature, self._language), forecast.day(self._now.date())
        wind = f", {self._wind(forecast.wind)}" if asked is Aspect.WIND and forecast.wind is not None else ""
        rising = today is not None and round(today.high) > round(forecast.temperature)
        if self._french:
            more = f" ; jusqu'à {round(today.high)} aujourd'hui" if today and rising else ""
            return _sentence(f"{answer}il fait {degrees}{self._at}, avec {sky}{wind}{more}.")
        more = f", and up to {round(today.high)} today" if today and rising else ""
        return _sentence(f"{answer}it's {degrees}{self._at} with {sky}{wind}{more}.")

    def one(self, when: date, asked: Aspect) -> str:
        """A single day."""
        day = self._forecast.day(when)
        if day is None:
            return "Mes prévisions ne vont pas si loin." if self._french else "My forecast does not reach that far."
        if asked in (Aspect.RAIN, Aspect.DRY, Aspect.SNOW):
            return self._falling(day, asked)
        answer = self._yes(is_sunny(day.code)) if asked is Aspect.SUN else ""
        sky, degrees = words(day.code, self._language), self._span(day.low, day.high)
        chance = self._forecast.rain_percent(when, self._now)
        rain = self._rain(chance) if chance is not None and chance >= _WORTH_SAYING and not is_snow(day.code) else ""
        wind = f", {self._wind(day.wind)}" if asked is Aspect.WIND and day.wind is not None else ""
        name = self._name(when)
        if self._french:
            return _sentence(f"{answer}{name}{self._at}, {sky}, {degrees}{wind}{rain}.")
        return _sentence(f"{answer}{name}{self._at} there will be {sky}, {degrees}{wind}{rain}.")

    def several(self, dates: list[date]) -> str:
        """A weekend day by day, more days together."""
        days = [day for day in map(self._forecast.day, dates) if day is not None]
        if len(days) <= 2:
            parts = [
                f"{self._name(day.date)} {words(day.code, self._language)}, {self._span(day.low, day.high)}"
                for day in days
            ]
            return _sentence(f"{' ; '.join(parts) if self._french else '; '.join(parts)}{self._at}.")
        wet = [self._name(day.date) for day in days if is_wet(day.code)]
        span = self._span(min(day.low for day in days), max(day.high for day in days))
        if self._french:
            rain = f"pluie ou neige {_listed(wet, 'et')}" if wet else "sans pluie"
            return f"Les prochains jours{self._at}, {span}, {rain}."
        rain = f"rain or snow {_listed(wet, 'and')}" if wet else "and no rain"
        return f"Over the next days{self._at}, {span}, {rain}."

    def _now_answer(self, asked: Aspect) -> str:
        code = self._forecast.code
        judged = {
            Aspect.RAIN: is_wet(code) and not is_snow(code),
            Aspect.DRY: not is_wet(code),
            Aspect.SNOW: is_snow(code),
            Aspect.SUN: is_sunny(code),
        }
        return self._yes(judged[asked]) if asked in judged else ""

    def _falling(self, day: Day, asked: Aspect) -> str:
        """ "Yes, rain is likely tomorrow, 80 percent."."""
        chance = self._forecast.rain_percent(day.date, self._now)
        if asked is Aspect.SNOW and not is_snow(day.code):
            chance = 0
        elif chance is None:
            chance = 100 if is_wet(day.code) else 0
        snow = is_snow(day.code) or asked is Aspect.SNOW
        wet = chance >= _POSSIBLE
        answer = self._yes(wet != (asked is Aspect.DRY)) if chance >= _LIKELY or not wet else ""
        level = (chance >= _POSSIBLE) + (chance >= _LIKELY)
        name = self._name(day.date)
        if self._french:
            what, how = "la neige" if snow else "la pluie", ("peu probable", "possible", "probable")[level]
            percent = f", à {chance} %" if chance else ""
            return _sentence(f"{answer}{what} est {how} {name}{self._at}{percent}.")
        what, how = "snow" if snow else "rain", ("unlikely", "possible", "likely")[level]
        percent = f", {chance} percent" if chance else ""
        return _sentence(f"{answer}{what} is {how} {name}{self._at}{percent}.")

    def _yes(self, yes: bool) -> str:
        return ("oui, " if yes else "non, ") if self._french else ("yes, " if yes else "no, ")

    def _name(self, when: date) -> str:
        days = (when - self._now.date()).days
        if days < 2:
            return (("aujourd'hui", "demain") if self._french else ("today", "tomorrow"))[days]
        name = DAYS[self._language][when.weekday()]
        return name if self._french else f"on {name}"

    def _span(self, low: float, high: float) -> str:
        if round(low) == round(high):
            return _degrees(high, self._language)
        if self._french:
            return f"de {round(low)} à {_degrees(high, 'fr')}"
        return f"{round(low)} to {_degrees(high, 'en')}"

    def _rain(self, chance: int) -> str:
        return f", et {chance} % de risque de pluie" if self._french else f", and a {chance} percent chance of rain"

    def _wind(self, speed: float) -> str:
        if self._imperial:
            unit = "miles à l'heure" if self._french else "miles an hour"
        else:
            unit = "kilomètres à l'heure" if self._french else "kilometers an hour"
        return f"{'un vent de' if self._french else 'wind of'} {round(speed)} {unit}"


def _degrees(value: float, language: str) -> str:
    degrees = round(value)
    if language == "fr":
        return f"{degrees} degré{'s' if abs(degrees) > 1 else ''}"
    return f"{degrees} degree{'' if abs(degrees) == 1 else 's'}"


def _listed(names: list[str], conjunction: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]
