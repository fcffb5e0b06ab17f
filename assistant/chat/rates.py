"""How fast may be sent: token buckets, and how long to wait before another try. Pure: whoever asks says what time it is."""

from __future__ import annotations

import math
import random

from assistant.chat import Rate

LONGEST_S = 900.0
"""Between two tries."""

_PAIR_RATE = 131056
"""Of WhatsApp: too many messages to one person."""
_CLOSE_S = 1e-6
"""So much may be missing: seconds since 1970 are not exact."""
_SWEEP = 256


class Bucket:
    """Holds at most `burst` tokens and gains `per_s` a second. A clock that goes back takes no tokens away, and gives none."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._tokens = float(rate.burst)
        self._at = -math.inf
        self._held = -math.inf

    def wait_s(self, now: float) -> float:
        """Seconds until one may be sent; 0: now."""
        self._pass(now)
        wait_s = max(self._held - now, (1.0 - self._tokens) / self._rate.per_s)
        return wait_s if wait_s > _CLOSE_S else 0.0

    def take(self, now: float) -> None:
        """One is sent."""
        self._pass(now)
        self._tokens -= 1.0

    def hold(self, until: float) -> None:
        """The platform told us to wait."""
        self._held = max(self._held, until)

    def full(self, now: float) -> bool:
        """Whether it is as good as new."""
        self._pass(now)
        return self._tokens >= self._rate.burst and self._held <= now

    def _pass(self, now: float) -> None:
        """Time has passed since the last look."""
        if self._at - now > 0 and self._held > self._at:
            self._held -= self._at - now  # it is still as long, by the clock that was put back
        if 0 < now - self._at < math.inf:
            gained = (now - self._at) * self._rate.per_s
            self._tokens = min(self._tokens + gained, float(self._rate.burst))
        if self._held <= now:
            self._held = -math.inf
        self._at = now


class Buckets:
    """One for the account, and one for each person to whom something was sent lately; the others' would be full."""

    def __init__(self, account: Rate, pair: Rate) -> None:
        self._account = Bucket(account)
        self._pair = pair
        self._pairs: dict[str, Bucket] = {}
        self._most = _SWEEP

    def __len__(self) -> int:
        return len(self._pairs)

    def wait_s(self, user: str, now: float) -> float:
        """Seconds until something may be sent to `user`; 0: now."""
        pair = self._pairs.get(user)
        return max(self._account.wait_s(now), pair.wait_s(now) if pair else 0.0)

    def take(self, user: str, now: float) -> None:
        """Something is sent to `user`."""
        self._account.take(now)
        if user not in self._pairs:
            if len(self._pairs) >= self._most:
                self._sweep(now)
            self._pairs[user] = Bucket(self._pair)
        self._pairs[user].take(now)

    def hold(self, until: float) -> None:
        """The platform told us to send nothing to anybody before."""
        self._account.hold(until)

    def _sweep(self, now: float) -> None:
        """Drop those that are full; seldom enough that it costs nothing."""
        self._pairs = {user: bucket for user, bucket in self._pairs.items() if not bucket.full(now)}
        self._most = max(_SWEEP, 2 * len(self._pairs))


def backoff(tries: int, code: int | None, chance: random.Random) -> float:
    """Seconds to wait after `tries` >= 1 tries that failed with `code`: twice as long each time, more or less, so that not all
    come back at once; four times where the platform wants it so."""
    steps = min(max(tries, 0), 32)
    wait_s = float(4**steps) if code == _PAIR_RATE else 2**steps * chance.uniform(0.75, 1.25)
    return min(wait_s, LONGEST_S)
