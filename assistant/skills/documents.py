"""Skill: answers from the household's documents, with the source. They are read in a process of its own, when they change."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog
from pydantic import Field

from assistant import documents, registry
from assistant.documents import FOUND, HELPFUL, SURE, Passage
from assistant.documents.answer import SPOKEN_WORDS, answer, link
from assistant.documents.index import is_stale
from assistant.documents.store import Store
from assistant.errors import ColibriError
from assistant.skills import Call, Parameter, Refusal, Reply, Tool, World

log = structlog.get_logger(__name__)

FILE = "documents.db"
"""The index, in the folder of the skills."""
_MOST_PASSAGES = 2
"""For a language model: it reads them all before its first word."""

_NONE = {
    "en": "I have no documents yet; add a folder with: colibri docs add.",
    "fr": "Je n'ai pas encore de documents ; ajoutez un dossier avec : colibri docs add.",
}
_NOTHING = {
    "en": "I find nothing about that in your documents.",
    "fr": "Je ne trouve rien à ce sujet dans vos documents.",
}
_BROKEN = {
    "en": "I can't read the index of the documents; the log says why.",
    "fr": "Je n'arrive pas à lire l'index des documents ; le journal dit pourquoi.",
}


class Documents:
    """SearchDocuments: what they say about something (`text`), which may be a whole question. Questions that do not mention
    them are answered as well where a document surely has the answer."""

    class Options(registry.Options):
        """Settings of the documents."""

        folders: tuple[Path, ...] = Field((), max_length=100)
        """Folders, or single files, of Markdown, text, HTML and PDF; besides those of `colibri docs add`."""
        watch: bool = True
        """Read again what has changed, while the assistant runs; else only when it starts."""
        poll_s: float = Field(30.0, ge=1, le=86_400)
        """Seconds between two looks at the folders."""
        spoken_words: int = Field(SPOKEN_WORDS, ge=10, le=200)
        """Longest answer, in words."""
        unasked: bool = True
        """Also answer questions that do not mention the documents, where one of them surely has the answer."""

    intents = frozenset({"SearchDocuments"})
    acts: frozenset[str] = frozenset()
    foreign = True
    tools = (
        Tool(
            "SearchDocuments",
            "Look something up in the documents of the household.",
            (Parameter("text", "string"),),
            ("What do the house rules say about barbecues?", {"text": "house rules barbecues"}),
            foreign=True,
        ),
    )

    def __init__(self, world: World, options: Options) -> None:
        self._options = options
        self._path = world.folder / FILE
        self._failed = ""
        self.documents = documents.Documents(self._path)
        """For whoever wants passages rather than an answer."""

    def close(self) -> None:
        self.documents.close()

    async def handle(self, call: Call) -> Reply:
        try:
            if await asyncio.to_thread(self.documents.is_empty):
                raise Refusal(_NONE.get(call.language, _NONE["en"]))
            found = await asyncio.to_thread(self._best, str(call.slots["text"]), call.language)
        except sqlite3.Error as error:
            log.error("the index of the documents cannot be read", path=str(self._path), reason=str(error))
            raise Refusal(_BROKEN.get(call.language, _BROKEN["en"])) from error
        if found is None or found.score < FOUND:
            raise Refusal(_NOTHING.get(call.language, _NOTHING["en"]))
        return self._reply(found, call)

    async def know(self, call: Call) -> Reply | None:
        """The answer to a question that does not mention the documents, if it is surely in one that is in the language of the
        call."""
        if not self._options.unasked:
            return None
        try:
            found = await asyncio.to_thread(self._best, call.text, call.language)
        except sqlite3.Error as error:  # somebody else may know the answer
            log.error("the index of the documents cannot be read", path=str(self._path), reason=str(error))
            return None
        sure = found is not None and found.score >= SURE and found.language in ("", call.language)
        return self._reply(found, call) if found is not None and sure else None

    async def inform(self, call: Call) -> Sequence[str]:
        """Passages that may hold the answer, each with its document's title."""
        try:
            found = await asyncio.to_thread(self.documents.passages, call.text, call.language, _MOST_PASSAGES)
        except sqlite3.Error as error:  # it goes without
            log.error("the index of the documents cannot be read", path=str(self._path), reason=str(error))
            return ()
        return [f"{passage.title}: {passage.text}" for passage in found if passage.score >= HELPFUL]

    async def run(self) -> None:
        """Keep the index equal to the folders."""
        while True:
            try:
                if await asyncio.to_thread(self._is_stale):
                    await self._update()
                self._failed = ""
            except (ColibriError, sqlite3.Error, OSError) as error:
                if str(error) != self._failed:  # said once
                    log.error("the documents cannot be indexed; it is tried again", reason=str(error))
                self._failed = str(error)
            if not self._options.watch:
                return
            await asyncio.sleep(self._options.poll_s)

    def _best(self, question: str, language: str) -> Passage | None:
        return next(iter(self.documents.passages(question, language, limit=1)), None)

    def _reply(self, passage: Passage, call: Call) -> Reply:
        said = answer(passage, call.language, self._options.spoken_words)
        return Reply(said, links=() if call.aloud else (link(passage),))

    def _is_stale(self) -> bool:
        store = Store(self._path)
        try:
            return is_stale(store, self._options.folders)
        finally:
            store.close()

    async def _update(self) -> None:
        """Raises `ColibriError` when the index could not be brought up to date."""
        command = (sys.executable, "-m", "assistant.documents", self._path, *self._options.folders)
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(*map(str, command), stdout=pipe, stderr=pipe)
        try:
            out, err = await child.communicate()
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if child.returncode:
            raise ColibriError(
                err.decode(errors="replace").strip()[-500:] or f"its process ended with {child.returncode}"
            )
        done = json.loads(out)
        log.info("documents indexed", read=done["read"], gone=done["gone"], passages=done["passages"])
        for path, problem in done["problems"].items():
            log.warning("a document is left out", path=path, reason=problem)
