"""How is a wording written in Word's own markup, its Jinja tags kept for docxtpl?

A tag between blocks becomes a paragraph ``{%p ... %}``, a tag between rows a row ``{%tr ... %}``;
inside a text it stays as it is. Looks come from the styles of the letterhead document.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from demandgen.documents.subset import Control, Element, Node, Statement, Text
from demandgen.documents.templates import WordingError
from demandgen.problems import say

_PARAGRAPHS: Final = {
    "h1": "Title",
    "h1.annex": "Annex Title",
    "h2": "Heading 1",
    "h3": "Heading 2",
    "p": "Body Text",
    "p.keep": "Body Text",
    "p.dateline": "Date Line",
    "p.subject": "Subject",
    "p.lead": "Lead",
    "p.note": "Note",
    "p.small": "Small Print",
    "p.centre": "Centred",
    "p.quote": "Quote",
    "ul": "List Bullet",
    "ol": "List Number",
    "ul.small": "List Bullet Small",
    "ol.small": "List Number Small",
}
WINDOW_WIDTH: Final = 4820
"""85 mm, in twentieths of a point, as all measures here."""
WINDOW_HEIGHT: Final = 2268
"""40 mm: the address field of DIN 5008 without its return line."""
PAYMENT_CODE_RELATION: Final = "rIdPaymentCode"
CODE_SIZE: Final = 1_080_000
"""30 mm in English Metric Units: how wide and high a payment code is."""
WINDOW_INDENT: Final = {"left": 0, "right": 4536}
"""Where the window begins from the left margin: there, or 80 mm to the right."""
_BLOCKS: Final = {"recipient": "Recipient", "signature": "Signature", "box": "Box"}
_TABLES: Final = {
    "": "Letter Figures",
    "figures": "Letter Figures",
    "labels": "Letter Labels",
    "summary": "Letter Summary",
    "signatures": "Letter Signatures",
    "payment": "Letter Labels",
}
_WHOLE: Final = frozenset({"summary", "payment", "signatures"})
"""Tables that stay on one page; which rows of others do is seen in the filled document
(`demandgen.documents.wordpages`).
"""
_LAST_CELL: Final = '<w:tcMar><w:right w:w="0" w:type="dxa"/></w:tcMar>'
"""A table ends where the text ends; the room between its columns is on the right of each."""
_CELLS: Final = {
    "": "Table Text",
    "th": "Table Head",
    "total": "Table Total",
    "rest": "Table Rest",
    "labels": "Label Text",
    "labels th": "Label",
    "summary": "Summary Text",
    "summary th": "Summary Text",
    "summary total": "Summary Total",
}
_CUT: Final = (
    '<w:pBdr><w:top w:val="dashed" w:sz="6" w:space="12" w:color="555555"/></w:pBdr>'
    '<w:spacing w:before="360"/>'
)
"""Where a slip is cut off."""
_SMALL: Final = '<w:sz w:val="16"/><w:szCs w:val="16"/>'
"""Small text inside a block, whose style it keeps: 8 points."""
_ROOM: Final = {
    "signature": '<w:spacing w:before="434"/>',
    "recipient": '<w:spacing w:after="80"/>',
}
"""The room at small text: with its own height 9 mm for the ink between a name and the line below
it; a little between how a letter is sent and the name of whom it goes to.
"""
_BELOW: Final = '<w:spacing w:after="220" w:line="20" w:lineRule="exact"/>'
"""The room below a signature, which at the end of a page takes none."""
_LINE: Final = '<w:{side} w:val="single" w:sz="8" w:space="0" w:color="auto"/>'


@dataclass(frozen=True)
class Translator:
    """Writes nodes as WordprocessingML.

    `style_ids` are the letterhead's styles by name; `width` is that of the text, in twentieths
    of a point; `new_list` starts a numbered list and returns its number.
    """

    style_ids: Mapping[str, str]
    width: int
    new_list: Callable[[str], int]
    shown: str = "letterhead.docx"
    window: Literal["left", "right"] = "left"
    missing: set[str] = field(default_factory=set)
    signed: set[Element] = field(default_factory=set)

    def body(self, nodes: tuple[Node, ...]) -> str:
        """Return the paragraphs and tables of a wording.

        Raises:
            WordingError: the letterhead lacks a style.
        """
        self.signed.update(_signed(nodes))
        written = "".join(self._blocks(nodes, ""))
        if self.missing:
            raise WordingError.of(
                "letterhead-style",
                say(
                    "{file} has no style {names}",
                    file=self.shown,
                    names=", ".join(sorted(self.missing)),
                ),
            )
        return written

    def _blocks(self, nodes: tuple[Node, ...], block: str) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Control | Statement):
                yield from self._control(node, "p", lambda inner: self._blocks(inner, block))
            elif isinstance(node, Element):
                yield from self._element(node, block)

    def _element(self, node: Element, block: str) -> Iterator[str]:
        if node.tag == "div" and node.kind == "recipient":
            yield self._address(node)
        elif node.tag == "div":
            yield from self._block(node)
        elif node.tag == "table":
            yield self._table(node, whole=block == "slip")
        elif node.tag in {"ul", "ol"}:
            yield from self._list(node)
        else:
            name = f"{node.tag}.{node.kind}" if node.kind else node.tag
            style = _BLOCKS.get(block) if node.tag == "p" else None
            kept = node.kind == "keep" or block in {"slip", "signature"}
            more = "<w:keepNext/>" if kept else ""
            look = _SMALL if style and node.kind == "small" else ""
            more += _ROOM.get(block, "") if look else ""
            yield self._paragraph(style or _PARAGRAPHS[name], node.children, more, look)

    def _block(self, node: Element) -> Iterator[str]:
        if node.kind == "slip":
            yield self._paragraph("Gap", (), _CUT)
        if node.kind == "signature":
            yield from self._signature(node)
        elif node.kind != "letterhead":  # that is in the header of letterhead.docx
            yield from self._blocks(node.children, node.kind)

    def _address(self, node: Element) -> str:
        """The address field: one cell of a fixed place and height."""
        lines = "".join(self._blocks(node.children, node.kind))
        height = f'<w:trHeight w:val="{WINDOW_HEIGHT}" w:hRule="atLeast"/>'
        return _one_cell(lines, WINDOW_WIDTH, WINDOW_INDENT[self.window], height)

    def _signature(self, node: Element) -> Iterator[str]:
        """The signature block: its lines stay together, and with what follows it."""
        yield self._paragraph("Gap", ())
        yield from self._blocks(node.children, node.kind)
        yield self._paragraph("Gap", (), _BELOW)

    def _control(
        self,
        node: Control | Statement,
        level: str,
        written: Callable[[tuple[Node, ...]], Iterator[str]],
    ) -> Iterator[str]:
        if isinstance(node, Statement):
            yield self._tag(node.code, level)
            return
        for clause in node.clauses:
            yield self._tag(clause.code, level)
            yield from written(clause.children)
        yield self._tag(f"end{node.keyword}", level)

    def _tag(self, code: str, level: str) -> str:
        paragraph = f"<w:p><w:r><w:t>{{%{level} {_escaped(code)} %}}</w:t></w:r></w:p>"
        if level == "p":
            return paragraph
        return f"<w:tr><w:tc><w:tcPr/>{paragraph}</w:tc></w:tr>"

    def _paragraph(
        self, style: str, children: tuple[Node, ...], more: str = "", look: str = ""
    ) -> str:
        properties = f'<w:pStyle w:val="{self._id(style)}"/>{more}'
        return f"<w:p><w:pPr>{properties}</w:pPr>{runs(children, look)}</w:p>"

    def _id(self, style: str) -> str:
        if style not in self.style_ids:
            self.missing.add(style)
        return self.style_ids.get(style, style)

    def _list(self, node: Element) -> Iterator[str]:
        name = _PARAGRAPHS[f"{node.tag}.{node.kind}" if node.kind else node.tag]
        more = ""
        if node.tag == "ol":
            number = self.new_list(name)
            more = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
        yield from self._items(node.children, name, more)

    def _items(self, nodes: tuple[Node, ...], style: str, more: str) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Control | Statement):
                yield from self._control(node, "p", lambda inner: self._items(inner, style, more))
            elif isinstance(node, Element):
                yield self._paragraph(style, node.children, more)

    def _table(self, table: Element, *, whole: bool = False) -> str:
        widths = self._widths(table)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = "".join(
            row
            for part in table.children
            if isinstance(part, Element)
            for row in self._rows(
                part.children, table.kind, widths, head=part.tag == "thead", whole=whole
            )
        )
        style = self._id(_TABLES[table.kind])
        kept = "<w:keepNext/>" if whole or table in self.signed else ""
        after = self._paragraph("After Table", (), kept)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{after}"
        )

    def _widths(self, table: Element) -> list[int]:
        """The columns' widths from the first row; columns without one share what is left."""
        percents: list[int | None] = []
        row = _first(table.children, "tr")
        for cell in row.children if row else ():
            if isinstance(cell, Element):
                percents += [cell.width] + [None] * (cell.colspan - 1)
        left = 100 - sum(p for p in percents if p)
        share = left / max(1, percents.count(None))
        return [round(self.width * (p or share) / 100) for p in percents]

    def _rows(
        self, nodes: tuple[Node, ...], kind: str, widths: list[int], *, head: bool, whole: bool
    ) -> Iterator[str]:
        for node in nodes:
            if isinstance(node, Control | Statement):
                yield from self._control(
                    node,
                    "tr",
                    lambda inner: self._rows(inner, kind, widths, head=head, whole=whole),
                )
            elif isinstance(node, Element):
                keep = whole or (kind in _WHOLE and node.kind != "total")
                yield self._row(node, kind, widths, head=head, keep=keep)

    def _row(self, row: Element, kind: str, widths: list[int], *, head: bool, keep: bool) -> str:
        side = "bottom" if head else "top" if row.kind == "total" else ""
        line = f"<w:tcBorders>{_LINE.format(side=side)}</w:tcBorders>" if side else ""
        cells, column = [], 0
        for cell in row.children:
            if not isinstance(cell, Element):
                continue
            width = sum(widths[column : column + cell.colspan])
            column += cell.colspan
            span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
            place = _LAST_CELL if column >= len(widths) else ""
            place += '<w:vAlign w:val="bottom"/>' if head else ""
            aligned = "<w:keepNext/>" if keep else ""
            aligned += '<w:jc w:val="right"/>' if cell.kind == "num" else ""
            text = self._paragraph(_cell_style(kind, row.kind, cell.tag), cell.children, aligned)
            cells.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{line}{place}</w:tcPr>'
                f"{text}</w:tc>"
            )
        repeated = "<w:tblHeader/>" if head else ""
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _one_cell(lines: str, width: int, indent: int, row: str) -> str:
    """A table of one cell without lines or margins, which stays on one page."""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        f'</w:tblCellMar></w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/>{row}</w:trPr><w:tc><w:tcPr>"
        f'<w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{lines}</w:tc></w:tr></w:tbl>'
    )


