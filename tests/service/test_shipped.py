"""What an installation copies is found in a checkout and in an installed package."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.service import shipped

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["colibri.service", "colibri-user.service", "colibri.sysusers"])
def test_units_are_those_of_the_project(name: str) -> None:
    assert shipped.unit(name) == (ROOT / "systemd" / name).read_text()


def test_the_configuration_is_the_documented_one() -> None:
    assert shipped.default_configuration() == (ROOT / "configs" / "default.yaml").read_text()


def test_an_installed_package_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "colibri.service").write_text("installed")
    monkeypatch.setattr(shipped, "_INSTALLED", tmp_path)
    assert shipped.unit("colibri.service") == "installed"


def test_the_wheel_carries_them() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {
        "systemd": "assistant/service/units",
        "configs/default.yaml": "assistant/service/units/default.yaml",
    }
