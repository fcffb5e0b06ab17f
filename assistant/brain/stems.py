"""The words of a text that tell it from others, bare of accents, plurals and endings, in English and French. Pure.

Light on purpose: it only has to be the same for what was told and for what is asked, in transcripts with their accents and in
messages without.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.brain.tokens import words

_EMPTY = {
    "en": frozenset(
        """a an the this that these those my mine our ours your yours his her hers its their theirs i me we us you he him she it
        they them myself ourselves is are am was were be been being 's 're 'm 've 'll 'd 't s t do does did don doesn didn isn
        aren wasn has have had having will would shall can could may might must to of in on at by for from with about into
        onto under over behind near next inside above below between up down out off and or but not no so as if than then there here
        what where when who whom whose which why how any some all also too just very really please still now today got get
        n't""".split()
    ),
    "fr": frozenset(
        """le la les l' un une des d' de du au aux ce c' cet cette ces ca cela mon ma mes ton ta tes son sa ses notre nos votre vos
        leur leurs je j' me m' moi tu te t' toi il elle on nous vous ils elles se s' lui y en ne n' pas plus que qu' qui quoi dont
        ou quand comment pourquoi combien quel quelle quels quelles est sont suis es etes sommes etait etaient etais ete etre a ai
        as avons avez ont avait avais avoir fait dans sur sous par pour avec sans chez derriere devant entre vers a et mais ni
        si tres aussi bien tout toute tous toutes deja encore la ici t il elle""".split()
    ),
}
_WHOLE = {
    "en": {"goes": "go", "left": "leav", "kept": "keep", "bought": "buy", "lent": "lend", "gave": "giv", "given": "giv", "children": "child",
           "feet": "foot", "lives": "liv", "knives": "knif", "loaves": "loaf", "leaves": "leav", "colour": "color"},
    "fr": {"yeux": "oeil", "mise": "mis", "clef": "cle", "clefs": "cle"},
}  # fmt: skip
_ENGLISH = (
    (re.compile(r"ies$"), "y"),
    (re.compile(r"([sxz]|[cs]h)es$"), r"\1"),
    (re.compile(r"(?<![sui])s$"), ""),
    (re.compile(r"(?<=[aeiouy][^aeiou])ing$|(?<=[aeiouy][^aeiou]{2})ing$"), ""),
    (re.compile(r"(?<=[aeiouy][^aeiou])ed$|(?<=[aeiouy][^aeiou]{2})ed$"), ""),
    (re.compile(r"([bdfgmnprt])\1$"), r"\1"),
    (re.compile(r"(?<=...)e$"), ""),
)
_FRENCH = (
    (re.compile(r"(?<=[^e])aux$"), "al"),
    (re.compile(r"[sx]$"), ""),
    (re.compile(r"(?<=...)(?:ee|er|ez|e)$"), ""),
    (re.compile(r"([lmnt])\1$"), r"\1"),
)
_SHORT = 3
"""Letters of a word that is left alone."""


def stem(word: str, language: str) -> str:
    """Of one of the `words` of a text."""
    if word in (whole := _WHOLE.get(language, {})):
        return whole[word]
    for ending, instead in _FRENCH if language == "fr" else _ENGLISH:
        if len(word) <= _SHORT:
            break
        word = ending.sub(instead, word)
    return word


def telling(said: Iterable[str], language: str) -> frozenset[str]:
    """Stems of the telling ones of some `words`."""
    empty = _EMPTY.get(language, _EMPTY["en"])
    return frozenset(stem(word, language) for word in said if word not in empty)


def stems(text: str, language: str) -> frozenset[str]:
    """Stems of the telling words of a text; of all its words when none tells anything."""
    said = words(text)
    return telling(said, language) or frozenset(stem(word, language) for word in said)
