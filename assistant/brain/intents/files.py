"""Files of sentences: read, checked, and what is wrong with them said by file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from assistant.brain.intents.schema import Block, Entry, ListRange, ListValue, Sentences, SlotList
from assistant.config.document import MAX_BYTES, Document, Loc, parse
from assistant.config.problems import Origin, Problems, did_you_mean, explain
from assistant.errors import UsageError


@dataclass(frozen=True)
class SentenceFile:
    """A file that has the right form."""

    path: Path
    language: str
    """Empty for what every language shares."""
    content: Sentences
    document: Document

    def refuse(self, problems: Problems, loc: Loc, reason: str) -> None:
        """Notes a problem with the value at `loc`."""
        problems.add(Origin(str(self.path), _line(self.document, loc)), loc, reason)


def read_files(paths: Iterable[Path], languages: Iterable[str], *, owned: bool) -> list[SentenceFile]:
    """The files of those `languages`, and those of none. `owned`: by the user, who may add actions and has to name the
    language in each file. Raises `UsageError` with all problems of all files."""
    wanted, found, problems = set(languages), [], Problems()
    for path in paths:
        file = _read(path, problems, owned=owned)
        if file is not None and (not file.language or file.language in wanted):
            found.append(file)
    stop_at(problems)
    return found


def stop_at(problems: Problems) -> None:
    """Raises `UsageError` if there are any."""
    if problems:
        raise UsageError("\n".join(problems.lines()))


def _read(path: Path, problems: Problems, *, owned: bool) -> SentenceFile | None:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
        if len(raw) > MAX_BYTES:
            problems.add(Origin(str(path)), (), f"is larger than {MAX_BYTES // 1024} kB; split it into several files")
            return None
        document = parse(raw.decode("utf-8-sig"))
    except OSError as error:
        problems.add(Origin(str(path)), (), f"cannot be read: {error.strerror}; check its rights")
        return None
    except UnicodeDecodeError:
        problems.add(Origin(str(path)), (), "is not UTF-8 text; save it as UTF-8")
        return None
    for loc, line, reason in document.problems:
        problems.add(Origin(str(path), line), loc, reason)
    if document.problems:
        return None
    return _checked(path, document, problems, owned=owned)


def _checked(path: Path, document: Document, problems: Problems, *, owned: bool) -> SentenceFile | None:
    try:
        content = Sentences.model_validate({} if document.data is None else document.data)
    except ValidationError as error:
        for (loc, *_), reason in explain(error, Sentences, document.data, ()):
            hint = did_you_mean(loc[-1], _keys(loc)) if loc and "there is no such setting" in reason else ""
            reason = (
                f"unknown key{hint}"
                if hint
                else reason.replace("there is no such setting", "unknown key; leave it out")
            )
            problems.add(Origin(str(path), _line(document, loc)), loc, reason)
        return None
    file = SentenceFile(path, content.language or "", content, document)
    if owned and not content.language:
        file.refuse(problems, (), "`language` is missing; add a line such as `language: en`")
    for name, entry in content.intents.items():
        if entry.action is not None and not owned:
            file.refuse(problems, ("intents", name, "action"), "a skill does this; an action has no place here")
    return file


def _line(document: Document, loc: Loc) -> int:
    """The line of `loc`, or of the nearest thing around it that has one."""
    while loc and loc not in document.lines:
        loc = loc[:-1]
    return document.lines.get(loc, 1)


def _keys(loc: Loc) -> list[str]:
    """The keys that may stand where the last of `loc` does."""
    model: type[BaseModel] = Sentences
    match loc[:-1]:
        case (*_, "lists", _):
            model = SlotList
        case (*_, "lists", _, "range"):
            model = ListRange
        case (*_, "lists", _, "values", _):
            model = ListValue
        case ("intents", _, "data", _):
            model = Block
        case ("intents", _):
            model = Entry
    return [field.alias or name for name, field in model.model_fields.items()]
