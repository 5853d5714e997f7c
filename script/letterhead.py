"""What does templates/letterhead.docx look like before a firm restyles it in Word?

Run once to write the file, which is committed; a firm changes its own copy in Word, not this.
The styles are those that `demandgen.documents.docx` gives to each tag of a wording.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from demandgen.documents.logo import BOX

TARGET = Path(__file__).parent.parent / "templates" / "letterhead.docx"
SERIF, INK, GREY, ACCENT = "Cambria", "16181D", "555555", "1F2A44"


COLUMN_GAP = 140
"""Between two columns of a table, in twentieths of a point; tables begin and end with the text."""
NO_MARGINS = (
    f'<w:tblCellMar {nsdecls("w")}><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
    "</w:tblCellMar>"
)


@dataclass(frozen=True)
class Look:
    """How a paragraph style looks; sizes and distances in points."""

    size: float = 10.5
    before: float = 0
    after: float = 6
    line: float = 1.1
    bold: bool = False
    italic: bool = False
    colour: str = INK
    align: str = "left"
    left: float = 0
    right: float = 0
    keep: bool = False
    whole: bool = False
    base: str = "Normal"


LOOKS = {
    "Normal": Look(),
    "Body Text": Look(),
    "Title": Look(size=16, before=10, after=5, bold=True, colour=ACCENT, keep=True),
    "Annex Title": Look(size=16, after=8, bold=True, colour=ACCENT, keep=True),
    "Heading 1": Look(size=11, before=12, after=4, bold=True, colour=ACCENT, keep=True),
    "Heading 2": Look(size=10.5, before=9, after=3, bold=True, colour=ACCENT, keep=True),
    "Heading 3": Look(size=10.5, before=6, after=3, bold=True, colour=ACCENT, keep=True),
    "Letterhead Name": Look(size=14, after=3, bold=True, colour=ACCENT),
    "Letterhead Text": Look(size=9, after=0, colour=GREY),
    "Recipient": Look(after=0),
    "Date Line": Look(after=0, align="right"),
    "Subject": Look(after=9, bold=True),
    "Lead": Look(size=11.5),
    "Note": Look(italic=True, colour=GREY),
    "Small Print": Look(size=8.5, before=4, after=6, colour=GREY, whole=True),
    "Centred": Look(align="centre"),
    "Quote": Look(italic=True, left=22, right=22),
    "Box": Look(before=4, after=8, left=8, right=8),
    "Signature": Look(after=0, left=240, keep=True),
    "Table Text": Look(size=9, after=0, line=1.05),
    "Table Head": Look(size=8.5, after=0, line=1.05, bold=True, colour=ACCENT, keep=True),
    "Table Total": Look(size=9, after=0, line=1.05, bold=True),
    "Table Rest": Look(size=9, after=0, line=1.05, colour=GREY),
    "Label": Look(size=9.5, after=0, line=1.05, colour=GREY),
    "Label Text": Look(size=9.5, after=0, line=1.05),
    "Summary Text": Look(after=0),
    "Summary Total": Look(size=11.5, after=0, bold=True),
    "After Table": Look(size=4, after=4, line=1),
    "Gap": Look(size=9, after=0, line=1, keep=True),
    "List Bullet": Look(after=3, left=18),
    "List Number": Look(after=3, left=18),
    "List Bullet Small": Look(size=8.5, after=0, colour=GREY, left=18, base="List Bullet"),
    "List Number Small": Look(size=8.5, after=0, colour=GREY, left=18, base="List Number"),
    "Header": Look(size=8.5, after=0, colour=GREY),
    "Footer": Look(size=8, after=0, colour=GREY, align="centre"),
}
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}


def set_style(document: Any, name: str, look: Look) -> None:
    """Make or change a paragraph style."""
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name != "Normal":
        style.base_style = styles[look.base]
    style.font.size, style.font.bold, style.font.italic = Pt(look.size), look.bold, look.italic
    style.font.color.rgb = RGBColor.from_string(look.colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{key}"), SERIF)
    set_paragraph(style.paragraph_format, look)
    style.quick_style, style.hidden = True, False
    for leftover in ("w:pBdr", "w:tabs"):
        for element in style.element.pPr.findall(qn(leftover)):
            style.element.pPr.remove(element)


def set_paragraph(paragraph: Any, look: Look) -> None:
    """Set distances, alignment and what keeps together."""
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing, paragraph.alignment = look.line, _ALIGN[look.align]
    paragraph.left_indent, paragraph.right_indent = Pt(look.left), Pt(look.right)
    if look.base.startswith("List") or look.left == 18:
        paragraph.first_line_indent = Pt(-14)
    paragraph.keep_with_next, paragraph.widow_control = look.keep, True
    paragraph.keep_together = look.whole


def add_to_style(document: Any, name: str, xml: str) -> None:
    """Put a property python-docx has no name for at its place in a style's paragraph."""
    properties = document.styles[name].element.get_or_add_pPr()
    element = parse_xml(xml.replace("/>", f" {nsdecls('w')}/>", 1) if xml.endswith("/>") else xml)
    later = ("w:pBdr", "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")
    place = next((child for child in properties if child.tag in map(qn, later)), None)
    if place is None:
        properties.append(element)
    else:
        place.addprevious(element)


