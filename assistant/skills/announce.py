"""Skill: say something to everybody in the room, as it was said."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.registry import Options
from assistant.skills import Call, Refusal, Reply, World

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "nowhere": "I have no loudspeaker here; ask me in the room where I listen.",
        "muted": "Nobody would hear it, my volume is at zero; say sound on first.",
        "announced": "I'll tell everybody.",
    },
    "fr": {
        "nowhere": "Je n'ai pas de haut-parleur ici ; demandez-le-moi dans la pièce où j'écoute.",
        "muted": "Personne ne l'entendrait, mon volume est à zéro ; dites d'abord « remets le son ».",
        "announced": "Je préviens tout le monde.",
    },
}


class Announce:
    """Announce, with the slot `text`."""

    intents = frozenset({"Announce"})
    acts = intents

    def __init__(self, world: World, options: Options) -> None:
        self._world = world

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> Reply:
        loudspeaker, texts = self._world.loudspeaker, _TEXTS.get(call.language, _TEXTS["en"])
        if loudspeaker is None:
            raise Refusal(texts["nowhere"])
        if loudspeaker.volume == 0:
            raise Refusal(texts["muted"])
        loudspeaker.announce(str(call.slots["text"]), call.language)
        return Reply(texts["announced"], obvious=True)
