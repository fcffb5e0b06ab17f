"""A weather server on loopback that answers as Open-Meteo does, or misbehaves."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


def answer(**changes: Any) -> dict[str, Any]:
    """Of Tuesday, March 3, 2026, half past seven in the evening in Paris: light rain now, dry tomorrow, snow on Friday."""
    days = [f"2026-03-{number:02}" for number in range(3, 11)]
    hours = [f"{day}T{hour:02}:00" for day in days for hour in range(24)]
    chances = {"2026-03-03": (90, 20), "2026-03-04": (10, 10), "2026-03-05": (50, 50), "2026-03-06": (80, 80)}
    falling = [(chances.get(hour[:10], (0, 0))[hour[11:13] >= "19"] if hour[:10] in chances else 0) for hour in hours]
    return {
        "utc_offset_seconds": 3600,
        "current": {
            "time": "2026-03-03T19:30",
            "temperature_2m": 11.6,
            "weather_code": 61,
            "wind_speed_10m": 14.2,
        },
        "hourly": {"time": hours, "precipitation_probability": falling},
        "daily": {
            "time": days,
            "weather_code": [61, 1, 3, 73, 0, 63, 45, 2],
            "temperature_2m_min": [7.2, 5.0, 6.0, -3.4, -1.0, 2.0, 4.0, 5.0],
            "temperature_2m_max": [11.8, 15.4, 13.0, 0.6, 6.0, 8.0, 9.0, 12.0],
            "precipitation_probability_max": [90, 10, 50, 80, 0, 70, 5, 0],
            "wind_speed_10m_max": [20.0, 10.0, 38.4, 12.0, 9.0, 30.0, 4.0, 6.0],
        },
        **changes,
    }


@dataclass
class StandIn:
    """What it does, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = field(default_factory=lambda: json.dumps(answer()).encode())
    hangs: bool = False
    """It takes the question and says nothing until it is stopped."""
    asked: list[dict[str, str]] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving() -> Iterator[StandIn]:
    """A running one."""
    standin = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(standin))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    standin.url = f"http://127.0.0.1:{server.server_port}/v1/forecast"
    try:
        yield standin
    finally:
        standin.stopped.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(standin: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            question = parse_qs(urlsplit(self.path).query)
            standin.asked.append({name: values[0] for name, values in question.items()})
            if standin.hangs:
                standin.stopped.wait()
                return
            self.send_response(standin.status)
            self.send_header("Content-Length", str(len(standin.body)))
            self.end_headers()
            self.wfile.write(standin.body)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
