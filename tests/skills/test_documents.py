"""The household asks its documents aloud and in writing; they are read in a process of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from assistant import registry
from assistant.brain.intents import IntentMatcher, Match
from assistant.documents.index import update
from assistant.documents.store import Store
from assistant.skills import READERS, SKILLS, Background, Call, Informer, Knower, Refusal, Reply, Tools, World
from assistant.skills.documents import FILE, Documents
from tests.documents.papers import household


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the skills, with an index of the household's documents."""
    folder = tmp_path_factory.mktemp("skills")
    store = Store(folder / FILE)
    store.add_root(household(folder / "corpus"))
    update(store)
    store.close()
    return folder


@contextmanager
def skill(folder: Path, **options: Any) -> Iterator[Documents]:
    documents = Documents(World(folder, lambda: datetime.now(UTC)), Documents.Options.model_validate(options))
    try:
        yield documents
    finally:
        documents.close()


def ask(folder: Path, text: str, language: str = "en", aloud: bool = True, **options: Any) -> Reply:
    with skill(folder, **options) as documents:
        return asyncio.run(documents.handle(Call("SearchDocuments", language, text, {"text": text}, aloud=aloud)))


def know(folder: Path, text: str, language: str = "en", **options: Any) -> Reply | None:
    with skill(folder, **options) as documents:
        return asyncio.run(documents.know(Call("", language, text)))


def test_the_answer_is_said_with_its_source(kept: Path) -> None:
    assert ask(kept, "when is the library shut") == Reply(
        "According to Millbrook Public Library, Sunday and Monday, closed."
    )
    assert ask(kept, "le prix de la cantine", "fr").text.startswith(
        "D'après École Jules-Verne, le repas est à 3,80 euros."
    )


def test_who_reads_gets_a_link(kept: Path) -> None:
    (link,) = ask(kept, "barbecues on the balcony", aloud=False).links
    assert link == (kept / "corpus" / "house_rules.txt").resolve().as_uri() + "#barbecues"
    (page,) = ask(kept, "swimming lessons for beginners", aloud=False).links
    assert page.endswith("pool.pdf#page=2")


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [("en", "the capital of australia", "I find nothing"), ("fr", "la capitale de l'australie", "Je ne trouve rien")],
)
def test_nothing_found_is_said(kept: Path, language: str, text: str, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        ask(kept, text, language)


def test_without_documents_it_says_how_to_add_some(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="colibri docs add"):
        ask(tmp_path, "the bins")


def test_an_answer_is_as_long_as_is_configured(kept: Path) -> None:
    assert len(ask(kept, "where is the stopcock", spoken_words=10).text.split()) <= 10 + len(
        "According to Our home notes,".split()
    )


def test_ordinary_questions_are_answered_where_a_document_is_sure(kept: Path) -> None:
    sure = know(kept, "What's the wifi password for guests?")
    assert sure is not None
    assert "seven green apples" in sure.text
    assert know(kept, "What's the capital of Australia?") is None
    assert know(kept, "What's the wifi password for guests?", unasked=False) is None
    assert know(kept, "Hummingbird guest password?", "fr") is None, "it would be read aloud in the wrong language"


def test_a_language_model_is_told_what_may_help(kept: Path) -> None:
    with skill(kept) as documents:
        (note,) = asyncio.run(documents.inform(Call("", "en", "What's the fine if I bring a book back late?")))
        assert note.startswith("Millbrook Public Library: After the due date we charge 10 cents")
        assert not asyncio.run(documents.inform(Call("", "en", "What's the capital of Australia?")))
        assert documents.foreign


def test_a_broken_index_is_said(kept: Path) -> None:
    with skill(kept) as documents:
        documents.documents._store._db.close()
        with pytest.raises(Refusal, match="index"), capture_logs():
            asyncio.run(documents.handle(Call("SearchDocuments", "en", "bins", {"text": "bins"})))
        with capture_logs() as logs:
            assert asyncio.run(documents.know(Call("", "en", "bins"))) is None
            assert not asyncio.run(documents.inform(Call("", "en", "bins")))
        assert [entry["log_level"] for entry in logs] == ["error", "error"]


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1200):
        if condition():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it never became true")


