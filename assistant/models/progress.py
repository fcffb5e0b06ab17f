"""How the store tells what it is doing. The command line draws it; the store only counts bytes."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Told of one transfer after another."""

    def note(self, text: str) -> None:
        """Something worth a line of its own."""
        ...

    def start(self, label: str, total: int | None) -> None:
        """A transfer begins. `total`: its bytes, None when the server does not say."""
        ...

    def advance(self, count: int) -> None:
        """`count` more bytes are here; negative when a transfer had to start over."""
        ...

    def done(self) -> None:
        """The transfer is complete."""
        ...


class Silent:
    """Says nothing."""

    def note(self, text: str) -> None:
        pass

    def start(self, label: str, total: int | None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass

    def done(self) -> None:
        pass
