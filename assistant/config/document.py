"""YAML text to plain data, with the line of every value, within bounds that no hostile file can pass.

The dialect is the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema) without tags of its own: only
`true` and `false` are booleans, so that `no` can be the code of Norwegian; dates and 12:30 are text; `<<` merges nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20
MAX_VALUES = 5000
"""Counted as written and again after aliases are expanded: a few lines of anchors can stand for billions of values."""
_MAX_NUMBER = 2.0**63

Loc = tuple[str | int, ...]
"""Way to a value: keys and list indices from the root."""

_PREFIX = "tag:yaml.org,2002:"
_SCALARS = {
    f"{_PREFIX}null": re.compile(r"~|null|Null|NULL|"),
    f"{_PREFIX}bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    f"{_PREFIX}int": re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    f"{_PREFIX}float": re.compile(
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
    ),
    f"{_PREFIX}str": re.compile(r".*", re.DOTALL),
}
UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of surrogate pairs: no text of a configuration has them."""


@dataclass
class Document:
    """What a text says. `lines` has the line, from 1, of every value; `problems` what was left out of `data`, and why."""

    data: Any = None
    lines: dict[Loc, int] = field(default_factory=dict)
    problems: list[tuple[Loc, int, str]] = field(default_factory=list)

    def refuse(self, loc: Loc, line: int, reason: str) -> None:
        self.problems.append((loc, line, reason))


class _Refused(Exception):
    """A value, or with `whole` the document, that cannot be used."""

    def __init__(self, line: int, reason: str, *, whole: bool = False) -> None:
        super().__init__(reason)
        self.line, self.reason, self.whole = line, reason, whole


class _Loader(yaml.SafeLoader):
    """Composes nodes only, never objects. Bounded here, because PyYAML composes by recursion and without an end."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = self._count = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > 2 * MAX_VALUES:  # keys are nodes too
            raise _too_much(self.line + 1)
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


class _Dumper(yaml.SafeDumper):
    """Quotes what either version of YAML would not read back as text, and indents lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern in _SCALARS.items():
    if not _tag.endswith(":str"):
        _whole = re.compile(f"(?:{_pattern.pattern})\\Z")
        _Loader.add_implicit_resolver(_tag, _whole, None)
        _Dumper.add_implicit_resolver(_tag, _whole, None)


def read(path: Path) -> Document:
    """The document in a file. Whatever is wrong with it, the file itself included, is in `problems`; an empty file is null."""
    document = Document()
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        document.refuse((), 0, f"cannot be read ({reason.lower()}); name another file with -c, or create this one")
        return document
    if len(raw) > MAX_BYTES:
        document.refuse((), 1, f"is larger than the {MAX_BYTES // 1024} KiB that a configuration may have")
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document.refuse((), line, "is not text in UTF-8; save it as UTF-8")
        return document
    return parse(text)


def parse(text: str) -> Document:
    """The document that `text` is. Never raises: what is wrong is in `problems`."""
    document = Document()
    try:
        root = _Loader(text).get_single_node()
        if root is not None:
            document.data = _Converter(document).value(root, ())
    except _Refused as error:
        document.refuse((), error.line, error.reason)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        document.refuse((), line, "holds a character that text has not (a control character); is this a text file?")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        document.refuse((), line, f"is not valid YAML: {_one_line(error)}")
    except (ValueError, OverflowError):  # PyYAML on the escape of a character beyond Unicode
        document.refuse((), 1, "is not valid YAML: an escaped character does not exist")
    return document


def parse_value(text: str) -> Document:
    """One value from a variable or the command line: a list, mapping or quoted text as in YAML; else a plain scalar, in which
    `: ` and ` #` have no meaning of their own."""
    if text.strip()[:1] in ("[", "{", '"', "'"):
        return parse(text)
    document = Document()
    plain = text.strip()
    tag = next(tag for tag, pattern in _SCALARS.items() if pattern.fullmatch(plain))
    try:
        document.data = _scalar(tag, plain, 1)
    except _Refused as error:
        document.refuse((), 1, error.reason)
    return document


def write(data: Any) -> str:
    """Plain data as YAML that `parse` reads back."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


class _Converter:
    """Turns nodes into plain data, noting lines; a refused value is left out and noted."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._left = MAX_VALUES

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        line = node.start_mark.line + 1
        self._left -= 1
        if self._left < 0 or len(loc) > MAX_DEPTH:
            raise _too_much(line)
        self._document.lines.setdefault(loc, line)
        match node:
            case yaml.ScalarNode():
                return _scalar(node.tag, node.value, line)
            case yaml.SequenceNode(tag="tag:yaml.org,2002:seq"):
                return list(self._items(node, loc))
            case yaml.MappingNode(tag="tag:yaml.org,2002:map"):
                return dict(self._pairs(node, loc))
        raise _Refused(line, _bad_tag(node.tag))

    def _items(self, node: yaml.SequenceNode, loc: Loc) -> Iterator[Any]:
        index = 0
        for child in node.value:
            try:
                item = self.value(child, (*loc, index))
            except _Refused as error:
                self._note(error, (*loc, index))
            else:
                index += 1
                yield item

    def _pairs(self, node: yaml.MappingNode, loc: Loc) -> Iterator[tuple[str, Any]]:
        first: dict[str, int] = {}
        for key_node, child in node.value:
            line = key_node.start_mark.line + 1
            try:
                key = self._key(key_node)
            except _Refused as error:
                self._note(error, loc)
                continue
            here = (*loc, key)
            if key in first:
                self._document.refuse(here, line, f"is given twice, first in line {first[key]}; leave one out")
                continue
            first[key] = self._document.lines[here] = line
            try:
                yield key, self.value(child, here)
            except _Refused as error:
                self._note(error, here)

    def _key(self, node: yaml.Node) -> str:
        line = node.start_mark.line + 1
        key = _scalar(node.tag, node.value, line) if isinstance(node, yaml.ScalarNode) else None
        if not isinstance(key, str):
            raise _Refused(line, "has a key that is not text; put the key in quotes")
        return key

    def _note(self, error: _Refused, loc: Loc) -> None:
        if error.whole:
            raise error
        self._document.refuse(loc, error.line, error.reason)


def _scalar(tag: str, text: str, line: int) -> Any:
    """The value of a scalar. Raises `_Refused`."""
    if tag not in _SCALARS or not _SCALARS[tag].fullmatch(text):
        raise _Refused(line, _bad_tag(tag))
    match tag.removeprefix(_PREFIX):
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "str":
            if UNSAFE.search(text):
                raise _Refused(line, "holds a character that text has not (a control character or half of a pair)")
            return text
        case kind:
            return _number(kind, text, line)


def _number(kind: str, text: str, line: int) -> int | float:
    if "n" in text.lower():
        raise _Refused(line, "must be a finite number")
    if len(text) > 40 or not abs(number := _digits(kind, text)) < _MAX_NUMBER:
        raise _Refused(line, "is too large a number")
    return number


def _digits(kind: str, text: str) -> int | float:
    if kind == "float":
        return float(text)
    return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))


def _bad_tag(tag: str) -> str:
    name = tag.replace(_PREFIX, "!!")[:60]
    return f"has the tag {name!r}, which does not fit here; write a plain value"


def _too_much(line: int) -> _Refused:
    reason = f"is nested deeper than {MAX_DEPTH} or holds more than {MAX_VALUES} values, aliases included"
    return _Refused(line, reason, whole=True)


def _one_line(error: yaml.MarkedYAMLError) -> str:
    said = ", ".join(part for part in (error.context, error.problem) if part)
    return " ".join(said.split())[:200]
