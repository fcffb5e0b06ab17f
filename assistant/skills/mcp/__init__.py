"""Skill: tools of other programs, over the Model Context Protocol. It brings no sentences; the language model uses what the
servers offer, as far as that can be told to a small model.

    schema   what a server says about its tools, as tools of ours    connection   one server, kept alive

What a server sends is what others have written: it is bounded, read as data, and nothing is changed after it was read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from assistant import registry
from assistant.errors import UsageError
from assistant.skills import Call, Refusal, Tool, World
from assistant.skills.mcp.connection import Connection, Unreachable
from assistant.skills.mcp.schema import Offered

ServerName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]{0,15}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]

_TEXTS = {
    "en": {"unreachable": "{server} does not answer right now.", "empty": "There is nothing to say about it."},
    "fr": {"unreachable": "{server} ne répond pas pour le moment.", "empty": "Il n'y a rien à en dire."},
}


class Server(registry.Options):
    """A program that is started here, or one that is reached over the network."""

    command: tuple[Text, ...] = ()
    """The program and its arguments; no shell reads them. It gets no more of the environment than PATH, HOME and the like."""
    env: Mapping[str, SecretStr] = Field(default_factory=dict)
    """What else its environment holds, as ${env:NAME}, ${file:PATH} or ${credential:NAME} where it is secret."""
    url: str | None = None
    """In place of a command: where it listens, as https://..., or http://... in one's own network."""
    token: SecretStr | None = None
    """For a `url` that wants one, as ${env:NAME}, ${file:PATH} or ${credential:NAME}."""
    tools: tuple[Text, ...] = Field((), max_length=16)
    """Which of its tools may be used; empty: the first `most_tools`."""
    most_tools: int = Field(8, ge=1, le=16)
    """So many at most: each one costs a small model some of its attention."""
    timeout_s: float = Field(10.0, ge=0.5, le=120.0)
    """Nobody waits longer for an answer."""

    @field_validator("url")
    @classmethod
    def _reachable(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise PydanticCustomError(
                "mcp_url", "{url} is no address of a server; write https://NAME/PATH", {"url": url}
            )
        return url

    @model_validator(mode="after")
    def _one_way(self) -> Server:
        if bool(self.command) == (self.url is not None):
            raise PydanticCustomError("mcp_server", "a server has either a command or a url", {})
        return self


class Mcp:
    """Connected as long as `run` runs; before that there are no tools."""

    class Options(registry.Options):
        """The servers."""

        servers: Mapping[ServerName, Server] = Field(default_factory=dict, max_length=8)
        """By a name of lower-case letters and digits, which the names of its tools then begin with."""

    def __init__(self, world: World, options: Options) -> None:
        """Raises `UsageError` where what this needs is not installed."""
        if options.servers and find_spec("mcp") is None:
            raise UsageError("skills: mcp needs a package more; run: pip install 'colibri-assistant[mcp]'")
        self._connections = tuple(
            Connection(name, server, self._learn) for name, server in sorted(options.servers.items())
        )
        self._offered: dict[str, tuple[Connection, Offered]] = {}
        self._learn()

    def _learn(self) -> None:
        """Take over what the servers offer now."""
        self._offered = {
            offered.tool.name: (connection, offered)
            for connection in self._connections
            for offered in connection.offered
        }
        self.tools: tuple[Tool, ...] = tuple(offered.tool for _, offered in self._offered.values())
        self.intents = frozenset(self._offered)
        self.acts = frozenset(name for name, (_, offered) in self._offered.items() if offered.acts)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as group:
            for connection in self._connections:
                group.create_task(connection.run())

    async def handle(self, call: Call) -> str:
        connection, offered = self._offered[call.intent]
        try:
            result = await connection.call(offered.original, dict(call.slots))
        except Unreachable as error:
            raise Refusal(_say("unreachable", call.language, server=connection.name)) from error
        text = result.text or _say("empty", call.language)
        if result.failed:
            raise Refusal(text)
        return text

    def close(self) -> None:
        """Whoever runs `run` ends the servers by ending that."""


def _say(key: Literal["unreachable", "empty"], language: str, **values: str) -> str:
    return _TEXTS.get(language, _TEXTS["en"])[key].format(**values)