def table_style(document: Any, name: str, lines: str, padding: int) -> None:
    """Add a table style; `lines` are its conditional formats and borders."""
    document.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" '
            f'w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
            '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>'
            f"<w:tblPr>{lines}<w:tblCellMar>"
            f'<w:top w:w="{padding}" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
            f'<w:bottom w:w="{padding}" w:type="dxa"/><w:right w:w="{COLUMN_GAP}" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr></w:style>"
        )
    )


def borders(**sizes: int) -> str:
    """Table borders by side, in eighths of a point."""
    order = ("top", "bottom", "insideH")
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{sizes[side]}" w:space="0" '
        f'w:color="{"C9CCD3" if side == "insideH" else ACCENT}"/>'
        for side in order
        if side in sizes
    )
    return f"<w:tblBorders>{sides}</w:tblBorders>"


def field(run: Any, code: str) -> None:
    """Add a field, such as the page number."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        if kind == "text":
            run.add_text(text)
            continue
        inner = f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>'
        if kind == "":
            inner = f"<w:instrText {nsdecls('w')}> {text} </w:instrText>"
        run.element.append(parse_xml(inner))


def page(document: Any) -> None:
    """A4, margins as in letter.css, another header on the first page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.header_distance, section.footer_distance = Mm(15), Mm(10)
    section.different_first_page_header_footer = True
    running(section)
    first_page(section)


def running(section: Any) -> None:
    """The header from the second page on: reference and page x of y."""
    paragraph = section.header.paragraphs[0]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(165), 2)
    paragraph.add_run("{{ reference }}\t{{ page_word }} ")
    field(paragraph.add_run(), "PAGE")
    paragraph.add_run(" {{ of_word }} ")
    field(paragraph.add_run(), "NUMPAGES")
    footer = "{% if letterhead and letterhead.footer %}{{ letterhead.footer }}{% endif %}"
    section.footer.paragraphs[0].add_run(footer)
    section.first_page_footer.paragraphs[0].add_run(footer)


def first_page(section: Any) -> None:
    """The letterhead, in a row high enough to end above the address window.

    With a logo its row has two cells, without one only the sender's.
    """
    header = section.first_page_header
    header.paragraphs[0].style = "After Table"
    header.add_paragraph("{%p if logo %}", "After Table")
    sender, picture = letterhead_row(header, 115, 50)
    write_sender(sender)
    add_logo(picture.paragraphs[0])
    header.add_paragraph("{%p else %}", "After Table")
    write_sender(*letterhead_row(header, 165))
    header.add_paragraph("{%p endif %}", "After Table")
    header.add_paragraph("", "After Table").paragraph_format.space_after = Pt(0)


