from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from structlog.testing import capture_logs

from assistant.brain.intents.actions import Http
from assistant.skills import Refusal
from assistant.skills.own.http import send


@dataclass
class Machine:
    """A coffee machine on the network."""

    port: int
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    code: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    answer: bytes = b"OK"
    moved: dict[str, str] = field(default_factory=dict)
    """Where a path has gone to."""
    slow: Event | None = None
    """The answer ends when it is set."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextmanager
def machine() -> Iterator[Machine]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.asked.append((self.command, self.path, dict(self.headers), content))
            moved = found.moved.get(self.path)
            self.send_response(307 if moved else found.code)
            for name, value in {**found.headers, **({"Location": moved} if moved else {})}.items():
                self.send_header(name, value)
            answer = b"" if moved else found.answer
            self.send_header("Content-Length", str(len(answer) + (1 if found.slow else 0)))
            self.end_headers()
            self.wfile.write(answer)
            if found.slow:
                found.slow.wait(10)

        do_GET = do_POST = handle_any  # noqa: N815

        def log_message(self, *args: object) -> None:
            """Not on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Machine(server.server_address[1])
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refused(request: Http, language: str = "en", patience_s: float = 5.0) -> str:
    with pytest.raises(Refusal) as raised:
        asyncio.run(send(request, language, patience_s=patience_s))
    return str(raised.value)


def test_a_request_and_what_came_back() -> None:
    with machine() as coffee:
        coffee.answer = "Ready\r\n in\t5 minutes, café\0 ".encode()
        request = Http("POST", coffee.url("/order?size=2"), (("X-Who", "Zoë"),), '{"drink": "thé"}')
        assert asyncio.run(send(request, "en")) == "Ready in 5 minutes, café"
    ((method, path, headers, content),) = coffee.asked
    assert (method, path, json.loads(content)) == ("POST", "/order?size=2", {"drink": "thé"})
    assert headers["X-Who"].encode("latin-1").decode() == "Zoë"


def test_much_is_cut() -> None:
    with machine() as coffee:
        coffee.answer = b"word " * 100_000
        answer = asyncio.run(send(Http("GET", coffee.url("/")), "en"))
    assert answer == ("word " * 60).strip()


def test_what_is_packed_is_not_unpacked() -> None:
    with machine() as coffee:
        coffee.headers, coffee.answer = {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 1_000_000)
        assert asyncio.run(send(Http("GET", coffee.url("/")), "en")) == ""
    assert coffee.asked[0][2]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "127.0.0.1:{} refused that, with code 503."), ("fr", "127.0.0.1:{} a refusé, avec le code 503.")],
)
def test_a_refusal_names_who_refused(language: str, text: str) -> None:
    with machine() as coffee:
        coffee.code = 503
        assert refused(Http("GET", coffee.url("/")), language) == text.format(coffee.port)


def test_nobody_there() -> None:
    assert refused(Http("GET", "http://user:secret@127.0.0.1:9/a")) == (
        "I could not reach 127.0.0.1:9; please check that it is on, and its address."
    )
    assert refused(Http("GET", "http://127.0.0.1:9/"), "fr").startswith("Je n'ai pas pu joindre 127.0.0.1:9")
    assert refused(Http("GET", "http://127.0.0.1:9/\0")).startswith("I could not reach 127.0.0.1:9")


def test_an_answer_that_never_ends() -> None:
    with machine() as coffee:
        coffee.slow = Event()
        assert refused(Http("GET", coffee.url("/")), patience_s=0.3).endswith("did not answer in time.")
        coffee.slow.set()


def test_a_redirect_on_the_same_server_is_followed() -> None:
    with machine() as coffee:
        coffee.moved = {"/a": "/b"}
        assert asyncio.run(send(Http("POST", coffee.url("/a"), body="x"), "en")) == "OK"
    assert [(method, path, content) for method, path, _, content in coffee.asked] == [
        ("POST", "/a", b"x"), ("POST", "/b", b"x"),
    ]  # fmt: skip


def test_a_redirect_to_another_server_is_not() -> None:
    with machine() as coffee, machine() as other:
        coffee.moved = {"/a": other.url("/b")}
        assert "sent me to another server" in refused(Http("POST", coffee.url("/a"), body="private"))
    assert other.asked == []


def test_a_redirect_in_a_circle_ends() -> None:
    with machine() as coffee:
        coffee.moved = {"/a": "/b", "/b": "/a"}
        assert refused(Http("GET", coffee.url("/a")))
    assert len(coffee.asked) == 4


def test_no_proxy_of_the_environment_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with machine() as coffee:
        assert asyncio.run(send(Http("GET", coffee.url("/")), "en")) == "OK"


def test_what_was_said_is_not_in_the_log() -> None:
    with machine() as coffee, capture_logs() as logs:
        asyncio.run(send(Http("GET", coffee.url("/secret")), "en"))
        coffee.code = 500
        refused(Http("GET", coffee.url("/secret")))
    assert [entry for entry in logs if entry["log_level"] != "debug"] == []
