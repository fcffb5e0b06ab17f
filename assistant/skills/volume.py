"""Skill: how loud it is, whether it speaks and listens at all, and what it has just said, said again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import structlog

from assistant.brain.tokens import words
from assistant.database import Database
from assistant.registry import Options
from assistant.skills import Call, Loudspeaker, Refusal, Reply, World

log = structlog.get_logger(__name__)

STEP = 15
"""Percent that "louder" and "quieter" change: 3 to 5 dB where it usually stands."""
LEAST = 10
"""Percent below which "quieter" does not go; for silence there is "mute"."""
USUAL = 60
"""Percent after a mute before which nobody knows how loud it was."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS volume (name TEXT PRIMARY KEY, percent INTEGER NOT NULL)"
_BEFORE = "before mute"

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "nowhere": "I have no loudspeaker here; ask me in the room where I listen.",
        "percent": "The volume is at {0} percent.",
        "loudest": "That's as loud as I can get.",
        "quietest": "That's as quiet as I get; say mute if you want silence.",
        "muted": "I'm silent until you say sound on.",
        "deaf": "My microphone is off; the mute button or the signal USR1 turns it on again.",
        "stopped": "All right.",
        "nothing": "I haven't said anything yet.",
    },
    "fr": {
        "nowhere": "Je n'ai pas de haut-parleur ici ; demandez-le-moi dans la pièce où j'écoute.",
        "percent": "Le volume est à {0} %.",
        "loudest": "Je ne peux pas parler plus fort.",
        "quietest": "Je ne descends pas plus bas ; dites « coupe le son » si vous voulez le silence.",
        "muted": "Je me tais jusqu'à ce que vous disiez « remets le son ».",
        "deaf": "Mon micro est coupé ; le bouton de sourdine ou le signal USR1 le rallume.",
        "stopped": "D'accord.",
        "nothing": "Je n'ai encore rien dit.",
    },
}
_HEARING = {
    "en": frozenset("hear heard hearing louder speak talk voice catch understand".split()),
    "fr": frozenset("entends entend entendu entendre fort haut parle parlez parler voix articule articulez".split()),
}
_THING = {"en": frozenset({"volume", "sound", "it"}), "fr": frozenset({"volume", "son"})}
"""Who names that wants it for what comes next."""


class Dial:
    """Percentages that are kept over a restart. What cannot be kept is logged, and still counts until then."""

    def __init__(self, folder: Path) -> None:
        """Raises `ColibriError` when nothing can be kept there."""
        self._database = Database(folder / "volume.db", _SCHEMA)
        self._percent: dict[str, int] = {}
        with suppress(sqlite3.Error):
            rows = self._database.rows("SELECT name, percent FROM volume")
            self._percent.update((row["name"], row["percent"]) for row in rows)

    def get(self, name: str, otherwise: int) -> int:
        return self._percent.get(name, otherwise)

    def put(self, name: str, percent: int) -> None:
        self._percent[name] = percent
        try:
            self._database.execute("INSERT OR REPLACE INTO volume VALUES (?, ?)", (name, percent))
        except sqlite3.Error as error:
            log.warning("the volume is not kept over a restart; is the disk full?", reason=str(error))

    def close(self) -> None:
        self._database.close()


class Volume:
    """SetVolume, with the slot `percent`; VolumeUp, VolumeDown, whose slot `by` says how much; Mute, Unmute; MicrophoneOff; Stop;
    Repeat; and SpeakLouder, which is VolumeUp and Repeat."""

    intents = frozenset(
        {
            "SetVolume",
            "VolumeUp",
            "VolumeDown",
            "SpeakLouder",
            "Mute",
            "Unmute",
            "MicrophoneOff",
            "Stop",
            "Repeat",
        }
    )
    acts = intents - {"Stop", "Repeat"}

    def __init__(self, world: World, options: Options) -> None:
        """Raises `ColibriError` when nothing can be kept in the world's folder."""
        self._world = world
        self._dial = Dial(world.folder)

    def close(self) -> None:
        self._dial.close()

    async def handle(self, call: Call) -> str | Reply:
        match call.intent:
            case "Stop":  # while we speak, whoever speaks has fallen silent before this
                return _text(call, "stopped")
            case "Repeat":
                return call.previous or _text(call, "nothing")
        loudspeaker = self._world.loudspeaker
        if loudspeaker is None:
            raise Refusal(_text(call, "nowhere"))
        match call.intent:
            case "SetVolume":
                return _set(loudspeaker, int(call.slots["percent"]), call)
            case "VolumeUp" | "SpeakLouder":
                return self._louder(loudspeaker, call)
            case "VolumeDown":
                return _quieter(loudspeaker, call)
            case "Mute":
                return self._mute(loudspeaker, call)
            case "Unmute":
                return _set(loudspeaker, loudspeaker.volume or self._before(), call)
        loudspeaker.deaf = True
        return _text(call, "deaf")

    def _louder(self, loudspeaker: Loudspeaker, call: Call) -> str | Reply:
        before = loudspeaker.volume
        again = call.previous if call.aloud and asks_again(call) else ""
        done = _set(loudspeaker, min(100, before + _step(call)) if before else self._before(), call)
        if before == 100:
            return f"{_text(call, 'loudest')} {again}".rstrip()
        return again or done

    def _mute(self, loudspeaker: Loudspeaker, call: Call) -> Reply:
        if loudspeaker.volume == 0 and call.aloud:  # nobody asks for the silence that is: it was "unmute", misheard
            return _set(loudspeaker, self._before(), call)
        if loudspeaker.volume:
            self._dial.put(_BEFORE, loudspeaker.volume)
        loudspeaker.volume = 0
        return Reply(_text(call, "muted"), obvious=True)

    def _before(self) -> int:
        return self._dial.get(_BEFORE, USUAL)


def asks_again(call: Call) -> bool:
    """Whether who wants it louder did not hear what was said: they speak of voices and ears, not of a volume."""
    said = frozenset(words(call.text))
    hearing, thing = (of.get(call.language, of["en"]) for of in (_HEARING, _THING))
    return call.intent == "SpeakLouder" or (bool(said & hearing) and not said & thing)


def _set(loudspeaker: Loudspeaker, percent: int, call: Call) -> Reply:
    loudspeaker.volume = percent
    return Reply(_text(call, "percent").format(percent), obvious=True)


def _quieter(loudspeaker: Loudspeaker, call: Call) -> str | Reply:
    before = loudspeaker.volume
    if before <= LEAST:
        return _text(call, "quietest")
    return _set(loudspeaker, max(LEAST, before - _step(call)), call)


def _step(call: Call) -> int:
    return int(call.slots.get("by", STEP))


def _text(call: Call, key: str) -> str:
    return _TEXTS.get(call.language, _TEXTS["en"])[key]
