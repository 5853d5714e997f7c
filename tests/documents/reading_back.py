"""How does a letter read once it is printed? Its text, back from HTML, PDF and Word.

All three give the same text with the same marks, so that they can be compared letter by letter.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from weasyprint import HTML

MM = 72 / 25.4
HEAD, FOOT = 24 * MM, 20 * MM
FIRST_HEAD = 15 * MM
PAGE_HEIGHT, PAGE_WIDTH = 297 * MM, 210 * MM
LIST_MARK = re.compile(r"\s*\d{1,2}\.\s*")
BLOCKS = {"p", "h1", "h2", "h3", "li", "tr"}


def squeezed(text: str) -> str:
    """The text without any white space: what must agree everywhere."""
    return re.sub(r"[\s|]+", "", text)


def text_of_html(body: str) -> str:
    """The text of a letter as a person reads it: a line a block, table cells between bars."""
    root = HTML(string=body).etree_element
    lines = [line for line in _lines(root) if line.strip(" |")]
    return "\n".join(lines) + "\n"


def _lines(element: Any) -> Iterator[str]:
    for number, child in enumerate(element, 1):
        if child.tag in BLOCKS:
            yield _line(child, element.tag, number)
        elif isinstance(child.tag, str):
            yield from _lines(child)


def _line(block: Any, parent: str, number: int) -> str:
    if block.tag == "tr":
        return " | ".join(_inline(cell) for cell in block)
    mark = {"ul": "• ", "ol": f"{number}. "}.get(parent, "") if block.tag == "li" else ""
    heads = {"h1": "\n# ", "h2": "\n## ", "h3": "\n### "}
    return heads.get(block.tag, mark) + _inline(block)


def _inline(element: Any) -> str:
    parts = [element.text or ""]
    for child in element:
        parts += ["\v" if child.tag == "br" else _inline(child), child.tail or ""]
    return re.sub(r"[ \t\r\n]+", " ", "".join(parts)).strip().replace("\v", "\n    ")


def heads_of(body: str) -> list[str]:
    """The squeezed text of every table head; a PDF repeats them on each page of a table."""
    root = HTML(string=body).etree_element
    return [squeezed(" ".join(_lines(head))) for head in root.iter("thead")]


def numbered_of(body: str) -> list[str]:
    """The squeezed text of every numbered item; a PDF may draw its number before or after it."""
    root = HTML(string=body).etree_element
    return [squeezed(_inline(item)) for one in root.iter("ol") for item in one]


def compared(text: str) -> str:
    """A text by lines as it is compared: without the marks of headings, lists and new lines."""
    return squeezed(re.sub(r"^(#+|•|\d{1,2}\.) ", "", text, flags=re.MULTILINE))


def pages_of_pdf(pdf: bytes) -> list[str]:
    """The text of each page between its margins, without running heads and feet."""
    document = pypdfium2.PdfDocument(pdf)
    pages = []
    for index in range(len(document)):
        top = PAGE_HEIGHT - (HEAD if index else FIRST_HEAD) + 2
        text = document[index].get_textpage().get_text_bounded(0, FOOT - 2, PAGE_WIDTH, top)
        # A hyphen that ends a line comes back as a control character. Marks of lists are drawn
        # at their own time; their order is not the reader's.
        lines = text.replace("\r", "").replace("\x02", "-").replace("•", "").split("\n")
        pages.append("\n".join(line for line in lines if not LIST_MARK.fullmatch(line)))
    document.close()
    return pages


def text_of_pdf(pdf: bytes, body: str) -> str:
    """The squeezed text of a PDF, without list numbers and the repeated heads of its tables."""
    heads, numbered, whole = heads_of(body), numbered_of(body), ""
    for page in pages_of_pdf(pdf):
        text = squeezed("\n".join(_unnumbered(line, numbered) for line in page.split("\n")))
        repeated = next((h for h in heads if whole and text.startswith(h) and h in whole), "")
        whole += text[len(repeated) :]
    return whole


def _unnumbered(line: str, numbered: list[str]) -> str:
    rest = re.sub(r"^\d{1,2}\. ", "", line)
    is_item = rest != line and any(item.startswith(squeezed(rest)) for item in numbered)
    return rest if is_item else line


def text_of_docx(document: bytes) -> str:
    """The squeezed text of a Word document: its letterhead, then its body."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    heads = [xml for name, xml in parts.items() if re.fullmatch(r"word/header\d*\.xml", name)]
    letterhead = next(xml for xml in heads if b"PAGE" not in xml)
    return squeezed(
        "".join(
            text
            for xml in (letterhead, parts["word/document.xml"])
            for text in _word_texts(parse_xml(xml))
        )
    )


def _word_texts(root: Any) -> Iterator[str]:
    for paragraph in root.iter(qn("w:p")):
        pieces = paragraph.iter(qn("w:t"), qn("w:noBreakHyphen"))
        yield "".join("-" if one.tag == qn("w:noBreakHyphen") else one.text or "" for one in pieces)
