"""Skill: the owner's own intents, which come from files of sentences with actions instead of from a class.

Each way to act is a module of its own. When a deed worked, its `say` is the answer, else a short sound; when it did not,
the answer says who could not be reached.
"""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from assistant.brain.intents.actions import (
    OUTPUT,
    RESPONSE,
    Action,
    Command,
    Deed,
    Http,
    Mqtt,
    Say,
    Service,
    filled,
    spoken,
)
from assistant.errors import ColibriError, UsageError
from assistant.skills import Call, Refusal, Reply
from assistant.skills.own import command, http, words
from assistant.skills.own.links import HomeService, Links, Publisher

__all__ = ["HomeService", "Links", "OwnIntents", "Publisher"]

log = structlog.get_logger(__name__)


class OwnIntents:
    """Does what `actions` describe, by intent."""

    def __init__(self, actions: Mapping[str, Action], links: Links) -> None:
        """Raises `UsageError` for an action that needs a skill which is not enabled."""
        self._actions = actions
        self._links = links
        self.intents = frozenset(actions)
        self.acts = frozenset(name for name, action in actions.items() if not isinstance(action, Say))
        for name, action in actions.items():
            for kind, skill, link in ((Mqtt, "mqtt", links.mqtt), (Service, "home", links.home)):
                if isinstance(action, kind) and link is None:
                    raise UsageError(f"the intent {name} needs the skill {skill}; add {skill} to skills.enabled")

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str | Reply:
        action = filled(self._actions[call.intent], call.slots)
        if isinstance(action, Say):
            return action.text
        came_back = await self._do(action, call.language)
        text = spoken(action, call.slots, came_back)
        return text or Reply(words.sentence("done", call.language), obvious=True)

    async def _do(self, deed: Deed, language: str) -> Mapping[str, str]:
        """What came back, by the name that the deed's words have for it."""
        match deed:
            case Command():
                return {OUTPUT: await command.run(deed, language)}
            case Http():
                return {RESPONSE: await http.send(deed, language)}
        service = words.MQTT if isinstance(deed, Mqtt) else words.HOME
        try:
            await self._hand_over(deed)
        except Refusal:
            raise
        except (ColibriError, TimeoutError) as error:
            log.debug("a deed failed", deed=deed, reason=str(error))
            raise words.refusal("unreached", language, service.get(language, service["en"])) from error
        return {}

    async def _hand_over(self, deed: Deed) -> None:
        match deed, self._links:
            case Mqtt(topic=topic, payload=payload, qos=qos, retain=retain), Links(mqtt=publisher) if publisher:
                await publisher.publish(topic, payload, qos, retain)
            case Service(domain=domain, service=service), Links(home=home) if home:
                await home.call_service(domain, service, {**deed.data, **deed.target})
