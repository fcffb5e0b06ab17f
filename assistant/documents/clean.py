"""What a document says as harmless text: one line, without control characters, hidden characters and chat template markers.

A document is written by anybody. It is read aloud, shown, and given to a language model as something to answer from; nothing
in it may move a terminal's cursor, hide from the eye, or pass for the beginning of somebody's turn.
"""

from __future__ import annotations

import re
import unicodedata

from assistant.llm.chat_format import TEXT_MARKERS, defuser

_DROPPED = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
"""Unicode's categories of what is not seen: control and format characters, halves of characters, private and unassigned ones."""
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_JOINED_WORD = re.compile("\u00ad\\s*")  # a soft hyphen, where a line may have been broken
_MARKER = re.compile(
    r"(?<=[<＜])(?=[|｜])|(?<=[|｜])(?=[>＞])"  # ChatML, Llama 3, Phi, DeepSeek
    r"|(?<=<)(?=/?(?:s|bos|eos|pad|unk|(?:start|end)_of_turn|(?:start|end)_of_image|tool_call|tool_response|think)>)",
    re.IGNORECASE,
)
_defuse = defuser(TEXT_MARKERS)


def clean(text: str) -> str:
    """`text` on one line, as it may be shown to anybody and anything; a marker is broken by a blank."""
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), unicodedata.normalize("NFC", text))
    text = _JOINED_WORD.sub("", text)
    if not text.isascii() or not text.isprintable():
        text = "".join(_visible(char) for char in text)
    return _defuse(_MARKER.sub(" ", " ".join(text.split())))


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category == "Cc":
        return " "
    return "" if category in _DROPPED else char
