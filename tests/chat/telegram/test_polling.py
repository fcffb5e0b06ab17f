from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from assistant.chat import Batch, Incoming
from assistant.chat.telegram.polling import LONGEST_WAIT_S
from assistant.errors import ColibriError
from tests.chat.graph.scripted import Script, Step
from tests.chat.telegram.bot import Naps, bad, bot, good, ids, message, tells_nothing, update


def news(*numbers: int) -> httpx.Response:
    return good([update(number, message=message(number, text=f"n{number}")) for number in numbers])


def polled(*steps: Step, batches: int = 1) -> tuple[list[Batch], Script, list[float], list[Any]]:
    """The first batches, what was asked, how long it slept, and what it logged."""
    naps = Naps()
    channel, script = bot(*steps, sleep=naps)

    async def take() -> list[Batch]:
        found = []
        async for batch in channel.batches():
            found.append(batch)
            if len(found) == batches:
                break
        return found

    with capture_logs() as logs:
        found = asyncio.run(take())
    assert tells_nothing(logs)
    assert not any("n1" in str(entry) for entry in logs)
    return found, script, naps.taken, logs


def test_brings_news_and_confirms_it_with_the_next_question() -> None:
    found, script, naps, logs = polled(news(10, 12), news(13), batches=2)
    assert [ids(batch.events) for batch in found] == [["10", "12"], ["13"]]
    assert script.sent(0) == {
        "timeout": 50,
        "limit": 100,
        "allowed_updates": ["message", "edited_message", "message_reaction", "my_chat_member", "callback_query"],
    }
    assert script.sent(1)["offset"] == 13
    assert (naps, logs) == ([], [])


def test_a_batch_can_be_read_again_from_what_was_kept() -> None:
    (batch,), *_ = polled(news(1, 2))
    assert bot()[0].read(batch.body) == batch.events
    assert isinstance(batch.events[0], Incoming)


def test_nothing_is_confirmed_before_the_next_batch_is_asked_for() -> None:
    _, script, *_ = polled(news(1))
    assert len(script.requests) == 1


def test_after_silence_no_number_is_named_for_new_ones_may_be_smaller() -> None:
    found, script, naps, _ = polled(news(900), good([]), news(5), batches=2)
    assert [ids(batch.events) for batch in found] == [["900"], ["5"]]
    assert ["offset" in script.sent(index) for index in range(3)] == [False, True, False]
    assert naps == [1.0]  # it came at once, without waiting for news


def test_what_cannot_be_read_is_kept_and_confirmed() -> None:
    found, script, *_ = polled(good([update(3, message=5), "junk"]), news(4), batches=2)
    assert [type(event).__name__ for event in found[0].events] == ["Poison", "Poison"]
    assert script.sent(1)["offset"] == 4


def test_an_outage_is_waited_out_longer_each_time_and_said_once() -> None:
    broken = [httpx.ConnectError("x")] * 4
    odd = [httpx.Response(200, text="x"), good({}), good([{"update_id": "x"}])]
    _, _, naps, logs = polled(*broken, bad(502), httpx.ReadTimeout("x"), *odd, news(1))
    assert naps == [1, 2, 4, 8, 16, 32, LONGEST_WAIT_S, LONGEST_WAIT_S, LONGEST_WAIT_S]
    assert [entry["log_level"] for entry in logs] == ["warning", "info"]


def test_after_an_outage_waits_begin_anew() -> None:
    _, _, naps, logs = polled(bad(500), bad(500), news(1), bad(500), news(2), batches=2)
    assert naps == [1, 2, 1]
    assert len(logs) == 4


def test_waits_as_long_as_telegram_wants() -> None:
    _, _, naps, logs = polled(bad(429, retry_after=33), bad(429), news(1))
    assert naps == [33, 1]
    assert logs == []


def test_the_same_again_and_again_is_no_news() -> None:
    found, _, naps, logs = polled(news(7), news(7), news(7), news(8), batches=2)
    assert [ids(batch.events) for batch in found] == [["7"], ["8"]]
    assert naps == [1, 2]
    assert len(logs) == 2


def test_a_webhook_that_is_registered_is_removed_and_that_is_said() -> None:
    conflict = bad(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
    _, script, naps, logs = polled(conflict, good(True), conflict, news(1))
    assert [request.url.path.rpartition("/")[2] for request in script.requests] == [
        "getUpdates", "deleteWebhook", "getUpdates", "getUpdates",
    ]  # fmt: skip
    assert script.sent(1) == {"drop_pending_updates": False}
    assert naps == [1, 2]
    assert len(logs) == 1
    assert "mode: webhook" in logs[0]["event"]


def test_a_webhook_that_cannot_be_removed_is_said() -> None:
    _, _, naps, logs = polled(bad(409, "webhook is active"), httpx.ConnectError("x"), news(1))
    assert len(logs) == 2
    assert naps == [1]


def test_another_poller_is_said_once() -> None:
    other = bad(409, "Conflict: terminated by other getUpdates request")
    _, script, _, logs = polled(other, other, news(1), other, news(2), batches=2)
    assert len(logs) == 1
    assert "another program" in logs[0]["event"]
    assert len(script.requests) == 5


@pytest.mark.parametrize("code", [401, 404])
def test_a_wrong_token_ends_it(code: int) -> None:
    with pytest.raises(ColibriError, match="@BotFather") as caught:
        polled(bad(code))
    assert tells_nothing(caught.value)


def test_batches_that_are_too_long_are_asked_for_in_smaller_ones() -> None:
    long = httpx.Response(200, content=b" " * (16 * 1024 * 1024 + 1))
    found, script, *_ = polled(long, long, news(1), news(2), batches=2)
    assert [script.sent(index)["limit"] for index in range(4)] == [100, 25, 6, 24]
    assert len(found) == 2


def test_can_be_cancelled_while_it_waits() -> None:
    async def never(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    channel, _ = bot()
    channel._api._transport = httpx.MockTransport(never)

    async def take() -> None:
        async for _ in channel.batches():
            pass

    async def cancelled() -> None:
        task = asyncio.create_task(take())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())


def test_what_is_kept_is_json() -> None:
    (batch,), *_ = polled(httpx.Response(200, text='{"ok":true,"result":[{"update_id":1,"junk":"\\ud800"}]}'))
    assert json.loads(batch.body)[0]["update_id"] == 1
