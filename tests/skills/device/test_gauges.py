"""The kernel's tables as they look on boards, and a look at this machine."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace

from assistant.skills.device.gauges import Network, addresses, chosen, read, signal_levels, way_out

ROUTES = """Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0
wlan0\t0001A8C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\t0\t0
"""
SIGNALS = """Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE
 face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22
 wlan0: 0000   58.  -52.  -256        0      0      0      0      0        0
 wlan1: 0000   58.   40.     0        0      0      0      0      0        0
"""


def name_of(interface: str) -> str:
    return f"Home of {interface}"


def test_the_way_out_is_the_default_route_of_lowest_metric() -> None:
    assert way_out(ROUTES) == "eth0"
    assert way_out(ROUTES.splitlines()[0] + "\n" + ROUTES.splitlines()[3]) == ""
    assert way_out("") == ""


def test_levels_that_are_none_are_left_out() -> None:
    assert signal_levels(SIGNALS) == {"wlan0": -52, "wlan1": None}
    assert signal_levels("") == {}


def test_addresses_are_those_of_interfaces_that_are_up_and_lead_elsewhere() -> None:
    def four(address: str) -> SimpleNamespace:
        return SimpleNamespace(family=socket.AF_INET, address=address)

    six = SimpleNamespace(family=socket.AF_INET6, address="fe80::1")
    found = {
        "lo": [four("127.0.0.1")],
        "eth0": [six, four("192.168.1.4"), four("192.168.1.9")],
        "eth1": [four("10.0.0.1")],
        "usb0": [four("169.254.3.3")],
    }
    assert addresses(found, ["lo", "eth0", "usb0"]) == {"eth0": "192.168.1.4"}


def test_the_network_told_of_is_the_one_that_leads_out() -> None:
    mine = {"wlan0": "192.168.1.5", "eth0": "192.168.1.4"}
    assert chosen(mine, ROUTES, SIGNALS, name_of) == Network("192.168.1.4", leads_out=True)
    only_wifi = chosen({"wlan0": "192.168.1.5"}, "", SIGNALS, name_of)
    assert only_wifi == Network("192.168.1.5", wifi=True, name="Home of wlan0", signal_dbm=-52)
    assert chosen({}, ROUTES, SIGNALS, name_of) == Network()


def test_this_machine_can_be_looked_at(tmp_path: Path) -> None:
    gauges = read(tmp_path)
    assert 0 < gauges.disk_free <= gauges.disk_total
    assert 0 < gauges.memory_own < gauges.memory_total
    assert 0 <= gauges.running_s <= gauges.up_s
    assert gauges.cores >= 1
