from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from assistant.chat import pairing
from assistant.chat.gate import Rules
from assistant.chat.pairing import Pairing
from assistant.chat.phones import StorePhones
from assistant.chat.store import Job, Known, Store
from assistant.people import OWNER, Person, Role
from tests.chat.store.given import Clock, there, with_store

ANNA = Person("anna", Role.GUEST)
NEW = Known("telegram", "bot", "1", "to 1", "owner", Role.OWNER, last=5.0)
OLD = Known("whatsapp", "num", "2", "+2", "owner", Role.OWNER, last=3.0)


def with_phones(
    folder: Path, test: Callable[[StorePhones, Store], Awaitable[None]], *known: Known, rules: Rules | None = None
) -> int:
    """How often it was said that there is something to send."""
    told: list[int] = []

    async def run(store: Store, clock: Clock) -> None:
        for each in known:
            await there(store, each)
        pair = Pairing(store.people, clock)
        await test(StorePhones(store, pair, {"telegram", "whatsapp"}, lambda: told.append(1), rules), store)

    with_store(folder, run)
    return len(told)


async def posted(store: Store) -> list[Job]:
    return await store.outbox.sendable(2000.0)


def test_the_phone_that_writes_the_code_is_written_to(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert not await phones.send(ANNA, "too early")
        code = await phones.offer(ANNA)
        found = await Pairing(store.people).redeem(code, "telegram", "bot", "1", 1000.0)
        assert found == ("anna", Role.GUEST)
        await there(store, replace(NEW, person=found[0], role=found[1]))
        assert await phones.send(ANNA, "Milk")
        assert not await phones.send(OWNER, "Secrets")
        (job,) = await posted(store)
        assert (job.channel, job.account, job.user, job.address, job.text) == ("telegram", "bot", "1", "to 1", "Milk")

    assert with_phones(tmp_path, test) == 1
    assert pairing.VALID_S == 600  # as the skill says


def test_it_goes_to_the_phone_that_was_used_last(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert await phones.send(OWNER, "hi")
        assert [job.user for job in await posted(store)] == ["1"]

    with_phones(tmp_path, test, OLD, NEW)


def test_it_goes_to_no_phone_that_stopped_us_or_whose_channel_is_not_served(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert await phones.send(OWNER, "hi")
        assert [job.user for job in await posted(store)] == ["2"]

    gone = Known("messenger", "page", "3", "3", "owner", Role.OWNER, last=9.0)
    with_phones(tmp_path, test, OLD, gone, replace(NEW, stopped=True))


def test_where_nobody_may_be_written_to_nothing_is(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert not await phones.send(OWNER, "hi")
        assert not await phones.send(Person("", Role.OWNER), "hi")
        assert await posted(store) == []

    others = (replace(OLD, stopped=True), replace(NEW, person="anna"), Known("telegram", "bot", "9", "9", last=20.0))
    assert with_phones(tmp_path, test, *others) == 0


def test_the_same_key_is_sent_once_even_by_another_phone(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert await phones.send(OWNER, "It rings", "timer:1")
        await there(store, replace(OLD, last=10.0))
        assert await phones.send(OWNER, "It rings", "timer:1")
        assert [job.user for job in await posted(store)] == ["1"]
        assert await phones.send(OWNER, "It rings", "timer:2")
        assert [job.user for job in await posted(store)] == ["1", "2"]

    with_phones(tmp_path, test, OLD, NEW)


def test_without_a_key_the_same_text_is_sent_again(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        await phones.send(OWNER, "Milk")
        await phones.send(OWNER, "Milk")
        assert (await store.counts()).outbox == {"waiting": 2}

    assert with_phones(tmp_path, test, NEW) == 2


def test_a_long_list_comes_in_parts_and_each_once(tmp_path: Path) -> None:
    text = "\n".join(f"thing number {number}" for number in range(500))

    async def test(phones: StorePhones, store: Store) -> None:
        for _ in range(2):
            assert await phones.send(OWNER, text, "list")
        parts: list[str] = []
        while jobs := await posted(store):
            for job in jobs:
                parts.append(job.text)
                await store.outbox.sending(job.job)
                await store.outbox.sent(job.job, f"m{len(parts)}")
        assert "\n".join(parts) == text
        assert max(map(len, parts)) <= 1900

    with_phones(tmp_path, test, NEW)


def test_who_is_in_the_configuration_needs_no_pairing_to_be_written_to(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert await phones.send(OWNER, "hi")
        assert [job.user for job in await posted(store)] == ["7"]
        assert [known.user for known in await phones.all()] == ["7"]

    known = Known("whatsapp", "num", "7", "+1555", last=1.0)
    stranger = Known("whatsapp", "num", "8", "+1556", last=2.0)
    with_phones(tmp_path, test, known, stranger, rules=Rules({"whatsapp:+1555": ("owner", Role.OWNER)}))


def test_who_is_somebody_else_by_the_configuration_gets_nothing_that_is_the_owners(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert not await phones.send(OWNER, "Secrets")
        assert await phones.send(ANNA, "hi")

    with_phones(tmp_path, test, NEW, rules=Rules({"telegram:1": ("anna", Role.GUEST)}))


def test_all_are_those_who_may_write(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        assert [known.user for known in await phones.all()] == ["1", "2"]

    with_phones(tmp_path, test, OLD, NEW, Known("telegram", "bot", "9", "9", last=20.0))


def test_a_phone_that_may_not_be_written_to_any_more_is_the_last_choice(tmp_path: Path) -> None:
    async def test(phones: StorePhones, store: Store) -> None:
        pair, day = Pairing(store.people), 86_400.0
        windows = {"whatsapp": day, "telegram": None}
        for now, channel in ((1000.0, "whatsapp"), (3 * day, "telegram")):
            late = StorePhones(store, pair, windows, windows=windows, clock=lambda now=now: now)  # type: ignore[misc]
            assert await late.send(OWNER, channel)
        assert {job.channel: job.text for job in await posted(store)} == {name: name for name in windows}

    with_phones(tmp_path, test, replace(OLD, last=900.0), NEW)
