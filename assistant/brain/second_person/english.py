"""English: from the first to the second person. Only "am" and "was" change with it, and the pronouns."""

from __future__ import annotations

import re

_WORDS = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll", "me": "you", "my": "your", "mine": "yours",
    "myself": "yourself", "we": "you", "we're": "you're", "we've": "you've", "we'd": "you'd", "we'll": "you'll", "us": "you",
    "our": "your", "ours": "yours", "ourselves": "yourselves", "am": "are",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w'])[A-Za-z]+(?:'[a-z]+)?(?![\w'])")
_BETWEEN = r"(?:(?:also|always|never|once|usually|really|just|still|only|already|often|sometimes)\s+)?"
_WAS = re.compile(rf"\b(I\s+{_BETWEEN})was(n't)?\b|\bwas(\s+I)\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:you|your|yours|yourself|you're|you've|you'll|you'd|let's|(?:a|an|the|gold|coal|land)\s+mine)\b"
    r"|\bI\s+(?!was\b)(?:\w+\s+){1,3}was\b(?!\s*\w*ing)"  # who was?
    r"|\b(?:War|Part|Phase|Type|Act|Chapter|Volume|Level|Class|Grade)\s+I\b",
    re.IGNORECASE,
)
_NUMERAL = re.compile(
    r"\b(?!(?:When|While|If|Because|Since|As|Before|After|Yesterday|Today|And|But|That|Where|What|So|Then)\b)[A-Z][a-z]+\s+I"
    r"(?=\s*(?:$|[.,;]|(?:is|was|has|and)\b))"
)
"""Elizabeth I."""
_HOURS = re.compile(r"\d\s*am\b", re.IGNORECASE)
_AND_I = re.compile(r"^((?:(?:my|our|the)\s+)?[\w-]+) and I\b")


def turned(text: str) -> str | None:
    """`text`, said by the one it is said to now; None where that is not certain."""
    text = text.replace("’", "'")
    if _UNSURE.search(text) or _NUMERAL.search(text):
        return None
    text = _AND_I.sub(r"I and \1", text)  # "you and Lucy"
    text = _WAS.sub(lambda match: f"{match[1] or ''}were{match[2] or ''}{match[3] or ''}", text)
    hours = {match.end() - 2 for match in _HOURS.finditer(text)}
    return _WORD.sub(lambda match: match[0] if match.start() in hours else _turned(match[0]), text)


def _turned(word: str) -> str:
    found = _WORDS.get(word.lower())
    if found is None or word in ("US", "ME"):
        return word
    return (
        found.capitalize() if word[0].isupper() and word.lower() not in ("i", "i'm", "i've", "i'd", "i'll") else found
    )
