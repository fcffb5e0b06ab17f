"""PulseAudio's client library, told not to share memory with its server.

With shared memory it locks up for ever when the server dies just while a piece of the microphone's sound is looked at: the
thread that cleans up waits for that piece to be let go, and whoever would let it go waits for the lock of the thread that
cleans up. Seen with libpulse 16.1 in one of some hundred deaths of a server. The price is a copy of each block.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from pathlib import Path

VARIABLE = "PULSE_CLIENTCONFIG"
"""What names the configuration of PulseAudio's clients, in place of the user's and the machine's."""


def without_shared_memory(environment: MutableMapping[str, str], etc: Path = Path("/etc/pulse")) -> None:
    """From now on, clients with this environment do not share memory; all else stays as it is configured.

    The new configuration has no file: it lives as long as this process.
    """
    if environment.get(VARIABLE, "").startswith(f"/proc/{os.getpid()}/"):
        return
    included = "".join(f".include {path}\n" for path in _configuration(environment, etc))
    file = os.memfd_create("pulse-client.conf")
    os.write(file, f"{included}enable-shm = no\n".encode())
    environment[VARIABLE] = f"/proc/{os.getpid()}/fd/{file}"


def _configuration(environment: MutableMapping[str, str], etc: Path) -> Iterator[Path]:
    """The files that make up the present configuration, in the order in which libpulse reads them."""
    home = Path(environment.get("HOME", "/nonexistent"))
    user = Path(environment.get("XDG_CONFIG_HOME", home / ".config")) / "pulse"
    for main in (environment.get(VARIABLE), user / "client.conf", home / ".pulse" / "client.conf", etc / "client.conf"):
        if main and Path(main).is_file():
            yield Path(main)
            yield from sorted(Path(f"{main}.d").glob("*.conf"))
            return
