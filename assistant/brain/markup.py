"""What markup looks like while it is still being written.

Each construct has two patterns: `grows`, which matches every beginning of it (so that more must be seen), and `whole`.
Lengths are bounded, so that hostile text can neither be held back for long nor cost more than its own length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_URL = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}\)"
_URL_GROWS = r"\((?:[^()\n]|\([^()\n]{0,200}\)){0,500}(?:\([^()\n]{0,200})?"
_VALUE = r"""(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s"'<>=]{1,300})"""
_ATTRIBUTE = rf"\s[\w:-]{{1,40}}={_VALUE}"
_VALUE_GROWS = r"""(?:"[^"\n]{0,300}"?|'[^'\n]{0,300}'?|[^\s"'<>=]{0,300})"""


@dataclass(frozen=True, slots=True)
class Construct:
    """An inline construct that begins with one certain character."""

    grows: re.Pattern[str]
    whole: re.Pattern[str]


def _construct(grows: str, whole: str) -> Construct:
    return Construct(re.compile(grows), re.compile(whole))


_RUN = {mark: _construct(rf"\{mark}{{1,8}}", r"(?!)") for mark in "_~`"}

INLINE = {
    **_RUN,
    "*": _construct(
        r"\*{1,8}|\*[^\W\d_]{1,12}|\*[^\W\d_]{2,12}[^*\n]{1,60}", r"\*[^\W\d_]{2,12}(?:[\s,'’][^*\n]{0,60})?\*"
    ),
    "\\": _construct(r"\\", r"\\[!-/:-@\[-`{-~]"),
    "[": _construct(r"\[(?:\^[^\]\n]{0,40}|\d{0,3})", r"\[(?:\^[^\]\n]{0,40}|\d{1,3})\]"),
    "!": _construct(
        rf"!(?:\[[^\]\n]{{0,200}}(?:\](?:{_URL_GROWS})?)?)?",
        rf"!\[[^\]\n]{{0,200}}\]{_URL}",
    ),
    "]": _construct(rf"\](?:{_URL_GROWS}|\[[^\]\n]{{0,60}})?", rf"\](?:{_URL}|\[[^\]\n]{{0,60}}\])"),
    "<": _construct(
        rf"</?(?:[a-zA-Z][\w:-]{{0,20}}(?:{_ATTRIBUTE}){{0,12}}(?:\s[\w:-]{{0,40}}(?:={_VALUE_GROWS})?|\s?/)?)?"
        r"|<!(?:--?|--[^\n>]{0,120})?|<https?:[^\s<>]{0,300}",
        rf"</?[a-zA-Z][\w:-]{{0,20}}(?:{_ATTRIBUTE}){{0,12}}\s?/?>|<!--[^\n>]{{0,300}}>|<https?:[^\s<>]{{0,300}}>",
    ),
    "&": _construct(r"&(?:#?[0-9A-Za-z]{0,8})", r"&#?[0-9A-Za-z]{2,8};"),
}
"""By first character. A run of emphasis marks is never `whole`: what it means shows in the character behind it."""

HEAD_GROWS = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]*|>[ \t]?|[-+*•‣◦][ \t]*(?:\[(?:[ xX](?:\][ \t]*)?)?)?|\d{1,2}(?:[.)][ \t]*)?"
    r"|([-*_=])(?:[ \t]*\1)*[ \t]*|`{1,2}|`{3,}[^`\n]{0,60}|~{1,2}|~{3,}[^~\n]{0,60}|\|[ \t:|-]*)?"
)
"""Beginnings of a line that may still turn out to be block markup."""
HEADING = re.compile(r"[ \t]*#{1,6}[ \t]+")
QUOTE = re.compile(r"[ \t]*>[ \t]?")
ITEM = re.compile(r"[ \t]*(?:[-+*][ \t]+|[•‣◦][ \t]*|\d{1,2}[.)][ \t]+)(?:\[[ xX]\][ \t]+)?")
ROW = re.compile(r"[ \t]*\|[ \t]*")
FENCE = re.compile(r"[ \t]*(?:`{3,}[^`\n]*|~{3,}[^~\n]*)")
RULE = re.compile(r"[ \t]*(?:([-*_=])(?:[ \t]*\1)+|\|[ \t:|-]*-[ \t:|-]*)[ \t]*")

STAGE_DIRECTIONS = frozenset(
    # English, third person and bare
    "smiles smile smiling laughs laugh laughing sighs sigh sighing waves wave waving nods nod nodding grins grin grinning "
    "winks wink winking chuckles chuckle chuckling giggles giggle giggling shrugs shrug shrugging blushes blush gasps gasp "
    "coughs cough clears pauses pause hugs hug bows bow claps clap cries cry sobs whispers whispering yawns yawn frowns "
    "frown smirks smirk beams leans tilts thinks ponders blinks gestures scratches raises rolls takes looks adjusts points "
    # French
    "sourit sourire rit rire rires soupire soupir hoche salue acquiesce rougit chuchote tousse applaudit cligne pleure "
    "bâille hausse réfléchit ricane murmure".split()
)
"""First words by which `*…*` is an action, not emphasis. Emphasised words must be spoken, so only these are dropped."""

_EMOJI_RANGES = (
    (0x200D, 0x200D), (0x20E3, 0x20E3), (0x2194, 0x2199), (0x21A9, 0x21AA), (0x2300, 0x23FF), (0x25A0, 0x27BF),
    (0x2B00, 0x2BFF), (0x3030, 0x3030), (0x303D, 0x303D), (0x3297, 0x3299), (0xFE00, 0xFE0F), (0x1F000, 0x1FAFF),
    (0xE0000, 0xE0FFF), (0xE000, 0xF8FF), (0xFFF9, 0xFFFD),
)  # fmt: skip


def is_pictograph(char: str) -> bool:
    """Emoji, dingbats, geometric shapes, and the invisible characters that join or colour them."""
    code = ord(char)
    return code >= 0x200D and any(low <= code <= high for low, high in _EMOJI_RANGES)
