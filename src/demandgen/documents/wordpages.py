"""What stays together in a filled Word document, on one page or in one line?

Only a filled document shows how many rows a table has. As in letter.css a table of few rows stays
whole, a longer one ends with two rows above its total, a row that belongs to the one above it
stays there, and so does a small line below its table; short lists of small print stay whole too,
with the small print that follows them, and short lists of points stay with their heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

FEW: Final = 6
"""Rows of a table, or items of a list, that stay together."""
FEW_OF_TWO: Final = 10
"""Rows that stay together in a table of two columns."""
_BLOCK: Final = re.compile(r"<w:tbl>.*?</w:tbl>|<w:p[ >].*?</w:p>", re.DOTALL)
_ROW: Final = re.compile(r"<w:tr[ >].*?</w:tr>", re.DOTALL)
_FREE: Final = re.compile(r'<w:pStyle w:val="([^"]*)"/>(?!<w:keepNext/>)')
_STYLE: Final = re.compile(r'<w:(?:p|tbl)Style w:val="([^"]*)"/>')
_EDGE: Final = re.compile(r"(<w:tcW [^>]*/>(?:<w:gridSpan [^>]*/>)?)(?!<w:tcBorders>)")
_NO_LINE: Final = r'\1<w:tcBorders><w:bottom w:val="nil"/></w:tcBorders>'
_POSTAL_CODE: Final = re.compile("(?<![\\w-])(\\d\\d)-(\\d{3})(?=\u00a0)")
"""A Polish one, which `demandgen.documents.typography` bound to its town."""
_NAMED: Final = re.compile(
    r'<w:style [^>]*w:styleId="([^"]*)"[^>]*>\s*<w:name w:val="([^"]*)"/>', re.DOTALL
)


def style_ids(styles: str) -> dict[str, str]:
    """The styles of a document by the names that Word shows, from its styles.xml."""
    return {name.replace("heading ", "Heading "): style for style, name in _NAMED.findall(styles)}


def kept_together(body: str, ids: Mapping[str, str]) -> str:
    """Return a filled document.xml with what belongs together kept with what follows it.

    `ids` are its styles by name.
    """
    matches = list(_BLOCK.finditer(body))
    blocks = [match[0] for match in matches]
    styles = [_style(block) for block in blocks]
    for index, style in enumerate(styles):
        following = styles[index + 1 :]
        if blocks[index].startswith("<w:tbl>"):
            is_noted = following[:2] == [ids.get("After Table"), ids.get("Small Print")]
            goes_on = following[:2] == [ids.get("After Table"), ids.get("Letter Figures")] and all(
                one.count("<w:gridCol ") == 2 for one in (blocks[index], blocks[index + 2])
            )
            blocks[index] = _table(blocks[index], ids, tied=is_noted or goes_on)
            if is_noted or goes_on:
                blocks[index + 1] = _kept(blocks[index + 1])
        elif styles[index + 1 : index + 3] == [ids.get("Gap"), ids.get("Signature")]:
            blocks[index] = _kept(blocks[index])
        elif style == ids.get("Gap") and index and styles[index - 1] == ids.get("Signature"):
            blocks[index] = _below_a_signature(blocks[index], blocks[index + 1 :], ids)
        elif style in (ids.get("List Number Small"), ids.get("List Bullet")):
            blocks[index] = _item(blocks[index], styles, index, ids)
    return _joined(body, matches, blocks)


def _style(block: str) -> str:
    """The style of a table or of a paragraph; of a row that of its first paragraph."""
    found = _STYLE.search(block)
    return found[1] if found else ""


def _kept(block: str) -> str:
    return _FREE.sub(r'<w:pStyle w:val="\1"/><w:keepNext/>', block)


def _below_a_signature(gap: str, following: list[str], ids: Mapping[str, str]) -> str:
    """What closes a signature stays with its attachments, not with a slip or an annex.

    Attachments with small print below them are enough for a page of their own; a longer chain
    LibreOffice breaks at a place of its choice, at worst within the signature.
    """
    styles = [_style(one) for one in following]
    if styles[:1] == [ids.get("Heading 2")]:
        ends = (n for n, style in enumerate(styles[1:], 1) if style != ids.get("List Number Small"))
        is_parted = styles[next(ends, 0)] == ids.get("Small Print")
    else:
        is_slip = any("<w:pBdr>" in one for one in following[:1])
        is_parted = is_slip or styles[:1] == [ids.get("Annex Title")]
    keep = '<w:keepNext w:val="0"/>' if is_parted else "<w:keepNext/>"
    return _FREE.sub(rf'<w:pStyle w:val="\1"/>{keep}', gap)


def whole_codes(written: str) -> str:
    """Return a filled part whose postal codes no line's end parts; Word breaks at a hyphen."""
    hyphen = '</w:t><w:noBreakHyphen/><w:t xml:space="preserve">'
    return _POSTAL_CODE.sub(rf"\1{hyphen}\2", written)


def _item(block: str, styles: list[str], index: int, ids: Mapping[str, str]) -> str:
    """An item of a numbered list of small print, or of a list of points below a heading.

    The last one goes its own way, but for small print that follows it.
    """
    first = last = index
    while first and styles[first - 1] == styles[index]:
        first -= 1
    while last + 1 < len(styles) and styles[last + 1] == styles[index]:
        last += 1
    if index == last:
        return _kept(block) if styles[last + 1 : last + 2] == [ids.get("Small Print")] else block
    is_free = styles[index] == ids.get("List Bullet") and styles[first - 1 : first] != [
        ids.get("Heading 1")
    ]
    return _kept(block) if last - first < FEW and not is_free else block


def _table(table: str, ids: Mapping[str, str], *, tied: bool) -> str:
    rows = _ROW.findall(table)
    if _style(table) == ids.get("Letter Figures"):
        columns = table.count("<w:gridCol ")
        rows = list(_figures(rows, ids, FEW if columns > 2 else FEW_OF_TWO))
    if tied and rows:
        rows[-1] = _kept(rows[-1])
    written = iter(rows)
    return _ROW.sub(lambda _: next(written), table)


def _figures(rows: list[str], ids: Mapping[str, str], few: int) -> Iterator[str]:
    """The rows of a table of figures; no line parts one from the rest that belongs to it."""
    last, kinds = len(rows) - 1, [_style(row) for row in rows]
    is_short = sum("<w:tblHeader/>" not in row for row in rows) <= few
    has_total = kinds[-1:] == [ids.get("Table Total")]
    for index, row in enumerate(rows):
        rest_follows = kinds[index + 1 : index + 2] == [ids.get("Table Rest")]
        ends = has_total and index >= last - 2
        kept = index < last and (is_short or ends or rest_follows)
        ruled = _EDGE.sub(_NO_LINE, row) if rest_follows else row
        yield _kept(ruled) if kept else ruled


def _joined(body: str, matches: list[re.Match[str]], blocks: list[str]) -> str:
    pieces, end = [], 0
    for match, block in zip(matches, blocks, strict=True):
        pieces += [body[end : match.start()], block]
        end = match.end()
    return "".join([*pieces, body[end:]])
