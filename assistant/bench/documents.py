"""The documents' index at its size limits: thousands of pages that nobody wrote, with the vocabulary of ones that somebody did."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path

from assistant.bench.report import Figure
from assistant.bench.statistics import spread
from assistant.documents import Documents
from assistant.documents.index import update
from assistant.documents.store import Store
from assistant.documents.terms import lexicon, words

PAGES = 10_000
SEARCHES = 200
_PAGE_WORDS = 400
_PAGES_A_DOCUMENT = 20
_SECTIONS_A_PAGE = 3
_VOCABULARY = 40_000
_OWN_WORDS = 40
_OWN_SHARE = 0.15
"""Of a document's words that belong to its subject."""
_SYLLABLES = [
    a + b for a in "b c d f g l m n p r s t v br cl st tr".split() for b in "a e i o u ai ea or an el".split()
]


class Author:
    """Writes documents and asks about them: always the same for the same seed. How frequent a word is follows the law of Zipf
    and Mandelbrot; each document has words of its own besides, as one about a subject has."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._words = self._vocabulary()
        self._bounds = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))

    def document(self, pages: int) -> str:
        """Markdown."""
        own = self._random.sample(self._words[1000:], _OWN_WORDS)
        return "\n\n".join([f"# {self._heading(own)}", *(self._section(own) for _ in range(pages * _SECTIONS_A_PAGE))])

    def question(self, document: str) -> str:
        """A question about one of its sentences: some words of it, and one that is nowhere near."""
        sentences = [sentence for sentence in document.split(".") if len(sentence.split()) > 6]
        said = [word for word in words(self._random.choice(sentences)) if word not in lexicon("en").stop]
        asked = self._random.sample(said, min(len(said), self._random.randint(2, 4)))
        return f"what is the {' '.join(asked)} of {self._random.choice(self._words)}?"

    def _vocabulary(self) -> list[str]:
        """The most frequent word first: those that tell nothing, then among invented ones those that have synonyms."""
        known = lexicon("en")
        real = sorted({name[0] for name in known.alike if len(name) == 1} - known.stop)
        invented = {"".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4))) for _ in range(_VOCABULARY)}
        common = sorted(invented)
        self._random.shuffle(common)
        mixed = real + common[: 5 * len(real)]
        self._random.shuffle(mixed)
        return [*sorted(known.stop), *mixed, *common[5 * len(real) :]]

    def _section(self, own: Sequence[str]) -> str:
        paragraphs = (self._paragraph(own) for _ in range(2))
        return "\n\n".join((f"## {self._heading(own)}", *paragraphs))

    def _heading(self, own: Sequence[str]) -> str:
        return " ".join(self._random.sample(own, 2)).capitalize()

    def _paragraph(self, own: Sequence[str]) -> str:
        count = _PAGE_WORDS // _SECTIONS_A_PAGE // 2
        drawn = self._random.choices(self._words, cum_weights=self._bounds, k=count)
        said = [self._random.choice(own) if self._random.random() < _OWN_SHARE else word for word in drawn]
        cuts = range(0, count, 16)
        return " ".join(f"{' '.join(said[at : at + 16]).capitalize()}." for at in cuts)


def of_documents(folder: Path, pages: int = PAGES, searches: int = SEARCHES, seed: int = 1) -> list[Figure]:
    """Index `pages` invented pages in an empty folder, and ask questions about them."""
    author = Author(seed)
    documents = list(_documents(author, pages))
    texts = folder / "documents"
    texts.mkdir()
    for number, document in enumerate(documents):
        (texts / f"{number:05}.md").write_text(document)
    index = folder / "documents.db"
    store = Store(index)
    store.add_root(texts.resolve())
    began = time.perf_counter()
    update(store)
    indexed_s = time.perf_counter() - began
    began = time.perf_counter()
    update(store)
    unchanged_s = time.perf_counter() - began
    store.compact()
    store.close()
    return [
        Figure("documents_pages", float(pages), "neither"),
        Figure("documents_search_ms", spread(_search(index, author, documents, searches))),
        Figure("documents_indexed_pages_per_s", round(pages / indexed_s, 1), "more"),
        Figure("documents_unchanged_s", round(unchanged_s, 3)),
        Figure("documents_text_mb", round(sum(map(len, documents)) / 1e6, 1), "neither"),
        Figure("documents_index_mb", round(index.stat().st_size / 1e6, 1)),
    ]


def _documents(author: Author, pages: int) -> Iterator[str]:
    for first in range(0, pages, _PAGES_A_DOCUMENT):
        yield author.document(min(_PAGES_A_DOCUMENT, pages - first))


def _search(index: Path, author: Author, documents: Sequence[str], searches: int) -> Iterator[float]:
    """Milliseconds of each."""
    library = Documents(index)
    chosen = random.Random(searches)
    for _ in range(searches):
        question = author.question(chosen.choice(documents))
        began = time.perf_counter()
        library.passages(question, "en")
        yield (time.perf_counter() - began) * 1000
    library.close()
