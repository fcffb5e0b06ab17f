"""Whether words state something: "my car is on level three" does, "the Alamo, where does that come from" and "to buy milk" do not.

For "remember …", behind which anything may follow. Pure.
"""

from __future__ import annotations

import re

from assistant.brain.tokens import words

_VERBS = {
    "en": re.compile(
        r" (?:is|are|was|were|am|has|have|had|will|can|must|should|does|don t|did|'s|'re|'m|'ve|'ll|'d|isn|aren|wasn|hasn|haven|don|doesn|didn"
        r"|can't|cannot|won|likes?|loves?|hates?|needs?|wants?|lives?|works?|goes|go|starts?|ends?|costs?|weighs?|comes?|arrives?|leaves?|left"
        r"|opens?|closes?|keeps?|kept|parked|put|lent|bought|gave|named|takes?|drinks?|eats?|plays?|speaks?|prefers?|owes?|belongs?"
        r"|wears?|drives?|sleeps?|gets?|means?|hides?|hid|starts|moved|paid|owns?|born|married|told|promised|agreed|changed|takes|needs) "
    ),
    "fr": re.compile(
        r" (?:est|sont|suis|es|êtes|etes|sommes|etait|etaient|ai|a|avons|avez|ont|avait|aime|aiment|n'|ne|habite|habitent|travaille"
        r"|travaillent|va|vont|vais|peut|peux|peuvent|doit|dois|doivent|veut|veux|veulent|fait|fais|font|mange|boit|joue|commence|finit"
        r"|coute|pese|arrive|arrivent|part|ouvre|ferme|prend|prends|prefere|preferent|deteste|vit|porte|conduit|dort|sera|seront|s' appelle"
        r"|m' appelle|range|laisse|gare|mets|met) "
    ),
}
_NO_STATEMENT = {
    "en": re.compile(
        r"(?:to|when|how|what|where|who|why|which|whether|if|me|us|you|your|it|him|them|this|that|these|those|the time|the day|the days"
        r"|the (?:movie|film|song|story|episode|scene|game|book)|time|times|day|movie|film|song|show|guy|girl|man|woman"
        r"|game|scene|place|story|episode|is|are|do|does|did|was|were|can|will|in|on|at) "
    ),
    "fr": re.compile(
        r"(?:de|d'|quand|comment|ou|qui|pourquoi|si|moi|nous|toi|ca|cela|est ce|qu'|que|le jour|le temps|la fois|du|des"
        r"|le film|la chanson|l' histoire|a|au|aux|sur|dans) "
    ),
}
_ASKS = {
    "en": re.compile(r"(?:, ?| )(?:where|what|who|why|when|how|which) (?:is|are|was|were|do|does|did|can|'s)\b"),
    "fr": re.compile(r"(?:qu' est ce|est ce qu|pourquoi|comment|combien|d' ou vient|c' est quoi|c' etait quoi)\b"),
}
_LEAST = 3
"""Words of a statement."""


def statement(text: str, language: str) -> str | None:
    """`text` itself, if it states something; else None. It is lower case."""
    said = words(text)
    line = " ".join(said)
    if (
        language not in _VERBS
        or len(said) < _LEAST
        or _NO_STATEMENT[language].match(line)
        or _ASKS[language].search(line)
    ):
        return None
    # Something has to be stated: a verb behind the first word, and something behind the verb.
    return text.strip(' ,.;:!?"“”«»') if _VERBS[language].search(line) else None
