"""Ten thousand bodies and headers that nobody in their right mind would send; most are signed, so that they reach the readers."""

from __future__ import annotations

import gc
import json
import random
import tracemalloc
from collections import Counter
from collections.abc import Callable
from typing import Any

from structlog.testing import capture_logs

from tests.chat import asgi
from tests.chat.asgi import AT, NAMES, NUMBER, PAGE, Headers, Hook, Kept, pairs, play, signed
from tests.chat.standin import messenger_payloads as ms
from tests.chat.standin import telegram_payloads as tg
from tests.chat.standin import whatsapp_payloads as wa
from tests.chat.standin.media import File
from tests.chat.standin.writing import STYLES, Json, write

COUNT = 10_000
GROWTH = 256 * 1024
"""Bytes by which the second half may leave the memory larger: caches and the log's counters, no bodies."""

FILE = File("771", b"", "audio/ogg; codecs=opus", bytes(32), 12)
ODD: list[Any] = [
    *(None, True, False, 0, -1, 2**31, 2**63, 2**64, 10**40, -0.0, 1.5, 1e308, float("nan"), float("inf")),
    *(
        "",
        "\0",
        "\ud800",
        "\udfff\ud800",
        "a" * 2000,
        "٣",
        "²",
        "-1",
        "1e3",
        " 1 ",
        "\u202e",
        "🌻",
        "\\",
        '"',
        "'; --",
        "%s{}",
    ),
    *([], {}, [[]], [{}], [None], {"": None}, {"id": {}}, [[[[[[[[]]]]]]]]),
]


def whole() -> dict[str, list[Json]]:
    """All that the platforms send, from which the others are made."""
    anna, contents = (
        asgi.ANNA,
        [
            *(
                wa.text("hello"),
                wa.audio(FILE, "https://x.fbsbx.com/1"),
                wa.image(FILE, "a bird"),
                wa.button_reply("b", "Yes"),
            ),
            *(
                wa.list_reply("l", "One", "first"),
                wa.bodiless_interactive(),
                wa.button("p", "Go"),
                wa.reaction("wamid.1", "🌻"),
            ),
            *(
                wa.reaction("wamid.1", None),
                wa.contacts(),
                wa.location(),
                wa.edit("wamid.1", "no"),
                wa.revoke("wamid.1"),
            ),
            *(wa.user_id_changed("US.1", "US.2"), wa.number_changed("1", "2"), wa.unsupported()),
        ],
    )
    messages = [wa.message(anna, f"wamid.{n}", AT, **content) for n, content in enumerate(contents)]
    states = [wa.status("wamid.9", state, "1555", AT, "0" * 32) for state in ("sent", "delivered", "read", "played")]
    states.append(wa.status("wamid.9", "failed", "1555", AT, code=131047))
    number = wa.Number(NUMBER)
    changes = [wa.Change([anna], [message]) for message in messages] + [wa.Change(statuses=states)]
    items = [
        ms.message(anna, PAGE, "m_1", AT, "hello", quick_reply="Q", reply_to="m_0"),
        ms.message(anna, PAGE, "m_2", AT, attachments=[ms.attachment("audio", "https://x.fbcdn.net/1"), ms.location()]),
        *(ms.postback(anna, PAGE, "", AT, "Go", "GO"), ms.reaction(anna, PAGE, "m_0", AT, "🌻")),
        *(ms.edit(anna, PAGE, "m_1", AT, "no"), ms.echo(anna, PAGE, "m_3", AT, "hi", "0" * 32)),
        *(ms.delivery(anna, PAGE, AT, AT, ["m_3"]), ms.read(anna, PAGE, AT, AT)),
    ]
    contents = [
        *(tg.text("/start@colibri"), tg.voice(FILE), tg.audio(FILE), tg.photo(FILE, "a bird"), tg.document(FILE)),
        *(tg.sticker(FILE), tg.location(), tg.contact()),
    ]
    told = [tg.message(anna, n, AT, reply_to=1, **content) for n, content in enumerate(contents)]
    updates = [
        *(tg.update(n, "message", message) for n, message in enumerate(told)),
        *(
            tg.update(90, "edited_message", told[0]),
            tg.update(91, "callback_query", tg.callback_query(anna, "1", "d", told[0])),
        ),
        *(
            tg.update(92, "message", tg.group_message(anna, 5, AT, "hi")),
            tg.update(93, "my_chat_member", tg.blocked(anna, AT)),
        ),
    ]
    return {
        "whatsapp": [*(wa.envelope(number, [change]) for change in changes), wa.envelope(number, changes)],
        "messenger": [*(ms.envelope(PAGE, [item], AT) for item in items), ms.envelope(PAGE, items, AT)],
        "telegram": updates,
    }


