"""HTML as somebody sees it: without scripts, menus and what is hidden."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from assistant.documents.content import Builder, Content

_UNSEEN = frozenset("script style template noscript head nav iframe object svg math select button dialog".split())
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt fieldset figcaption figure footer form header hr html "
    "li main ol p pre section summary table tbody tfoot thead tr ul".split()
)
_HEADING = re.compile(r"h[1-6]")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.I
)


def html(text: str) -> Content:
    """Headings and blocks; the title is that of the page, else the first heading. Never raises on a text."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.content()


class _Reader(HTMLParser):
    """Collects text until a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = Builder()
        self._open: list[tuple[str, bool]] = []
        """Elements that are open, and whether what is in them is not seen."""
        self._text: list[str] = []
        self._line = 1
        self._heading = 0
        self._title: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = not self._title
        if _HEADING.fullmatch(tag):
            self._flush()
            self._heading = int(tag[1])
        elif tag in _BLOCKS:
            self._flush()
        elif tag in ("td", "th") and "".join(self._text).strip():
            self._text.append(", ")
        elif tag == "br":
            self._text.append(" ")
        if tag not in _VOID:
            hidden = bool(self._open) and self._open[-1][1]
            self._open.append((tag, hidden or tag in _UNSEEN or _is_hidden(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._in_title:
            self._in_title = False
            self._builder.heading(1, "".join(self._title))
        if _HEADING.fullmatch(tag) or tag in _BLOCKS:
            self._flush()
        depth = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at][0] == tag), None)
        if depth is not None:
            del self._open[depth:]

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self._title.append(data)
        elif not (self._open and self._open[-1][1]):
            if not self._text:
                self._line = self.getpos()[0] + len(data[: len(data) - len(data.lstrip())].splitlines()[1:])
            self._text.append(data)

    def content(self) -> Content:
        """After the end of the text."""
        self._flush()
        return self._builder.content()

    def _flush(self) -> None:
        text, level = "".join(self._text).strip(), self._heading
        self._text, self._heading = [], 0
        if text and level:
            self._builder.heading(level, text)
        elif text:
            self._builder.block(text, line=self._line)


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    values = dict(attrs)
    return "hidden" in values or values.get("aria-hidden") == "true" or bool(_HIDING.search(values.get("style") or ""))
