"""Where in a sentence a slot's text was said, and with which capitals. Pure."""

from __future__ import annotations

import re
import unicodedata

from assistant.brain.tokens import lowered

_APOSTROPHES = re.compile("[’‘ʼ´`]")
_SENTENCE = re.compile(r"[.!?]\s*$")


def as_said(slot: str, text: str) -> str:
    """`slot`, which is lower case, with the capitals that it has in `text`; a capital that only begins a sentence is none."""
    before, said = parted(slot, text)
    if not said or (before and not _SENTENCE.search(before)):
        return said or slot
    first = said.split(maxsplit=1)[0]
    keeps = first == "I" or first.startswith("I'") or (len(first) > 1 and not first[1:].islower())
    return said if keeps else said[0].lower() + said[1:]


def parted(slot: str, text: str) -> tuple[str, str]:
    """What stands before `slot` in `text`, and itself as it was said there; both empty when it is not found."""
    spelled = _APOSTROPHES.sub("'", " ".join(unicodedata.normalize("NFC", text).split()))
    line = lowered(text)
    found = re.search(rf"(?<!\w){re.escape(slot)}(?!\w)", line) if slot else None
    if found is None or len(line) != len(spelled):  # a letter that is two in lower case
        return "", ""
    return spelled[: found.start()], spelled[found.start() : found.end()]
