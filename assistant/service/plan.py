"""What `colibri service install` and `uninstall` change: a list of steps, for the whole board or for one user's session."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import UsageError
from assistant.service import shipped
from assistant.service.steps import Command, File, Folder, Removal, Step

UNIT = "colibri.service"
BRIDGE = "colibri-bridge.service"
"""The messengers alone: put in place, and started by whoever wants it."""
HIDDEN = tuple(Path(folder) for folder in ("/home", "/root", "/run/user", "/tmp", "/var/tmp"))
"""Where the system's service sees nothing: ProtectHome= and PrivateTmp= of its unit."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of an installation lie."""

    unit: Path
    etc: Path
    state: Path
    cache: Path
    sysusers: Path | None = None
    """What makes the service's user; None where the service runs as whoever installs it."""

    @property
    def overrides(self) -> Path:
        """The folder of `systemctl edit`."""
        return self.unit.with_name(f"{self.unit.name}.d")


def board(root: Path = Path("/")) -> Places:
    """Of the service for the whole board."""
    etc, var = root / "etc", root / "var"
    unit, sysusers = etc / "systemd/system" / UNIT, etc / "sysusers.d/colibri.conf"
    return Places(unit, etc / "colibri", var / "lib/colibri", var / "cache/colibri", sysusers)


def session(config: Path, data: Path, cache: Path) -> Places:
    """Of the service in one user's session; the user's folders for such things, as the desktop has them."""
    return Places(config / "systemd/user" / UNIT, config / "colibri", data / "colibri", cache / "colibri")


def install_for_board(places: Places, command: Path) -> tuple[Step, ...]:
    """Steps that make `command` the service of the board."""
    users: tuple[Step, ...] = ()
    if places.sysusers is not None:
        users = (
            File(places.sysusers, shipped.unit("colibri.sysusers")),
            Command(("systemd-sysusers", str(places.sysusers)), "install the package systemd, then try again"),
        )
    return (
        *users,
        Folder(places.etc),
        Folder(places.etc / "credentials", 0o700),
        File(places.etc / "config.yaml", shipped.default_configuration(), keep=True),
        File(places.unit, unit_for(command, shipped.unit(UNIT))),
        File(places.unit.with_name(BRIDGE), unit_for(command, shipped.unit(BRIDGE))),
        *_start(("systemctl",), "journalctl -u colibri -n 20"),
    )


def install_for_session(places: Places, command: Path) -> tuple[Step, ...]:
    """Steps that make `command` a service of the user's session."""
    return (
        File(places.unit, unit_for(command, shipped.unit("colibri-user.service"))),
        *_start(("systemctl", "--user"), "journalctl --user -u colibri -n 20"),
    )


def uninstall(places: Places, *, purge: bool, user_exists: bool = False) -> tuple[Step, ...]:
    """Steps that end the service. Models, configuration and secrets stay unless `purge`; so does their owner."""
    systemctl = ("systemctl",) if places.sysusers is not None else ("systemctl", "--user")
    gone, bridge = not places.unit.exists(), places.unit.with_name(BRIDGE)
    mend = "look at: systemctl status colibri"
    steps: list[Step] = [
        Command((*systemctl, "disable", "--now", UNIT), mend, idle=gone),
        Command((*systemctl, "disable", "--now", BRIDGE), mend, idle=not bridge.exists()),
        Removal(places.unit),
        Removal(bridge),
        Command((*systemctl, "daemon-reload"), mend, idle=gone),
    ]
    if places.sysusers is not None:
        steps.append(Removal(places.sysusers))
    if purge:
        steps += [Removal(folder) for folder in (places.overrides, places.etc, places.state, places.cache)]
        steps.append(Command(("userdel", "colibri"), "end what still runs as colibri", idle=not user_exists))
    return tuple(steps)


def unit_for(command: Path, unit: str) -> str:
    """The unit with `command` as its program. Raises `UsageError` for a path that systemd takes for no program's."""
    if re.search(r"[\\\"'\x00-\x1f]", str(command)):
        raise UsageError(
            f"{command}: systemd starts no program whose path has quotes or backslashes; rename the folder"
        )
    word = str(command).replace("%", "%%")
    word = f'"{word}"' if " " in word else word
    return re.sub(r"^ExecStart=\S+", lambda _: f"ExecStart={word}", unit, flags=re.MULTILINE)


def hidden_from_service(paths: Sequence[Path]) -> Path | None:
    """The first of `paths` that the system's service could not see."""
    return next((path for path in paths if any(path.is_relative_to(folder) for folder in HIDDEN)), None)


def _start(systemctl: tuple[str, ...], journal: str) -> tuple[Step, ...]:
    mend = "the service manager says why: systemctl status colibri"
    return (
        Command((*systemctl, "daemon-reload"), mend),
        Command((*systemctl, "enable", UNIT), mend),
        Command((*systemctl, "restart", UNIT), f"its journal says why: {journal}"),
    )
