from __future__ import annotations

from assistant.brain.tools import MOST, Toolbox
from assistant.people import OWNER, Permissions, Role
from assistant.skills import Tool
from tests.brain.tools.house import GUEST, STRANGER, House, Papers


class Silent:
    """A skill without tools."""

    intents = frozenset({"Nothing"})
    acts: frozenset[str] = frozenset()

    async def handle(self, call: object) -> str:
        return ""

    def close(self) -> None:
        """Nothing to close."""


def toolbox(papers: Papers) -> Toolbox:
    return Toolbox(
        {"silent": Silent(), "house": House(), "papers": papers}, Permissions({Role.GUEST: ["papers", "tools"]})
    )


def test_everybody_gets_what_they_may_use() -> None:
    box = toolbox(Papers())
    assert list(box.offers(OWNER)) == ["TurnOff", "OpenDoor", "Burst", "ReadLetter", "Wait"]
    assert list(box.offers(GUEST)) == ["ReadLetter", "Wait"]
    assert box.offers(STRANGER) == {}
    assert [offer.acts for offer in box.offers(OWNER).values()] == [True, True, False, False, False]


def test_tools_that_a_skill_learns_of_are_offered_then_but_never_too_many() -> None:
    papers = Papers()
    box = toolbox(papers)
    papers.tools = tuple(Tool(f"Read{number}", "Reads.") for number in range(2 * MOST))  # type: ignore[assignment]
    assert "Read0" in box.offers(GUEST)
    assert len(box.offers(OWNER)) == MOST
