"""Skill: what was said goes to a phone, and a phone is paired by a code that is spoken."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from assistant.errors import ColibriError
from assistant.people import Role
from assistant.registry import Options
from assistant.skills import Call, Phones, Refusal, World
from assistant.skills.lists.answers import called, written
from assistant.skills.lists.store import Entries

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "no_chat": "No messenger is connected to me yet; the owner can add one to my configuration, under chat.",
        "code": "Write this code to me from your phone within ten minutes: {code}. Once more: {code}.",
        "code_written": "Write this code to me from the other phone within ten minutes: {code}",
        "strangers": "Only the people of this house can do that.",
        "sent": "It's on your phone.",
        "no_phone": "I don't know your phone yet; say: pair my phone.",
        "empty": "There is nothing on {list}.",
        "nothing": "I haven't said anything yet that I could send.",
        "disk": "I can't reach that now; the disk is full or broken.",
    },
    "fr": {
        "no_chat": "Aucune messagerie ne m'est encore reliée ; le propriétaire peut en ajouter une à ma configuration, sous chat.",
        "code": "Écrivez-moi ce code depuis votre téléphone dans les dix minutes : {code}. Encore une fois : {code}.",
        "code_written": "Écrivez-moi ce code depuis l'autre téléphone dans les dix minutes : {code}",
        "strangers": "Seules les personnes de cette maison peuvent faire cela.",
        "sent": "C'est sur votre téléphone.",
        "no_phone": "Je ne connais pas encore votre téléphone ; dites : associe mon téléphone.",
        "empty": "Il n'y a rien sur {list}.",
        "nothing": "Je n'ai encore rien dit que je puisse envoyer.",
        "disk": "Je n'y ai pas accès pour l'instant ; le disque est plein ou abîmé.",
    },
}


class Phone:
    """PairPhone; SendListToPhone, with the slot `list` as for the lists; SendThatToPhone, what was last said; SendTextToPhone,
    with the slot `text`."""

    intents = frozenset({"PairPhone", "SendListToPhone", "SendThatToPhone", "SendTextToPhone"})
    acts = intents

    def __init__(self, world: World, options: Options) -> None:
        self._world = world

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str:
        phones = self._world.place.phones
        if phones is None:
            raise Refusal(_say(call, "no_chat"))
        try:
            return await self._do(call, phones)
        except Refusal:
            raise
        except (ColibriError, sqlite3.Error) as error:
            raise Refusal(_say(call, "disk")) from error

    async def _do(self, call: Call, phones: Phones) -> str:
        match call.intent:
            case "PairPhone":
                return await self._offer(call, phones)
            case "SendListToPhone":
                text = self._list(call)
            case "SendTextToPhone":
                text = str(call.slots["text"])
            case _:
                text = call.previous
        if not text.strip():
            raise Refusal(_say(call, "nothing"))
        if not await phones.send(call.person, text):
            raise Refusal(_say(call, "no_phone"))
        return _say(call, "sent")

    async def _offer(self, call: Call, phones: Phones) -> str:
        """The phone becomes that of whoever asks, with what they may do, and no more."""
        if call.person.role is Role.STRANGER:
            raise Refusal(_say(call, "strangers"))
        code = await phones.offer(call.person)
        if not call.aloud:
            return _say(call, "code_written", code=code)
        # Digit by digit, with a pause in the middle: a number of six digits is nothing that anybody could write down.
        return _say(call, "code", code=f"{' '.join(code[:3])}, {' '.join(code[3:])}")

    def _list(self, call: Call) -> str:
        name = str(call.slots.get("list", "shopping"))
        entries = Entries(self._world.folder / "lists.db")
        try:
            things = [entry.text for entry in entries.on(name)]
        finally:
            entries.close()
        if not things:
            raise Refusal(_say(call, "empty", list=called(name, call.language)))
        return written(name, things, call.language)


def _say(call: Call, key: str, **values: object) -> str:
    return _TEXTS.get(call.language, _TEXTS["en"])[key].format(**values)
