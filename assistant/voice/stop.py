"""Words that mean nothing but: be silent."""

from __future__ import annotations

import re
from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[.!?;]+")

_STOP: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        {
            "stop",
            "stop it",
            "stop talking",
            "please stop",
            "stop please",
            "be quiet",
            "quiet",
            "shut up",
            "silence",
            "enough",
        }
        | {"thats enough", "that is enough", "never mind", "nevermind", "cancel", "cancel that", "okay stop", "ok stop"}
    ),
    "fr": frozenset(
        {
            "stop",
            "arrête",
            "arrêtez",
            "arrête toi",
            "arrête ça",
            "tais toi",
            "taisez vous",
            "silence",
            "chut",
            "ça suffit",
        }
        | {"laisse tomber", "annule", "annuler", "non stop", "stop merci", "s il te plaît arrête"}
    ),
}


def is_stop(text: str, language: str) -> bool:
    """Whether somebody asks for silence, whatever they said before ("What is... Stop!")."""
    said = [" ".join(_WORD.findall(part)) for part in _SENTENCE.split(text.casefold().replace("that's", "thats"))]
    said = [part for part in said if part]
    return bool(said) and (said[-1] in _STOP.get(language, frozenset()) or said[-1] == "stop")
