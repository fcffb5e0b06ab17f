"""What goes wrong between here and Home Assistant. The messages are for the log; people are told by `answers`.

HomeError
├── NotReached     no connection, or it was lost
├── Silent         it did not answer in time
├── TokenRefused   the access token is not valid
└── Declined       it answered that it cannot do that; carries its code
"""

from __future__ import annotations

from assistant.errors import ColibriError


class HomeError(ColibriError):
    pass


class NotReached(HomeError):
    pass


class Silent(HomeError):
    pass


class TokenRefused(HomeError):
    pass


class Declined(HomeError):
    """`code`: such as `not_found`, `unauthorized`, `home_assistant_error`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
