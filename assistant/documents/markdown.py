"""Markdown (CommonMark with tables), without its markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.documents.content import Builder, Content
from assistant.documents.html import html

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_TITLE = re.compile(r"^title:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", re.MULTILINE | re.IGNORECASE)


def markdown(text: str) -> Content:
    """Headings, paragraphs, items and rows. A front matter gives at most the title. Never raises on a text."""
    builder = Builder()
    front = _FRONT_MATTER.match(text)
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
        if title := _TITLE.search(front[1]):
            builder.heading(1, title[1])
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for at, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else None
        if token.type == "inline" and tokens[at - 1].type == "heading_open":
            builder.heading(int(tokens[at - 1].tag[1:]), _said(token))
        elif token.type == "inline" and tokens[at - 1].type not in ("th_open", "td_open"):
            builder.block(_said(token), line=line)
        elif token.type == "tr_open":
            builder.block(", ".join(_cells(tokens, at)), line=line)
        elif token.type in ("fence", "code_block"):
            builder.block(token.content, line=line)
        elif token.type == "html_block":
            for block in html(token.content).blocks:
                builder.block(block.text, line=line)
    return builder.content()


def _cells(tokens: Sequence[Token], row: int) -> Iterator[str]:
    for token in tokens[row + 1 :]:
        if token.type == "tr_close":
            return
        if token.type == "inline" and (said := _said(token)):
            yield said


def _said(inline: Token) -> str:
    """Its text: of links and emphasis what is seen of them, of pictures nothing."""
    parts = []
    for child in inline.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return "".join(parts).strip()
