"""The states of a conversation, and what counts as meant for us.

asleep      waiting for a wake word; what is said is none of our business
listening   nobody speaks
hearing     the user speaks
paused      the user fell silent; a draft of the reply is being made
thinking    the turn is over; the reply is on its way
held        the user spoke again before the reply was heard: it waits until we know whether they go on
speaking    the reply is heard
ducked      somebody speaks over the reply: it is quieter until we know whether they mean us
hushed      they go on: it is silent until we know whether they said words
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal


class State(Enum):
    ASLEEP = "asleep"
    LISTENING = "listening"
    HEARING = "hearing"
    PAUSED = "paused"
    THINKING = "thinking"
    HELD = "held"
    SPEAKING = "speaking"
    DUCKED = "ducked"
    HUSHED = "hushed"


@dataclass(frozen=True, slots=True)
class Manners:
    """What counts as meant for us. The fields of the same names in the configuration describe each."""

    wake_word: bool = False
    """Whether it has to be woken."""
    follow_up: bool = True
    """Whether an answer may be answered without the wake word."""
    barge_in: Literal["words", "speech", "wake", "none"] = "speech"
    barge_in_thinking: Literal["speech", "wake", "none"] = "speech"
