"""The files that an installation copies: they lie beside this module in an installed package, in the checkout otherwise."""

from __future__ import annotations

from pathlib import Path

_INSTALLED = Path(__file__).parent / "units"
_CHECKOUT = Path(__file__).parents[2]


def unit(name: str) -> str:
    """The text of a file of systemd/, such as colibri.service."""
    return _text(_INSTALLED / name, _CHECKOUT / "systemd" / name)


def default_configuration() -> str:
    """The text of configs/default.yaml."""
    return _text(_INSTALLED / "default.yaml", _CHECKOUT / "configs" / "default.yaml")


def _text(installed: Path, checkout: Path) -> str:
    return (installed if installed.exists() else checkout).read_text()
