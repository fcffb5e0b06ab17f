"""Secrets are never written into a configuration, only where they are: `${env:NAME}`, `${file:PATH}`, `${credential:NAME}`.

A secret is any field that is annotated with pydantic's `SecretStr`, in a section or in an engine's options. `${credential:NAME}`
is a file in `$CREDENTIALS_DIRECTORY`, where systemd puts what `LoadCredential=` names.
"""

from __future__ import annotations

import re
from collections import abc
from collections.abc import Callable, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr

from assistant.config.document import UNSAFE, Loc

_REFERENCE = re.compile(r"\$\{(env|file|credential):([^{}]+)\}")
_MAX_BYTES = 64 * 1024
_MAPPINGS = (dict, abc.Mapping)
_LISTS = (list, tuple, set, frozenset, abc.Sequence)
_WRAPPERS = (Union, UnionType, Annotated)
_HOW = "write ${env:NAME}, ${file:PATH} or ${credential:NAME}"

Found = Callable[[Loc, str], str | None]
"""Given the place of a secret and what is written there, its value, or None to leave the field as it is."""


class Unresolved(Exception):
    """A secret that cannot be had; the message says why and never what it is."""


def replace(model: type[BaseModel], data: Any, found: Found, at: Loc = ()) -> Any:
    """A copy of `data`, which is to become a `model`, in which every text of a secret field is replaced by `found`."""
    return _walk(model, data, found, at)


def resolve(text: str, environ: Mapping[str, str]) -> str:
    """The secret that a reference stands for. Raises `Unresolved`."""
    match = _REFERENCE.fullmatch(text.strip())
    if not match:
        raise Unresolved(f"a secret must not stand in the configuration itself; {_HOW}")
    kind, name = match.groups()
    match kind:
        case "env":
            secret = environ.get(name, "")
            where = f"the environment variable {name}"
        case "file":
            secret = _content(Path(name).expanduser())
            where = f"the file {name}"
        case _:
            secret = _content(_credential(name, environ))
            where = f"the credential {name}"
    secret = secret.rstrip("\r\n")
    if not secret:
        raise Unresolved(f"{where} is not set or empty; give it the secret")
    if UNSAFE.search(secret):
        raise Unresolved(f"{where} holds bytes that are not text; it must be the secret alone")
    return secret


def _credential(name: str, environ: Mapping[str, str]) -> Path:
    folder = environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise Unresolved(f"there are no credentials here; start under systemd with LoadCredential={name}:PATH")
    if "/" in name or name in (".", ".."):
        raise Unresolved("a credential is named without a path")
    return Path(folder) / name


def _content(path: Path) -> str:
    if not path.is_absolute():
        raise Unresolved("the path of a secret must be absolute, such as ${file:/run/secrets/token}")
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES).decode()
    except OSError as error:
        raise Unresolved(
            f"{path} cannot be read ({(error.strerror or 'failed').lower()}); mend its path or rights"
        ) from None
    except ValueError:
        raise Unresolved(f"{path} is not text in UTF-8") from None


def _walk(kind: Any, value: Any, found: Found, loc: Loc) -> Any:
    if kind is SecretStr:
        secret = None if value is None or isinstance(value, list | dict) else found(loc, str(value))
        return value if secret is None else secret
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(value, dict) and isinstance(kind, type) and issubclass(kind, BaseModel):
        kinds = {name: field.annotation for name, field in kind.model_fields.items()}
        return {key: _walk(kinds.get(key), item, found, (*loc, key)) for key, item in value.items()}
    if isinstance(value, dict) and origin in _MAPPINGS:
        return {key: _walk(arguments[1], item, found, (*loc, key)) for key, item in value.items()}
    if isinstance(value, list) and origin in _LISTS:
        return [_walk(arguments[0], item, found, (*loc, index)) for index, item in enumerate(value)]
    if origin in _WRAPPERS:
        for argument in arguments:
            value = _walk(argument, value, found, loc)
    return value
