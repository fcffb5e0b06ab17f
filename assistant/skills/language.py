"""Skill: speak another language, of those that are configured."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.registry import Options
from assistant.skills import Call, Refusal, Reply, World

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "now": "I speak {0} now.",
        "already": "I do speak {0}.",
        "unknown": "I don't speak {0} yet; add {1} to languages in the configuration, and a voice for it.",
        "nowhere": "I can only switch where I speak aloud; in writing, start me with the option language {1}.",
    },
    "fr": {
        "now": "Je parle {0} maintenant.",
        "already": "Je parle bien {0}.",
        "unknown": "Je ne parle pas encore {0} ; ajoutez {1} aux langues de la configuration, avec une voix.",
        "nowhere": "Je ne change de langue que là où je parle ; à l'écrit, lancez-moi avec l'option language {1}.",
    },
}
_NAMES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "en": "English",
        "fr": "French",
        "de": "German",
        "es": "Spanish",
        "it": "Italian",
        "pt": "Portuguese",
        "nl": "Dutch",
    },
    "fr": {
        "en": "anglais",
        "fr": "français",
        "de": "allemand",
        "es": "espagnol",
        "it": "italien",
        "pt": "portugais",
        "nl": "néerlandais",
    },
}


class SwitchLanguage:
    """SwitchLanguage, with the slot `language`, a code of ISO 639-1."""

    intents = frozenset({"SwitchLanguage"})
    acts = intents

    def __init__(self, world: World, options: Options) -> None:
        self._world = world

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str | Reply:
        wanted, loudspeaker = str(call.slots["language"]), self._world.loudspeaker
        if wanted not in self._world.languages:
            raise Refusal(_text(call.language, "unknown", wanted))
        if loudspeaker is None:
            raise Refusal(_text(call.language, "nowhere", wanted))
        before, loudspeaker.language = loudspeaker.language, wanted
        if wanted == call.language:
            return _text(wanted, "already" if before == wanted else "now", wanted)
        text = _text(wanted, "now", wanted)
        if call.aloud:  # the voice of this answer is chosen already; an announcement has its own
            loudspeaker.announce(text, wanted)
        return Reply(text, obvious=True)


def _text(language: str, key: str, wanted: str) -> str:
    """In a language for which there are no words, in English."""
    spoken = language if language in _TEXTS else "en"
    return _TEXTS[spoken][key].format(_NAMES[spoken].get(wanted, wanted), wanted)
