"""Stand-ins for what is on the network: a model hub on loopback, and wheels in a folder."""

from __future__ import annotations

import hashlib
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "c0ffee" * 6 + "c0ff"


@dataclass
class Served:
    """One file of the stand-in hub, and how it misbehaves."""

    content: bytes
    etag: str = ""
    """Empty: the SHA-256, as for large files."""
    status: int = 200
    cuts: list[int] = field(default_factory=list)
    """Each of the next responses ends after so many bytes."""
    ranges: bool = True
    announced: int | None = None
    """The length that HEAD claims."""


@dataclass
class Seen:
    method: str
    path: str
    range: str | None
    authorized: bool
    sent: int = 0


class StandInHub:
    """Speaks what huggingface_hub expects: HEAD with X-Linked headers, then a redirect to another origin for the bytes."""

    def __init__(self) -> None:
        self.files: dict[str, Served] = {}
        self.seen: list[Seen] = []
        self.endpoint = self.storage = ""

    def add(self, source: str, content: bytes, **behaviour: object) -> Served:
        """Serve `content` as `hub:OWNER/REPO@REV/path`."""
        repo, _, rest = source.removeprefix("hub:").partition("@")
        revision, _, path = rest.partition("/")
        served = Served(content, **behaviour)  # type: ignore[arg-type]
        served.etag = served.etag or hashlib.sha256(content).hexdigest()
        self.files[f"/{repo}/resolve/{revision}/{path}"] = served
        return served

    def gets(self) -> list[Seen]:
        """The requests that reached the storage."""
        return [seen for seen in self.seen if seen.method == "GET" and seen.path.startswith("/storage")]


@contextmanager
def serving() -> Iterator[StandInHub]:
    """A running stand-in: the hub on one port, its storage on another."""
    hub = StandInHub()
    with _server(_handler(hub)) as endpoint, _server(_handler(hub)) as storage:
        hub.endpoint, hub.storage = endpoint, storage
        yield hub


@contextmanager
def _server(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(hub: StandInHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def _answer(self) -> None:
            headers = self.headers
            seen = Seen(self.command, self.path, headers.get("Range"), "Authorization" in headers)
            hub.seen.append(seen)
            served = hub.files.get(self.path.removeprefix("/storage"))
            status = served.status if served else 404
            if served is None or status != 200:
                self._head(status, {"Content-Length": "0"})
            elif self.path.startswith("/storage"):
                self._send(served, seen)
            else:
                length = len(served.content) if served.announced is None else served.announced
                linked = {"X-Linked-Etag": f'"{served.etag}"', "X-Linked-Size": str(length)}
                place = {"X-Repo-Commit": COMMIT, "Location": f"{hub.storage}/storage{self.path}"}
                self._head(302, {**linked, **place, "Content-Length": "0"})

        def _send(self, served: Served, seen: Seen) -> None:
            start = int(seen.range.removeprefix("bytes=").rstrip("-")) if seen.range and served.ranges else 0
            body = served.content[start:]
            total = len(served.content)
            partial = {"Content-Range": f"bytes {start}-{total - 1}/{total}"} if start else {}
            self._head(206 if start else 200, {"Content-Length": str(len(body)), **partial})
            if served.cuts:
                body = body[: served.cuts.pop(0)]
                self.close_connection = True
            seen.sent = len(body)
            self.wfile.write(body)

        def _head(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    return Handler


def build_wheel(folder: Path, package: str, version: str, files: dict[str, bytes]) -> Path:
    """A wheel that pip accepts, holding `files`."""
    name = package.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


class Recorder:
    """A `Progress` that remembers; with `fail_after`, one that fails once so many bytes were counted: a process that dies."""

    def __init__(self, fail_after: int | None = None) -> None:
        self.notes: list[str] = []
        self.labels: list[str] = []
        self.bytes = 0
        self.finished = 0
        self._fail_after = fail_after

    def note(self, text: str) -> None:
        self.notes.append(text)

    def start(self, label: str, total: int | None) -> None:
        self.labels.append(label)

    def advance(self, count: int) -> None:
        self.bytes += count
        if self._fail_after is not None and self.bytes >= self._fail_after:
            raise KeyboardInterrupt

    def done(self) -> None:
        self.finished += 1
