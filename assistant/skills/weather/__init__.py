"""Skill: the weather, from a server that its owner chooses. Without coordinates nothing is asked of anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

import structlog
from pydantic import Field, SecretStr, StringConstraints, model_validator

from assistant import registry
from assistant.skills import Call, Refusal, World
from assistant.skills.weather import forecast as forecasts
from assistant.skills.weather.forecast import Forecast
from assistant.skills.weather.server import ServerTrouble, Trouble, ask
from assistant.skills.weather.spoken import Wording, elsewhere, refusal, told, unknown_place

log = structlog.get_logger(__name__)

_FRESH = timedelta(minutes=15)


class Weather:
    """GetWeather; its slot `day` may be any day of the coming week, "weekend", "weekdays" or "every_day"."""

    class Options(registry.Options):
        """Settings of the weather. It is off until it knows where it is."""

        latitude: float | None = Field(None, ge=-90, le=90)
        """Of the place, in degrees. What is sent is rounded to two decimals, about a kilometre."""
        longitude: float | None = Field(None, ge=-180, le=180)
        """Of the place, in degrees."""
        place: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
        """What the place is called in answers."""
        units: Literal["metric", "imperial"] = "metric"
        """`metric`: degrees Celsius and kilometres an hour; `imperial`: degrees Fahrenheit and miles an hour."""
        url: str = Field("https://api.open-meteo.com/v1/forecast", pattern=r"^https?://[^\s/]+")
        """The server: Open-Meteo's, or one of your own that answers like it."""
        api_key: SecretStr | None = None
        """For a server that wants one."""
        timeout_s: float = Field(4.0, ge=0.5, le=30)
        """Longest time to wait for the server."""

        @model_validator(mode="after")
        def _both_or_none(self) -> Weather.Options:
            if (self.latitude is None) != (self.longitude is None):
                raise ValueError("latitude and longitude belong together; give both or leave both out")
            return self

    intents = frozenset({"GetWeather"})
    acts: frozenset[str] = frozenset()

    def __init__(self, world: World, options: Options) -> None:
        self._now = world.now
        self._options = options
        self._last: tuple[datetime, Forecast] | None = None

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str:
        options = self._options
        if options.latitude is None:
            raise Refusal(unknown_place(call.language))
        named = str(call.slots.get("place", ""))
        if named and named.casefold() != options.place.casefold():
            raise Refusal(elsewhere(options.place, call.language))
        forecast = await self._forecast(call.language)
        now = self._now().astimezone(forecast.zone)
        return told(forecast, call, now, Wording(options.place, options.units))

    async def _forecast(self, language: str) -> Forecast:
        now = self._now()
        # A clock that was set back makes an answer no younger.
        if self._last is not None and timedelta(0) <= now - self._last[0] < _FRESH:
            return self._last[1]
        try:
            answer = await ask(self._options.url, self._question(), self._options.timeout_s)
            found = forecasts.parse(answer)
        except ServerTrouble as error:
            log.warning("no weather", server=self._options.url, reason=error.trouble.value)
            raise Refusal(refusal(error.trouble, language)) from error
        except ValueError as error:
            log.warning("no weather", server=self._options.url, reason=str(error))
            raise Refusal(refusal(Trouble.NONSENSE, language)) from error
        self._last = (now, found)
        return found

    def _question(self) -> dict[str, str]:
        options = self._options
        question = {**forecasts.FIELDS, "latitude": f"{options.latitude:.2f}", "longitude": f"{options.longitude:.2f}"}
        if options.units == "imperial":
            question |= {"temperature_unit": "fahrenheit", "wind_speed_unit": "mph"}
        if options.api_key is not None:
            question["apikey"] = options.api_key.get_secret_value()
        return question
