"""The skills as tools of the language model: what it may call, for whom, and how a call becomes a deed.

calls      a call as text, and back            grammar    what the model can write at all
listing    what the prompt says about tools    rounds     write, call, look at the result, answer
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.people import Permissions, Person
from assistant.skills import Skill, Tool, Tools

MOST = 32
"""Tools that are offered at once: each costs a small model some of its attention."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A tool that somebody may use, and the skill that does it."""

    tool: Tool
    skill: Skill

    @property
    def acts(self) -> bool:
        """Whether it changes something, and so waits for the end of the turn."""
        return self.tool.name in self.skill.acts


class Toolbox:
    """The tools of all skills, in the order of the skills. What it offers can change while a skill learns of new tools."""

    def __init__(self, skills: Mapping[str, Skill], permissions: Permissions) -> None:
        """`skills` by the name under which `permissions` know them."""
        self._skills = skills
        self._permissions = permissions

    def offers(self, person: Person) -> dict[str, Offer]:
        """What `person` may have the language model do, by the tool's name; the same for everybody of one role."""
        if not self._permissions.allow(person, "tools"):
            return {}
        found = {
            tool.name: Offer(tool, skill)
            for name, skill in self._skills.items()
            if isinstance(skill, Tools) and self._permissions.allow(person, name)
            for tool in skill.tools
        }
        return dict(list(found.items())[:MOST])
