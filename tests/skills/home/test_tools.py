from __future__ import annotations

from assistant.skills.home.entities import House
from assistant.skills.home.tools import tools
from tests.skills.home.houses import house


def test_a_small_house_is_offered_by_name() -> None:
    found = {
        tool.name: {parameter.name: parameter for parameter in tool.parameters}
        for tool in tools(house(("Kitchen",), "light: Desk Lamp / lock: Front door / scene: Movie scene"))
    }
    assert found.keys() == {"TurnOn", "TurnOff", "GetState", "ActivateScene"}, (
        "there is no heating, and nothing unlocks"
    )
    assert found["TurnOn"]["name"].choices == ("desk lamp",)
    assert found["TurnOn"]["area"].choices == ("kitchen",)
    assert not found["TurnOn"]["name"].required
    assert found["GetState"]["name"].choices == ("desk lamp", "front door")
    assert found["ActivateScene"]["scene"].choices == ("movie",)
    assert found["ActivateScene"]["scene"].required


def test_a_large_house_is_not_written_out() -> None:
    many = house((), "\n".join(f"light: Lamp {number}" for number in range(200)))
    assert all(not parameter.choices for tool in tools(many) for parameter in tool.parameters)


def test_no_house_no_tools() -> None:
    assert tools(House()) == ()
