"""colibri.service under a real systemd, installed by the real command, in a machine of its own.

The tests go through one life of the service, in this order: without models, with a wrong configuration, and then with an
assistant that stands in for the real one, so that its sound can hang and nothing needs a sound card.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import standin
from tests.service.machine import Machine, booted

CONFIG = "/etc/colibri/config.yaml"
OVERRIDES = "/etc/systemd/system/colibri.service.d"
STANDIN = """\
[Service]
ExecStart=
ExecStart=/opt/colibri/bin/python /opt/standin.py
WatchdogSec=3
RestartSec=500ms
"""


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    files = {"opt/standin.py": Path(standin.__file__).read_text(), "opt/device": "for the group audio alone"}
    with booted(tmp_path_factory.mktemp("machine"), files) as machine:
        yield machine


@pytest.fixture
def service(machine: Machine) -> Machine:
    """The service runs, with the stand-in."""
    machine.write(CONFIG, "languages: [en]\n")
    machine.write(f"{OVERRIDES}/standin.conf", STANDIN)
    machine.run("systemctl", "daemon-reload")
    if machine.show()["ActiveState"] != "active":
        assert machine.run("systemctl", "restart", "colibri").returncode == 0, machine.journal()
    return machine


def test_installed_without_models_it_says_so_and_tries_again(machine: Machine) -> None:
    install = machine.run("/opt/colibri/bin/colibri", "service", "install", "--yes")
    assert "systemctl restart colibri.service" in install.stdout
    shown = machine.show()
    assert (shown["ExecMainStatus"], shown["ActiveState"], shown["SubState"]) == ("3", "activating", "auto-restart")
    assert install.returncode == 1
    assert "journalctl -u colibri" in install.stderr
    assert "colibri models pull" in machine.journal()
    assert machine.run("id", "-nG", "colibri").stdout.split() == ["colibri", "audio", "gpio", "spi"]
    assert machine.run("systemctl", "is-enabled", "colibri").stdout == "enabled\n"


def test_a_wrong_configuration_stays_down_with_the_reason_in_the_journal(machine: Machine) -> None:
    machine.write(CONFIG, "stt:\n  modle: whisper-base\n")
    machine.run("systemctl", "restart", "colibri")
    shown = machine.until_it_is("failed")
    assert (shown["ExecMainStatus"], shown["NRestarts"]) == ("2", "0")
    assert any(
        line.startswith(f"{CONFIG}:2: stt.modle: ") and "model?" in line for line in machine.journal().splitlines()
    )


def test_ready_only_when_models_are_loaded_and_audio_flows(service: Machine) -> None:
    service.run("systemctl", "restart", "colibri")
    shown = service.show()
    began, ready = (int(shown[f"{name}TimestampMonotonic"]) for name in ("ExecMainStart", "ActiveEnter"))
    assert shown["StatusText"] == "listening"
    assert (ready - began) / 1e6 > standin.LOAD_S + standin.SILENT_S


def test_it_may_do_what_it_needs_and_nothing_else(service: Machine) -> None:
    service.run("chown", "root:audio", "/opt/device")
    service.run("chmod", "640", "/opt/device")
    service.run("rmdir", "/etc/colibri/credentials")
    service.run("systemctl", "restart", "colibri")
    facts = _facts(service)
    assert facts["uid"] != 0
    assert facts["secrets"] == {"colibri": "none"}
    needed = ["sound device", "own state", "own cache", "own code", "local socket"]
    if _limits_can_be_raised():
        needed.append("real time")
    assert {name: facts[name] for name in needed} == dict.fromkeys(needed, "ok")
    refused = ("system", "program", "homes", "devices", "raw socket", "namespaces")
    assert "ok" not in [facts[name] for name in refused], facts


def test_a_file_of_the_secrets_folder_is_a_credential(service: Machine) -> None:
    service.write("/etc/colibri/credentials/telegram", "token")
    service.run("chmod", "600", "/etc/colibri/credentials/telegram")
    service.run("systemctl", "restart", "colibri")
    assert _facts(service)["secrets"] == {"colibri": "none", "colibri_telegram": "token"}


def test_a_crash_is_restarted(service: Machine) -> None:
    before = service.show()["MainPID"]
    service.run("kill", "-SEGV", before)
    assert service.until_it_is("active", other_than=before)["NRestarts"] != "0"


def test_hung_audio_is_killed_and_comes_back(service: Machine) -> None:
    before = service.show()["MainPID"]
    service.write("/run/colibri/hang", "")
    service.until_it_is("active", other_than=before)
    journal = service.journal()
    assert "Watchdog timeout" in journal
    assert "most recent call first" in journal  # what every thread was doing


def test_reload_keeps_the_process_and_takes_only_good_configurations(service: Machine) -> None:
    before = service.show()["MainPID"]
    service.write(CONFIG, "languages: [xx]\n")
    assert service.run("systemctl", "reload", "colibri").returncode == 0
    service.until_said("the new configuration is wrong")
    service.write(CONFIG, "languages: [de]\ntts: {voices: {de: some-voice}}\n")
    assert service.run("systemctl", "reload", "colibri").returncode == 0
    service.until_said("started with de")
    assert service.until_it_is("active")["MainPID"] == before
    assert service.until_it_is("active")["StatusText"] == "listening"


def test_signals_are_buttons(service: Machine) -> None:
    service.run("systemctl", "kill", "-s", "USR1", "colibri")
    service.run("systemctl", "kill", "-s", "USR2", "colibri")
    service.until_said("the microphone was toggled")
    service.until_said("the talk button was pressed")


@pytest.mark.parametrize("loading", [False, True])
def test_it_stops_in_good_order_in_less_than_2_s(loading: bool, service: Machine) -> None:
    if loading:
        service.run("systemctl", "restart", "--no-block", "colibri")
        service.until_it_is("activating")
    service.run("systemctl", "stop", "colibri", seconds=20)
    shown = service.show()
    asked, ended = (int(shown[f"{name}TimestampMonotonic"]) for name in ("ActiveExit", "ExecMainExit"))
    assert (shown["ActiveState"], shown["Result"]) == ("inactive", "success")
    if not loading:
        assert (ended - asked) / 1e6 < 2
        assert "left in good order" in service.journal()


def test_uninstalled_it_leaves_models_and_configuration(service: Machine) -> None:
    ended = service.run("/opt/colibri/bin/colibri", "service", "uninstall", "--yes")
    assert (ended.returncode, ended.stderr) == (0, ended.stderr)
    assert service.show()["LoadState"] == "not-found"
    assert service.path(CONFIG).exists()
    ended = service.run("/opt/colibri/bin/colibri", "service", "uninstall", "--yes", "--purge")
    assert ended.returncode == 0, ended.stderr
    assert not service.path("/var/lib/colibri").exists()
    assert service.run("id", "colibri").returncode != 0


def _limits_can_be_raised() -> bool:
    """Whether root of this machine, and so systemd in the other, may give LimitRTPRIO=: not in every container."""
    (effective,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("CapEff:"))
    cap_sys_resource = 24
    return bool(int(effective.split()[1], 16) >> cap_sys_resource & 1)


def _facts(machine: Machine) -> dict[str, object]:
    """What the stand-in found out when it was started last."""
    lines = [line for line in machine.journal().splitlines() if line.startswith("facts ")]
    found: dict[str, object] = json.loads(lines[-1].removeprefix("facts "))
    return found
