"""What the bridge itself says: to strangers, to who stops it, pairs, or writes too much."""

from __future__ import annotations

from pathlib import Path

from assistant.chat.store import Lane
from assistant.chat.wording import say
from assistant.people import OWNER, Role
from tests.chat.turns.world import House, lived


def test_a_stranger_is_refused_once_in_their_language_and_nothing_is_kept(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("Bonjour, quelle heure est-il ?", "Are you there?", user="bob")
        await house.works("bob")
        assert house.answers == [say("refused", "fr")]
        assert house.mind.asked == []
        assert {text for (text,) in house.rows("SELECT text FROM inbox")} == {""}
        assert {body for (body,) in house.rows("SELECT data FROM bodies")} == {None}

    lived(tmp_path, story)


def test_stop_is_silence_until_start(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("STOP")
        await house.works()
        await house.hears("Who are you?")
        await house.works()
        await house.hears("start")
        await house.works()
        await house.hears("Who are you?")
        await house.works()
        assert house.answers == [say("stopped", "en"), say("started", "en"), "A bird."]

    lived(tmp_path, story, "A bird.")


def test_who_writes_too_much_is_told_so_once_a_minute(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        for _ in range(2):
            for _ in range(5):
                await house.hears("is the lamp on")
                await house.works()
            house.now += 61.0
        assert house.answers == (["It is on."] * 2 + [say("slow_down", "en")]) * 2
        assert house.states.count("dropped") == 4

    lived(tmp_path, story, per_minute=2)


def test_a_code_makes_a_stranger_somebody_and_begins_anew(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        code = await house.pairing.offer(OWNER.id, Role.OWNER)
        await house.hears("Bonjour", f"{code[:3]} {code[3:]}", "Qui es-tu ?", user="bob")
        await house.works("bob")
        assert house.answers == [say("refused", "fr"), say("paired", "fr"), "Un oiseau."]
        known = await house.store.people.find("fake", "bot", "bob")
        assert known is not None
        assert (known.person, known.role) == (OWNER.id, Role.OWNER)

    lived(tmp_path, story, "Un oiseau.")


def test_who_guesses_codes_gets_no_more_answers(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        for number in range(8):
            await house.hears(f"{number:06d}", user="bob")
            await house.works("bob")
        assert house.answers == [say("wrong_code", "en")] * 5

    lived(tmp_path, story)


def test_what_waits_of_somebody_who_was_removed_is_dropped(tmp_path: Path) -> None:
    async def story(house: House) -> None:
        await house.hears("Who are you?")
        await house.store.people.remove("fake", "bot", "anna")
        house.rows("SELECT 1")
        await house.works()
        assert (house.answers, house.states) == ([], ["dropped"])
        assert await house.store.inbox.lanes(house.now) == []
        assert Lane("fake", "bot", "anna") not in house.turns._written

    lived(tmp_path, story)


def test_what_is_no_text_is_declined_in_their_language(tmp_path: Path) -> None:
    from assistant.chat import Kind

    async def story(house: House) -> None:
        await house.hears("Bonjour, qui es-tu ?")
        await house.works()
        for kind in (Kind.IMAGE, Kind.LOCATION, Kind.CONTACTS, Kind.STICKER, Kind.VOICE):
            await house.hears("", kind=kind)
            await house.works()
        await house.hears("👍", kind=Kind.REACTION)
        await house.works()
        kinds = ("image", "location", "contacts", "sticker", "voice")
        assert house.answers[1:] == [say(f"kind_{kind}", "fr") for kind in kinds]

    lived(tmp_path, story, "Un oiseau.")