def _signed(nodes: tuple[Node, ...]) -> Iterator[Element]:
    """The payment blocks that stay with the signature: at most one paragraph lies between."""
    payment, between = None, 0
    for block in _in_order(nodes):
        between += 1
        if block.kind == "payment":
            payment, between = block, 0
        elif block.kind == "signature" and payment and between <= 2:
            yield payment


def _in_order(nodes: tuple[Node, ...]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, Element):
            yield node
        elif isinstance(node, Control):
            for clause in node.clauses:
                yield from _in_order(clause.children)


def _cell_style(table: str, row: str, tag: str) -> str:
    table = "" if table in {"figures", "signatures"} else table
    names = [f"{table} {row}", f"{table} th" if tag == "th" else "", table]
    key = next((name.strip() for name in names if name.strip() in _CELLS and name.strip()), "")
    return _CELLS[key]


def _first(nodes: tuple[Node, ...], tag: str) -> Element | None:
    """The first element of a tag, wherever Jinja tags or other elements stand around it."""
    for node in nodes:
        if isinstance(node, Element) and node.tag == tag:
            return node
        inner: tuple[Node, ...] = ()
        if isinstance(node, Control):
            inner = tuple(child for clause in node.clauses for child in clause.children)
        elif isinstance(node, Element):
            inner = node.children
        if found := _first(inner, tag):
            return found
    return None