def bent(value: Any, rng: random.Random) -> Any:
    """With something odd in one place of it, or something missing, or twice."""
    if not isinstance(value, dict | list) or not value or rng.random() < 0.05:
        return rng.choice(ODD)
    copy: Any = value.copy()
    place = rng.choice(list(value) if isinstance(value, dict) else range(len(value)))
    match rng.randrange(12):
        case 0:
            del copy[place]
        case 1 if isinstance(copy, dict):
            copy[rng.choice(("id", "type", "message", "\ud800", "x" * 500))] = copy[place]
        case 1:
            copy.append(copy[place])
        case _:
            copy[place] = bent(copy[place], rng)
    return copy


def torn(body: bytes, rng: random.Random) -> bytes:
    """No longer JSON, most likely."""
    place = rng.randrange(len(body) + 1)
    cuts: list[Callable[[], bytes]] = [
        lambda: body[:place],
        lambda: body[:place] + rng.randbytes(rng.randrange(1, 9)) + body[place:],
        lambda: body[:place] + body[place + rng.randrange(1, 9) :],
        lambda: body[:place] + b"[" * rng.choice((10, 900, 1100, 5000)) + body[place:],
        lambda: rng.randbytes(rng.randrange(200)),
        lambda: b"\xef\xbb\xbf" + body,
        lambda: body.decode("utf-8", "replace").encode("utf-16"),
    ]
    return rng.choice(cuts)()


def spoiled(headers: Headers, rng: random.Random) -> Headers:
    """Headers as no platform sends them."""
    found = pairs(headers)
    name, value = found[0]
    good = value if isinstance(value, bytes) else value.encode()
    options: list[tuple[str, bytes]] = [
        (name, good[: rng.randrange(len(good))]),
        (name, rng.randbytes(rng.randrange(80))),
        (name, good),
        ("content-encoding", rng.choice((b"gzip", b"\xff", b"identity"))),
        ("content-length", rng.choice((b"", b"-1", b"\xb2", b"9" * 50, rng.randbytes(3)))),
        ("x" * rng.randrange(1, 99), rng.randbytes(9)),
    ]
    extra = rng.choice(options)
    return [extra] if rng.random() < 0.3 else rng.choice(([*found, extra], [extra, *found]))


def test_ten_thousand_odd_deliveries_break_nothing_and_leave_nothing_behind() -> None:
    rng, templates = random.Random(20), whole()
    statuses: Counter[int] = Counter()
    outcomes: Counter[str] = Counter()

    def made(name: str) -> tuple[bytes, Headers]:
        payload: Any = rng.choice(templates[name])
        for _ in range(rng.choice((0, 1, 1, 1, 2, 5))):
            payload = bent(payload, rng)
        try:
            body = write(payload, rng.choice(("meta", "plain", "spaced", "shuffled", "letters")), rng)
        except (TypeError, RecursionError):
            body = json.dumps(payload).encode()
        body = torn(body, rng) if rng.random() < 0.15 else body
        headers = signed(name, body)
        return body, spoiled(headers, rng) if rng.random() < 0.1 else headers

    async def story() -> None:
        kept = Kept()
        hook = Hook(kept)
        tracemalloc.start()
        before = 0
        for number in range(COUNT):
            name = NAMES[number % 3]
            body, headers = made(name)
            answer = await hook.post(name, body, headers)
            statuses[answer.status] += 1
            outcomes.update(type(event).__name__ for event in kept.events)
            outcomes["unreadable"] += len(kept.poisons)
            assert not [poison for poison in kept.poisons if poison.startswith("it cannot be read")], body
            kept.bodies, kept.events, kept.poisons = [], [], []
            if number == COUNT // 2:
                gc.collect()
                before = tracemalloc.get_traced_memory()[0]
        gc.collect()
        growth = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert growth < GROWTH

    with capture_logs() as logs:
        play(story, within_s=120)
    assert set(statuses) == {200, 400, 401, 413, 415}
    assert statuses[200] > COUNT * 0.8
    assert not [line for line in logs if line["log_level"] == "error"]
    # not all was thrown out at the door: of everything there was much
    assert (
        min(outcomes[kind] for kind in ("Incoming", "Edited", "Revoked", "Status", "Moved", "Poison", "unreadable"))
        > 50
    )


def test_the_templates_are_good_themselves() -> None:
    async def story() -> None:
        for name, payloads in whole().items():
            kept = Kept()
            for payload in payloads:
                for style in STYLES:
                    assert (await Hook(kept).post(name, write(payload, style))).status == 200
            assert not kept.poisons
            assert not [event for event in kept.events if type(event).__name__ == "Poison"]

    play(story)
