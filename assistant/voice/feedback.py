"""What the room sees and hears of the assistant besides its voice: lights and earcons."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from assistant.observe.turns import TurnRecord
from assistant.panel import Light, Panel
from assistant.turns.states import State
from assistant.voice.earcons import Earcon
from assistant.voice.loop import Observer

UNDERSTOOD_AFTER_S = 0.7
"""An answer that takes longer is announced by an earcon; before that, the answer itself says enough."""
ERROR_S = 2.0
"""How long an error is shown."""

_LIGHTS = {
    State.ASLEEP: Light.ASLEEP,
    State.LISTENING: Light.LISTENING,
    State.HEARING: Light.LISTENING,
    State.PAUSED: Light.LISTENING,
    State.THINKING: Light.THINKING,
    State.HELD: Light.THINKING,
    State.SPEAKING: Light.SPEAKING,
    State.DUCKED: Light.SPEAKING,
    State.HUSHED: Light.SPEAKING,
}


class Feedback:
    """An observer that passes everything on. Needs a running event loop."""

    def __init__(self, observer: Observer, panel: Panel | None, play: Callable[[Earcon], None] | None) -> None:
        """`panel`: None without lights; `play`: None without earcons."""
        self._observer = observer
        self._panel = panel
        self._play = play
        self._state = State.LISTENING
        self._greeted = True
        self._muted = False
        self._failed = False
        self._late: asyncio.TimerHandle | None = None
        self._recovery: asyncio.TimerHandle | None = None
        self.transcript = observer.transcript

    def state(self, state: State) -> None:
        before, self._state = self._state, state
        self._greet(before, state)
        if self._late is not None and state not in (State.THINKING, State.HELD):
            self._late.cancel()
            self._late = None
        if state is State.THINKING and self._late is None:
            self._late = asyncio.get_running_loop().call_later(UNDERSTOOD_AFTER_S, self._sound, Earcon.UNDERSTOOD)
        self._show()
        self._observer.state(state)

    def _greet(self, before: State, state: State) -> None:
        """Whoever said the wake word alone hears that we listen: at once, or when it turns out that there was no more."""
        if before is State.ASLEEP:
            self._greeted = False
        if state is State.SPEAKING:
            self._greeted = True
        if not self._greeted and state in (State.LISTENING, State.PAUSED) and before is not State.HEARING:
            self._greeted = True
            self._sound(Earcon.AWAKE)

    def turn(self, record: TurnRecord) -> None:
        if record.source == "error":
            self.error()
        self._observer.turn(record)

    def muted(self, muted: bool) -> None:
        """The microphone was turned off, or on again."""
        self._muted = muted
        self._show()

    def error(self) -> None:
        """Something failed: for a moment, that is what is shown."""
        self._failed = True
        self._sound(Earcon.ERROR)
        if self._recovery is not None:
            self._recovery.cancel()
        self._recovery = asyncio.get_running_loop().call_later(ERROR_S, self._recovered)
        self._show()

    def close(self) -> None:
        """Nothing more to tell."""
        for timer in (self._late, self._recovery):
            if timer is not None:
                timer.cancel()
        if self._panel is not None:
            self._panel.close()

    def _recovered(self) -> None:
        self._failed = False
        self._show()

    def _sound(self, earcon: Earcon) -> None:
        if self._play is not None:
            self._play(earcon)

    def _show(self) -> None:
        if self._panel is None:
            return
        if self._failed:
            self._panel.show(Light.ERROR)
        elif self._muted:
            self._panel.show(Light.MUTED)
        else:
            self._panel.show(_LIGHTS[self._state])
