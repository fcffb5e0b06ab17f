"""What the HTTP library logs is kept out: it writes whole addresses, and Telegram's hold the token."""

from __future__ import annotations

import logging


def keep_addresses_out() -> None:
    """From now on nothing below a warning is logged by it, whatever the level of the log."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
