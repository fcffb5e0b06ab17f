"""From what a language model writes to what can be spoken: no markup, no emoji, prose on one line."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import deque
from typing import Literal

from assistant.brain.markup import (
    FENCE,
    HEAD_GROWS,
    HEADING,
    INLINE,
    ITEM,
    QUOTE,
    ROW,
    RULE,
    STAGE_DIRECTIONS,
    is_pictograph,
)
from assistant.brain.sentences import SpokenBudget, complete

__all__ = ["PlainText", "SpokenBudget", "complete", "plain"]

Line = Literal["text", "heading", "item", "row"]

_INLINE_TAGS = frozenset("a b i u s q em strong span code kbd sub sup small mark del ins abbr cite var".split())
_ENDING_TAGS = frozenset("p li h1 h2 h3 h4 h5 h6 tr div".split())
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_BLOCKS: tuple[tuple[Line, re.Pattern[str]], ...] = (
    ("heading", HEADING),
    ("text", QUOTE),
    ("item", ITEM),
    ("row", ROW),
)
_LONGEST_HEAD = 80  # characters; a longer one is text


class PlainText:
    """Incremental filter: `feed` pieces of a stream, then `finish`; what they return, joined, is the plain text.

    The result does not depend on how the stream is cut, for every character is decided alone, with what came before it.
    Held back is only what may still become markup, and whitespace (given with the next visible character).
    """

    def __init__(self) -> None:
        self._todo: deque[str] = deque()
        self._out: list[str] = []
        self._last = ""  # last visible character given out
        self._gap: Literal["", " ", ", "] = ""  # owed before the next visible character
        self._dropped = False  # something was left out since `_last`
        self._before = "\n"  # last character consumed, markup or not
        self._held = ""  # an inline construct that is still growing
        self._head: str | None = ""  # the line's beginning while it may be block markup
        self._line: Line = "text"
        self._fenced = False
        self._in_code = False
        self._in_emphasis = False

    def feed(self, piece: str) -> str:
        """The text that is certain now."""
        for char in piece:
            self._todo.append(char)
            while self._todo:
                self._step(self._todo.popleft())
        out, self._out = "".join(self._out), []
        return out

    def finish(self) -> str:
        """The rest. Ends the last line as a line break would, so that a list's last item gets its full stop."""
        return self.feed("\n")

    def _step(self, char: str) -> None:
        if char not in "\n\t" and unicodedata.category(char) in _INVISIBLE and not is_pictograph(char):
            return
        if self._head is not None:
            self._step_head(self._head, char)
        elif self._held:
            self._step_held(char)
        elif char == "\n":
            self._end_line()
        elif self._fenced or (self._in_code and char != "`"):
            self._write(char)
        elif char in INLINE:
            self._held = char
        elif char == "|":
            self._owe(", " if self._last and self._last.isalnum() else " ")
            self._before = char
        else:
            self._write(char)

    # -- the beginning of a line

    def _step_head(self, head: str, char: str) -> None:
        if char != "\n" and len(head) < _LONGEST_HEAD and HEAD_GROWS.fullmatch(head + char):
            self._head = head + char
            return
        self._head = None
        self._todo.appendleft(char)
        if char == "\n" and FENCE.fullmatch(head):
            self._fenced = not self._fenced
        elif self._fenced:
            self._todo.extendleft(reversed(head))
        elif char != "\n" or not RULE.fullmatch(head):
            self._open_block(head)

    def _open_block(self, head: str) -> None:
        """Takes one block mark from `head` and hands back the rest; after most marks another may follow ("> - eggs")."""
        for line, mark in _BLOCKS:
            if match := mark.match(head):
                if line in ("item", "row") and self._last.isalnum():
                    self._write_tight(":")
                if line != "text":
                    self._line = line
                self._head = "" if line in ("text", "item") else None
                self._owe(" ")
                self._before = " "
                head = head[match.end() :]
                break
        self._todo.extendleft(reversed(head))

    def _end_line(self) -> None:
        if self._line != "text":
            self._stop()
        self._gap = " " if self._last else ""
        self._line, self._head, self._before = "text", "", "\n"
        self._in_code = self._in_emphasis = False

    def _stop(self) -> None:
        if self._last and self._last not in ".!?:;,…":
            self._write_tight(".")

    # -- inside a line

    def _step_held(self, char: str) -> None:
        held = self._held
        construct = INLINE[held[0]]
        if char != "\n" and construct.grows.fullmatch(held + char) and _plausible(held + char):
            self._held = held + char
            return
        self._held = ""
        if char != "\n" and construct.whole.fullmatch(held + char) and _plausible(held + char):
            self._resolve(held + char)
            return
        run = len(held) - len(held.lstrip(held[0])) if held[0] in "*_~`" else 1
        self._todo.appendleft(char)
        self._todo.extendleft(reversed(held[run:]))
        self._resolve_mark(held[:run], (held + char)[run])

    def _resolve(self, whole: str) -> None:
        """A construct that is complete."""
        if whole[0] == "\\":
            self._write(whole[1])
        elif whole[0] == "&":
            for char in html.unescape(whole) if html.unescape(whole) != whole else whole:
                self._write(char)
        elif whole[0] == "<":
            self._resolve_tag(whole)
        elif whole[0] in "*![":
            self._drop()
        self._before = whole[-1]

    def _resolve_tag(self, tag: str) -> None:
        if tag.startswith("<http"):
            for char in tag[1:-1]:
                self._write(char)
            return
        name = re.split(r"[^\w]", tag.lstrip("</"), maxsplit=1)[0].lower()
        if name in _ENDING_TAGS and tag[1] == "/":
            self._stop()
        if name not in _INLINE_TAGS:
            self._drop()

    def _resolve_mark(self, run: str, following: str) -> None:
        """Marks that did not become a construct: emphasis, code, a bracket, or just what they look like."""
        mark, before = run[0], self._before
        if mark == "`":
            self._in_code = not self._in_code
        elif mark in "[]":
            self._before = " " if mark == "[" else before
            return
        elif self._is_literal(run, before, following):
            self._write_all(run)
        elif mark == "*":
            self._in_emphasis = not self._in_emphasis
        self._before = mark if mark in "\\&!<" else before

    def _is_literal(self, run: str, before: str, following: str) -> bool:
        """Whether these marks are text: a product, snake_case, an ampersand."""
        if run[0] == "_":
            return before.isalnum() and following.isalnum()
        if run[0] != "*":
            return run in ("\\", "&", "!", "<", "~")
        if before.isspace() and following.isspace():
            return bool(self._last)
        if before.isdigit() and following.isdigit():
            return True
        return len(run) == 1 and not self._in_emphasis and before.isalnum() and following.isalnum()

    # -- giving out

    def _drop(self) -> None:
        self._dropped = True
        self._owe(" ")

    def _owe(self, gap: Literal[" ", ", "]) -> None:
        if self._last and self._gap != ", ":
            self._gap = gap

    def _write_tight(self, mark: str) -> None:
        """A mark of our own, right behind the last word."""
        self._gap = ""
        self._write(mark)
        self._owe(" ")

    def _write_all(self, text: str) -> None:
        for char in text:
            self._write(char)

    def _write(self, char: str) -> None:
        self._before = char
        if char.isspace():
            self._owe(" ")
            return
        if is_pictograph(char):
            self._drop()
            return
        if not (self._dropped and char in ".,!?:;…)"):
            self._out.append(self._gap)
        self._gap, self._dropped, self._last = "", False, char
        self._out.append(char)


def _plausible(held: str) -> bool:
    """Whether `*word…` may be a stage direction; anything else passes."""
    word = re.match(r"\*([^\W\d_]+)", held)
    if word is None:
        return True
    known = word[1].lower()
    if word.end() == len(held):
        return any(verb.startswith(known) for verb in STAGE_DIRECTIONS)
    return known in STAGE_DIRECTIONS


def plain(text: str) -> str:
    """`text` as `PlainText` gives it in one go."""
    filter_ = PlainText()
    return filter_.feed(text) + filter_.finish()
