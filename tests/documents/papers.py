"""Documents for tests: the household's corpus, and PDFs written by hand."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfReader, PdfWriter

CORPUS = Path(__file__).parent / "corpus"

POOL = (
    """Riverside swimming pool

Tickets

Adults pay 4.50 euros, children under fourteen and senior citizens 3 euros. A card for ten visits is sold
at the price of eight. Babies come in for nothing.

Hours

From Monday to Friday we are open from 7 a.m. to 9 p.m.; on Saturdays and Sundays from 9 a.m. to 6 p.m. In
August the pool is emptied and stays closed for two weeks.""",
    """Lessons

Beginners from the age of five meet on Wednesdays at 4 p.m. in the small basin. Eight lessons cost 60
euros. Put your name down at the ticket desk with Tom Becker.

In the water

Caps are compulsory. Shorts that reach below the knee are not accepted. Lockers take a one-euro coin.""",
)
"""The pages of pool.pdf."""


def household(folder: Path) -> Path:
    """The corpus, with its PDF, in a folder of its own."""
    shutil.copytree(CORPUS, folder)
    (folder / "pool.pdf").write_bytes(pdf(POOL))
    return folder


def pdf(pages: Sequence[str], title: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, page in enumerate(pages):
        content = b"BT /F1 11 Tf 14 TL 50 800 Td\n" + b"".join(_line(line) for line in page.split("\n")) + b"ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * at} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    objects.append(b"<< /Title (%b) >>" % _escaped(title))
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        len(objects),
        start,
    )
    return bytes(out)


def encrypted(data: bytes, password: str) -> bytes:
    """The same PDF, which opens with a password only."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _line(line: str) -> bytes:
    return b"(%b) Tj T*\n" % _escaped(line)


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
