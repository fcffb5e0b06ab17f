from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.audio.link import LONGEST_S, SHORTEST_S, SILENT_S, STARTING_S, STEADY_S, Link, Pulse, State, Step


class Card:
    """A link, and the card that it watches, looked at every 10 ms."""

    def __init__(self) -> None:
        self.now = 50.0
        self.link = Link(self.now)
        self.captured = self.played = 0
        self.recording = self.playing = True
        self.ended = False
        self.opens = True
        self.tries: list[float] = []

    def run(self, seconds: float) -> list[Step]:
        """What was to be done, while the card goes on as it is set."""
        return list(self._steps(round(seconds * 100)))

    def _steps(self, looks: int) -> Iterator[Step]:
        for _ in range(looks):
            self.now += 0.01
            self.captured += self.recording
            self.played += self.playing
            step = self.link.beat(self.now, Pulse(self.captured, self.played, self.ended))
            if step is Step.REOPEN:
                self.tries.append(self.now)
                self._open()
            elif step is not None:
                yield step

    def _open(self) -> None:
        if self.opens:
            self.captured = self.played = 0
            self.ended = False
            self.link.opened(self.now)
        else:
            self.link.failed(self.now)


def test_nothing_is_to_be_done_while_sound_flows() -> None:
    card = Card()
    assert card.run(60) == []
    assert not card.link.lost


@pytest.mark.parametrize("side", ["recording", "playing"])
def test_a_side_that_falls_silent_is_noticed_though_it_does_not_say_so(side: str) -> None:
    card = Card()
    card.run(5)
    setattr(card, side, False)
    assert card.run(SILENT_S - 0.05) == []
    assert card.run(0.1) == [Step.LOST]
    assert card.link.lost


def test_a_stream_that_ends_is_noticed_at_once_and_opened_again_half_a_second_later() -> None:
    card = Card()
    card.run(5)
    card.ended = True
    assert card.run(0.01) == [Step.LOST]
    lost = card.now
    assert card.run(1) == [Step.BACK]
    assert card.tries == [pytest.approx(lost + SHORTEST_S, abs=0.02)]


def test_a_stream_has_more_time_to_begin() -> None:
    card = Card()
    card.recording = card.playing = False
    assert card.run(STARTING_S - 0.05) == []
    assert card.run(0.1) == [Step.LOST]


def test_the_pauses_between_tries_double_up_to_ten_seconds_and_nothing_is_said_again() -> None:
    card = Card()
    card.run(5)
    card.ended, card.opens = True, False
    assert card.run(60) == [Step.LOST]
    pauses = [later - earlier for earlier, later in zip(card.tries, card.tries[1:], strict=False)]
    assert pauses[:4] == pytest.approx([1, 2, 4, 8], abs=0.03)
    assert pauses[4:] == pytest.approx([LONGEST_S] * len(pauses[4:]), abs=0.03)
    card.opens = True
    assert card.run(LONGEST_S + 0.1) == [Step.BACK]


def test_an_opened_card_that_stays_silent_is_not_back() -> None:
    card = Card()
    card.run(5)
    card.ended, card.recording = True, False
    assert card.run(30) == [Step.LOST]
    card.recording = True
    assert card.run(LONGEST_S + 0.1) == [Step.BACK]


def test_a_card_that_goes_on_by_itself_is_not_opened_again() -> None:
    card = Card()
    card.run(5)
    card.recording = False
    assert card.run(SILENT_S + 0.2) == [Step.LOST]
    card.recording = True
    assert card.run(0.05) == [Step.BACK]
    assert card.tries == []


def test_a_card_that_flaps_is_opened_less_and_less_often_until_it_has_been_steady() -> None:
    card = Card()
    card.run(5)
    waits = []
    for steady in (1, 1, 1, STEADY_S + 1, 1):
        card.ended = True
        card.run(0.01)
        lost = card.now
        while card.link.state is not State.FLOWING:
            card.run(0.01)
        waits.append(card.tries[-1] - lost)
        card.run(steady)
    assert waits == pytest.approx([0.5, 1, 2, 4, 0.5], abs=0.03)


def test_nothing_is_to_be_done_while_it_is_being_opened() -> None:
    link = Link(0)
    assert link.beat(0.1, Pulse(1, 1, ended=True)) is Step.LOST
    assert link.beat(1, Pulse(1, 1, ended=True)) is Step.REOPEN
    assert [link.beat(now, Pulse(0, 0, ended=True)) for now in range(2, 100)] == [None] * 98
