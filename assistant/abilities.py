"""What the assistant can do without its language model: the skills that are enabled, the owner's own sentences, and who may
use them. Built from the configuration, and kept running."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog
from platformdirs import user_data_path

from assistant import registry
from assistant.brain.diary import Diary
from assistant.brain.errands import Errands
from assistant.brain.intents import IntentMatcher
from assistant.brain.tools import Toolbox
from assistant.brain.understanding import Understanding
from assistant.brain.unknowable import Unknowable
from assistant.config import Config
from assistant.config.check import skill_options
from assistant.errors import UsageError
from assistant.people import Permissions, Person, Role
from assistant.skills import READERS, SKILLS, Background, Keeper, Names, Place, Skill, World
from assistant.skills.own import HomeService, Links, OwnIntents, Publisher

log = structlog.get_logger(__name__)

OWN = "intents"
"""The name by which permissions know the owner's own sentences."""
SERVICE_STATE = Path("/var/lib/colibri/skills")
"""Of the service of this board."""
_SETTLED_S = 0.5
"""Names change many at a time."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """They belong to the event loop."""

    errands: Errands
    skills: Mapping[str, Skill]
    """By name."""
    toolbox: Toolbox
    """The skills as tools of the language model."""
    place: Place
    diary: Diary
    _config: Config

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Stay connected, watch what is to be watched, and learn names, until the context is left."""
        changed = asyncio.Event()
        tasks = [asyncio.create_task(self._learn(changed))]
        for name, skill in self.skills.items():
            if isinstance(skill, Names):
                skill.on_names = changed.set
            if isinstance(skill, Background):
                tasks.append(asyncio.create_task(_kept_running(name, skill)))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def export(self, person: Person) -> dict[str, object]:
        """All that is kept for somebody, ready for JSON: conversations, and by skill."""
        kept = {name: skill.export(person) for name, skill in self.skills.items() if isinstance(skill, Keeper)}
        return {"conversations": self.diary.export(person), **kept}

    def erase(self, person: Person) -> int:
        """Erase all that is kept for somebody; how much it was."""
        return self.diary.erase(person) + sum(
            skill.erase(person) for skill in self.skills.values() if isinstance(skill, Keeper)
        )

    async def _learn(self, changed: asyncio.Event) -> None:
        while True:
            await changed.wait()
            await asyncio.sleep(_SETTLED_S)
            changed.clear()
            try:
                names = _names(self._config, self.skills)
                matcher = await asyncio.to_thread(_matcher, self._config, names)
                named = _nearly(matcher, self.skills, names)
                await asyncio.to_thread(self.errands.understanding.use, matcher, named)
            except Exception as error:  # names come from outside; those from before go on
                log.error("new names cannot be understood", reason=str(error), exc_info=error)


async def _kept_running(name: str, skill: Background) -> None:
    try:
        await skill.run()
    except Exception as error:  # a skill is anybody's code; the conversation goes on
        log.error("a skill stopped; restart the assistant", skill=name, reason=str(error), exc_info=error)


@contextmanager
def abilities(
    config: Config, folder: Path | None = None, facts: Mapping[str, str] | None = None
) -> Iterator[Abilities]:
    """The skills that are enabled, with their sentences. `folder`: where they keep what has to be kept; without one, in one
    that goes with them. Raises `UsageError`, and what a skill raises that cannot start."""
    with ExitStack() as stack:
        kept = folder or Path(stack.enter_context(TemporaryDirectory(prefix="colibri-")))
        kept.mkdir(parents=True, exist_ok=True)
        place = Place()
        world = World(kept, lambda: datetime.now().astimezone(), config.languages, place, _facts(config))
        skills: dict[str, Skill] = {}
        for name in config.skills.enabled:
            given = config.skills.options.get(name) or skill_options(SKILLS, name)()
            skills[name] = registry.load("skills", SKILLS, name)(world, given)
            stack.callback(skills[name].close)
        names = _names(config, skills)
        matcher = _matcher(config, names)
        skills[OWN] = OwnIntents(matcher.actions, _links(skills))
        understanding = Understanding(matcher, _nearly(matcher, skills, names), vocabulary=config.skills.vocabulary)
        diary = Diary(kept / "diary.db", config.privacy.transcripts_days)
        stack.callback(diary.close)
        people = config.people
        permissions = Permissions({Role.GUEST: people.guest, Role.STRANGER: people.stranger})
        errands = Errands(understanding, skills, permissions, Unknowable(config.languages), sounds=config.audio.earcons)
        yield Abilities(errands, skills, Toolbox(skills, permissions), place, diary, config)


def state_folder() -> Path:
    """Where skills keep what has to be kept: the service's `StateDirectory=`; for whoever has nothing of their own, that of the
    service on this board; else the user's data. Raises `UsageError` when it is the service's and not theirs to read."""
    if given := os.environ.get("STATE_DIRECTORY"):
        return Path(given.split(":")[0]) / "skills"
    own = user_data_path("colibri") / "skills"
    if own.exists() or not SERVICE_STATE.exists():
        return own
    if not os.access(SERVICE_STATE, os.R_OK | os.W_OK | os.X_OK):
        raise UsageError(f"{SERVICE_STATE} belongs to the service; put before the command: sudo -u colibri")
    return SERVICE_STATE


def _facts(config: Config) -> dict[str, str]:
    """What the assistant knows about itself."""
    return {"llm": config.llm.model, "stt": config.stt.model, "tts": config.tts.voices[config.languages[0]]}


def _nearly(
    matcher: IntentMatcher, skills: Mapping[str, Skill], names: Mapping[str, Mapping[str, tuple[str, ...]]]
) -> frozenset[str]:
    """Intents whose words nobody else knows: the owner's own, and those with names, once there are some."""
    known = any(said for lists in names.values() for said in lists.values())
    learning = (intent for skill in skills.values() if isinstance(skill, Names) for intent in skill.intents)
    return frozenset((*matcher.actions, *(learning if known else ())))


def _links(skills: Mapping[str, Skill]) -> Links:
    """What the owner's own sentences may reach by way of skills."""
    mqtt, home = skills.get("mqtt"), skills.get("home")
    return Links(mqtt if isinstance(mqtt, Publisher) else None, home if isinstance(home, HomeService) else None)


def _names(config: Config, skills: Mapping[str, Skill]) -> dict[str, dict[str, tuple[str, ...]]]:
    """What skills have learnt, by language and list."""
    learning = [skill for skill in skills.values() if isinstance(skill, Names)]
    return {
        language: {name: tuple(said) for skill in learning for name, said in skill.names(language).items()}
        for language in config.languages
    }


def _matcher(config: Config, names: Mapping[str, Mapping[str, tuple[str, ...]]]) -> IntentMatcher:
    section = config.skills
    own = section.intents_dir and section.intents_dir.expanduser()
    if own is not None and not own.is_dir():
        raise UsageError(f"skills.intents_dir: there is no folder {own}; make it, or leave the setting out")
    readers = {kind: registry.load("readers", READERS, kind) for kind in READERS}
    return IntentMatcher(
        section.enabled, config.languages, owned=own, commands=section.commands, readers=readers, names=names
    )