def runs(nodes: tuple[Node, ...], look: str = "") -> str:
    """Write texts as runs; `look` is bold, italic, a size, or several of them."""
    return "".join(_run(node, look) for node in nodes)


def _run(node: Node, look: str) -> str:
    if isinstance(node, Text):
        return _text_run(_word_text(node.text), look)
    if isinstance(node, Statement):
        return _text_run(f"{{% {_escaped(node.code)} %}}", look)
    if isinstance(node, Control):
        return "".join(
            [
                *(
                    _text_run(f"{{% {_escaped(clause.code)} %}}", look)
                    + runs(clause.children, look)
                    for clause in node.clauses
                ),
                _text_run(f"{{% end{node.keyword} %}}", look),
            ]
        )
    if node.tag == "br":
        return "<w:r><w:br/></w:r>"
    if node.tag == "img":
        return _picture(node.alt)
    return runs(node.children, f"<w:{node.tag}/>" + look)


def _picture(alt: str) -> str:
    """The payment code, inline; each letter has its own file behind the same relation."""
    size = f'cx="{CODE_SIZE}" cy="{CODE_SIZE}"'
    name = f'id="1" name="payment-code" descr="{html.escape(html.unescape(alt))}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f"<wp:docPr {name}/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{PAYMENT_CODE_RELATION}"/><a:stretch><a:fillRect/></a:stretch>'
        f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def _text_run(text: str, look: str) -> str:
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _word_text(text: str) -> str:
    """Text with outputs for a run: entities resolved, HTML's spaces made one."""
    pieces = re.split(r"({{.*?}})", text, flags=re.DOTALL)
    pieces[::2] = [re.sub(r"[ \t\r\n]+", " ", html.unescape(piece)) for piece in pieces[::2]]
    pieces[1::2] = [" ".join(piece.split()) for piece in pieces[1::2]]
    return _escaped("".join(pieces))


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
