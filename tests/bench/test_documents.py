from __future__ import annotations

from pathlib import Path

from assistant.bench.documents import Author, of_documents
from assistant.bench.statistics import Spread


def test_every_figure_is_measured(tmp_path: Path) -> None:
    figures = {figure.name: figure.value for figure in of_documents(tmp_path, pages=30, searches=5)}
    assert figures["documents_pages"] == 30
    assert isinstance(figures["documents_search_ms"], Spread)
    assert all(value for name, value in figures.items() if name != "documents_unchanged_s")


def test_the_same_seed_writes_the_same() -> None:
    one, same, other = Author(1), Author(1), Author(2)
    document = one.document(2)
    assert document == same.document(2) != other.document(2)
    assert one.question(document) == same.question(document)
    assert 700 < len(document.split()) < 1000