def test_what_changes_is_found_while_it_runs(tmp_path: Path) -> None:
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.md").write_text("# Shed\n\nThe ladder hangs on the wall.")

    async def watch(documents: Documents) -> None:
        def found(question: str) -> bool:
            return bool(documents.documents.passages(question, "en"))

        running = asyncio.create_task(documents.run())
        await until(lambda: found("ladder"))
        (papers / "a.md").write_text("# Shed\n\nThe wheelbarrow stands in the corner.")
        await until(lambda: found("wheelbarrow"))
        assert not found("ladder")
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    with capture_logs(), skill(tmp_path / "state", folders=[papers], poll_s=1) as documents:
        asyncio.run(asyncio.wait_for(watch(documents), 60))


def test_without_watching_it_looks_once_and_reports_what_it_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"nothing")
    with capture_logs() as logs, skill(tmp_path / "state", folders=[tmp_path], watch=False) as documents:
        asyncio.run(asyncio.wait_for(documents.run(), 60))
    assert [entry["path"] for entry in logs if entry["event"] == "a document is left out"] == [
        str((tmp_path / "a.pdf").resolve())
    ]


def test_what_fails_is_said_once_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def fail(documents: Documents) -> bool:
        tries.append(1)
        raise OSError(28, "No space left on device")

    async def watch(documents: Documents) -> None:
        running = asyncio.create_task(documents.run())
        await until(lambda: len(tries) >= 3)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    monkeypatch.setattr(Documents, "_is_stale", fail)
    with capture_logs() as logs, skill(tmp_path) as documents:
        documents._options = Documents.Options.model_construct(poll_s=0.01)
        asyncio.run(asyncio.wait_for(watch(documents), 60))
    assert len([entry for entry in logs if "tried again" in entry["event"]]) == 1


def test_it_keeps_the_contracts(tmp_path: Path) -> None:
    with skill(tmp_path) as documents:
        assert isinstance(documents, Background)
        assert isinstance(documents, Knower)
        assert isinstance(documents, Informer)
        assert isinstance(documents, Tools)
        assert {tool.name for tool in documents.tools} <= documents.intents
        assert all(tool.foreign for tool in documents.tools), "anybody may have written a document"
        assert not documents.acts


@cache
def matcher() -> IntentMatcher:
    return IntentMatcher(
        SKILLS, ("en", "fr"), readers={kind: registry.load("readers", READERS, kind) for kind in READERS}
    )


@pytest.mark.parametrize(
    ("language", "said", "text"),
    [
        ("en", "Look up the bin collection in my documents.", "the bin collection"),
        ("en", "What do my documents say about parking?", "parking"),
        ("en", "According to the documents, when is the library open?", "when is the library open"),
        ("en", "When are the yellow bins emptied, according to my documents?", "when are the yellow bins emptied"),
        ("en", "Can you search my files for the wifi password?", "the wifi password"),
        ("en", "Is there anything about barbecues in our documents?", "barbecues"),
        ("fr", "Cherche la cantine dans mes documents.", "la cantine"),
        ("fr", "Que disent mes documents sur le stationnement ?", "le stationnement"),
        ("fr", "D'après les documents, à quelle heure ferme la mairie ?", "à quelle heure ferme la mairie"),
        ("fr", "Regarde dans mes documents si les chiens sont acceptés.", "les chiens sont acceptés"),
        ("fr", "Est-ce que mes documents parlent du barbecue ?", "barbecue"),
    ],
)
def test_what_people_say(language: str, said: str, text: str) -> None:
    assert matcher().match(said, language) == Match("SearchDocuments", {"text": text}, said)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "What documents do I need for a passport?"),
        ("en", "Who wrote the Pentagon Papers?"),
        ("en", "According to the Bible, who built the ark?"),
        ("fr", "Quels papiers faut-il pour voyager au Japon ?"),
        ("fr", "D'après Einstein, qu'est-ce que le temps ?"),
    ],
)
def test_other_questions_are_left_alone(language: str, said: str) -> None:
    assert matcher().match(said, language) is None