def letterhead_row(header: Any, *widths: int) -> tuple[Any, ...]:
    """Add a table of one row to a header; `widths` of its cells in millimetres."""
    table = header.add_table(1, len(widths), Mm(sum(widths)))
    table.autofit = False
    look = table._tblPr.find(qn("w:tblLook"))  # noqa: SLF001  # python-docx has no name for it
    look.addprevious(parse_xml(NO_MARGINS))
    table.rows[0].height = Mm(29)
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    return tuple(table.rows[0].cells)


def write_sender(cell: Any) -> None:
    """The sender's name, address and particulars."""
    name = cell.paragraphs[0]
    name.style = "Letterhead Name"
    name.add_run("{{ sender_name(sender) }}")
    for test, text in (
        ("sender.address", "{{ sender_address(sender) }}"),
        ("sender_details(sender)", "{{ sender_details(sender) }}"),
        ("sender_contact(sender)", "{{ sender_contact(sender) }}"),
    ):
        for line in (f"{{%p if {test} %}}", text, "{%p endif %}"):
            cell.add_paragraph(line, "Letterhead Text")


def add_logo(paragraph: Any) -> None:
    """A white picture whose name tells that each letter puts the firm's logo there."""
    dot = io.BytesIO()
    Image.new("L", (1, 1), 255).save(dot, "PNG")
    paragraph.style, paragraph.alignment = "Letterhead Text", WD_ALIGN_PARAGRAPH.RIGHT
    shape = paragraph.add_run().add_picture(dot, Mm(BOX[0]), Mm(BOX[1]))
    for properties in shape._inline.iter(qn("wp:docPr"), qn("pic:cNvPr")):  # noqa: SLF001  # python-docx has no name for it
        properties.set("name", "logo")
        properties.set("descr", "logo")


def prune(document: Any) -> None:
    """Drop what python-docx's own template brings and no letter uses."""
    unused = ("thumbnail", "stylesWithEffects", "customXml")
    for rels in (document.part.rels, document.part.package.rels):
        for rid in [rid for rid, rel in rels.items() if rel.reltype.endswith(unused)]:
            rels.pop(rid)
    kept = {*LOOKS, "Default Paragraph Font", "Normal Table", "No List"}
    for style in document.styles.element.findall(qn("w:style")):
        name = style.find(qn("w:name")).get(qn("w:val"))
        builtin = {"heading": "Heading", "header": "Header", "footer": "Footer"}
        name = builtin.get(name, name.replace("heading ", "Heading "))
        if name not in kept:
            document.styles.element.remove(style)
        for link in style.findall(qn("w:link")):
            style.remove(link)


def with_fixed_dates(written: bytes) -> bytes:
    """The same file, whenever it is written."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(entry, old.read(name))
    return result.getvalue()


def main() -> None:
    """Write the letterhead."""
    document = Document()
    for name, look in LOOKS.items():
        set_style(document, name, look)
    prune(document)
    line = f'w:val="single" w:sz="6" w:space="4" w:color="{ACCENT}"'
    add_to_style(
        document,
        "Box",
        f"<w:pBdr {nsdecls('w')}><w:top {line}/><w:left {line}/><w:bottom {line}/>"
        f"<w:right {line}/></w:pBdr>",
    )
    add_to_style(
        document,
        "Letterhead Name",
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="5" w:space="4" '
        f'w:color="{ACCENT}"/></w:pBdr>',
    )
    add_to_style(document, "Annex Title", "<w:pageBreakBefore/>")
    table_style(document, "Letter Figures", borders(bottom=8, insideH=3), 36)
    table_style(document, "Letter Summary", borders(insideH=3), 44)
    table_style(document, "Letter Labels", "", 20)
    table_style(document, "Letter Signatures", "", 120)
    page(document)
    written = io.BytesIO()
    document.save(written)
    TARGET.write_bytes(with_fixed_dates(written.getvalue()))


if __name__ == "__main__":
    main()
