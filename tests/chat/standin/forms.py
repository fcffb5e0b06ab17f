"""multipart/form-data (RFC 7578), read strictly and without the library that the bridge's client may use."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NAME = re.compile(rb'(?:^|[ ;])name="([^"]*)"')
_FILE = re.compile(rb'filename="([^"]*)"')
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?')


class BadForm(ValueError):
    """It is not of the form's form."""


@dataclass(frozen=True, slots=True)
class Part:
    """A field, or a file."""

    data: bytes
    filename: str
    """Empty: a field."""
    mime: str


def form(content_type: str, body: bytes) -> dict[str, Part]:
    """The parts by name. Raises `BadForm`."""
    boundary = _BOUNDARY.search(content_type)
    if not content_type.startswith("multipart/form-data") or boundary is None:
        raise BadForm("not multipart/form-data with a boundary")
    mark = b"--" + boundary[1].encode()
    first, *pieces = (b"\r\n" + body).split(b"\r\n" + mark)
    if first or not pieces or pieces[-1].strip() != b"--":
        raise BadForm("the form does not begin or end as it must")
    return dict(map(_part, pieces[:-1]))


def _part(piece: bytes) -> tuple[str, Part]:
    head, found, data = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    headers = {}
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        headers[name.strip().lower()] = value.strip()
    disposition = headers.get(b"content-disposition", b"")
    name_, file = _NAME.search(disposition), _FILE.search(disposition)
    if not found or name_ is None or not disposition.startswith(b"form-data"):
        raise BadForm("a part has no name")
    return name_[1].decode(), Part(data, file[1].decode() if file else "", headers.get(b"content-type", b"").decode())
