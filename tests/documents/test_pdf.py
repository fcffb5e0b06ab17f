from __future__ import annotations

from assistant.documents.pdf import pdf
from tests.documents import papers


def test_pages_are_counted_and_accents_survive() -> None:
    content = pdf(
        papers.pdf(["Règlement\n\nLes chiens (petits) sont admis.", "La salle ferme à 22 h."], "Règlement de la salle")
    )
    assert content.title == "Règlement de la salle"
    assert [(block.page, block.text) for block in content.blocks if block.page == 2] == [(2, "La salle ferme à 22 h.")]
    assert "Les chiens (petits) sont admis." in content.blocks[0].text


def test_a_file_name_is_no_title() -> None:
    assert pdf(papers.pdf(["Just a line of text that says something."], "Microsoft Word - doc1.docx")).title == ""
