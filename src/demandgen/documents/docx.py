"""How does a letter become a Word document that a firm can restyle?

The unrendered wording is translated once onto the letterhead document; that file is also what a
firm gets to start from. docxtpl reads its tags once; a letter then only fills them in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final, Literal

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.image import ImagePart
from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from demandgen.casefile.model import Country
from demandgen.documents.letter import WORDING_FAULTS, unknown_names
from demandgen.documents.templates import Found, WordingError
from demandgen.documents.wording import Wording
from demandgen.documents.wordpages import kept_together, style_ids, whole_codes
from demandgen.documents.wordxml import PAYMENT_CODE_RELATION, Translator
from demandgen.problems import Location, Message, Problem, say

EMU_PER_TWIP: Final = 635
_FILLED: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
PAYMENT_CODE_PART: Final = "word/media/payment-code.png"
"""Where a letter's payment code lies in its Word document."""
LARGEST: Final = 20_000_000
"""Bytes of a firm's own Word document, and of all its parts unpacked five times as many."""
_BODY: Final = "word/document.xml"
_STYLES: Final = "word/styles.xml"
_ACCENT: Final = b"1F2A44"
"""The colour of the shipped letterhead's styles, in whose place a firm's own goes."""
_PICTURE: Final = re.compile(
    r'<wp:docPr [^>]*name="(payment-code|logo)".*?<a:blip [^>]*r:embed="([^"]+)"', re.DOTALL
)
_RELATION: Final = re.compile(r"<Relationship [^>]*>")
_NO_CODE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010100000000376ef9240000000a4944415478"
    "da6368000000820081da45083b0000000049454e44ae426082"
)
"""A white dot, where a letter has no code or logo; the wording does not show it then."""
_CORE: Final = "docProps/core.xml"
_PROPERTIES: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{{ paper.title }}, {{ reference }}</dc:title>"
    "<dc:creator>{{ sender.name }}</dc:creator>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{{ on.isoformat() }}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{{ on.isoformat() }}T00:00:00Z'
    "</dcterms:modified></cp:coreProperties>"
)


def word_template(
    wording: Wording,
    letterhead: Found,
    language: Country,
    window: Literal["left", "right"] = "left",
    *,
    on_letterhead: bool = True,
) -> bytes:
    """Translate a wording onto the letterhead: a Word document with docxtpl's tags.

    Without `on_letterhead` the sender does not stand above it: a paper of both parties.

    Raises:
        WordingError: the letterhead is no Word document, or lacks a style.
    """
    document = _opened(letterhead)
    section = document.sections[0]
    margins = section.left_margin + section.right_margin
    translator = Translator(
        style_ids={style.name: style.style_id for style in document.styles},
        width=(section.page_width - margins) // EMU_PER_TWIP,
        new_list=lambda style: _new_list(document, style),
        shown=letterhead.shown,
        window=window,
    )
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    content = translator.body(wording.nodes)
    spaces = nsdecls("w", "wp", "a", "pic", "r")
    written = parse_xml(f"<w:body {spaces}>{content}</w:body>")
    if PAYMENT_CODE_RELATION in content:
        _add_payment_code(document)
    for index, child in enumerate(list(written)):
        body.insert(index, child)
    _set_language(document, language)
    if not on_letterhead:
        _clear(section.first_page_header)
    saved = io.BytesIO()
    document.save(saved)
    return _zipped({**_unzipped(saved.getvalue()), _CORE: _PROPERTIES.encode()})


def own_document(found: Found) -> bytes:
    """A firm's own Word document of a paper, with the properties that every letter has.

    Raises:
        WordingError: it is no Word document, has macros, or fetches something when it is opened.
    """
    if found.path.stat().st_size > LARGEST:
        raise _not_usable(found, say("it has more than {most} bytes", most=LARGEST))
    _opened(found)
    try:
        parts = _unzipped(found.path.read_bytes())
    except zipfile.BadZipFile as error:
        raise _not_usable(found, say("{reason}", reason=str(error))) from None
    if any(name.endswith("vbaProject.bin") for name in parts):
        raise _not_usable(found, say("it has macros"))
    for name, content in parts.items():
        for one in (
            _RELATION.findall(content.decode(errors="replace")) if name.endswith(".rels") else ()
        ):
            kind = _attribute(one, "Type").rpartition("/")[2]
            if _attribute(one, "TargetMode") == "External" and kind != "hyperlink":
                raise _not_usable(found, say("it fetches {file}", file=_attribute(one, "Target")))
    return _zipped({**parts, _CORE: _PROPERTIES.encode()} if _CORE in parts else parts)


def _not_usable(found: Found, reason: Message) -> WordingError:
    message = say("the Word document cannot be used: {reason}", reason=reason)
    return WordingError.of("word-document", message, where=Location(found.shown))


def _opened(letterhead: Found) -> Any:
    try:
        return Document(str(letterhead.path))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, SyntaxError):
        raise WordingError.of(
            "not-a-word-document",
            say("this is not a Word document (.docx)"),
            where=Location(letterhead.shown),
        ) from None


def _new_list(document: Any, style: str) -> int:
    """Start the numbering of a list style at 1 again."""
    numbering = document.part.numbering_part.element
    own = document.styles[style].element.find(f".//{qn('w:numId')}")
    if own is None:
        own = document.styles[style].base_style.element.find(f".//{qn('w:numId')}")
    pattern = numbering.num_having_numId(int(own.get(qn("w:val"))))
    added = numbering.add_num(pattern.abstractNumId.val)
    added.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(added.numId)


def _clear(header: Any) -> None:
    """Leave an empty line in a header; Word wants one."""
    for child in list(header._element):  # noqa: SLF001  # python-docx has no name for it
        header._element.remove(child)  # noqa: SLF001
    header.part.rels.clear()
    header.add_paragraph("", "After Table")


def _add_payment_code(document: Any) -> None:
    """Give the document the picture that each letter replaces by its own."""
    package = document.part.package
    picture = ImagePart.load(PackURI(f"/{PAYMENT_CODE_PART}"), "image/png", _NO_CODE, package)
    document.part.load_rel(RELATIONSHIP_TYPE.IMAGE, picture, PAYMENT_CODE_RELATION)


def _set_language(document: Any, language: Country) -> None:
    name = {"ro": "ro-RO", "pl": "pl-PL"}[language]
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), name)


class WordTemplate:
    """A Word document with docxtpl's tags, read once and filled as often as wanted."""

    def __init__(self, document: bytes, env: ImmutableSandboxedEnvironment, shown: str) -> None:
        """Read the tags.

        Raises:
            WordingError: an error of syntax, with the part and the sentence.
        """
        self.shown = shown
        self.parts = _unzipped(document)
        reader = DocxTemplate(None)
        self.sources = {
            name: _one_paragraph_a_line(reader.patch_xml(content.decode()))
            for name, content in self.parts.items()
            if _FILLED.fullmatch(name) or name == _CORE
        }
        self.styles = style_ids(self.parts.get(_STYLES, b"").decode(errors="replace"))
        self.templates = {name: self._compiled(env, name) for name in self.sources}
        self.pictures = {
            part: kind
            for name, source in self.sources.items()
            for part, kind in _pictures_of(name, source, self.parts)
        }

    def render(self, context: Mapping[str, Any]) -> bytes:
        """Fill the document; the same context gives the same bytes.

        Raises:
            WordingError: an unknown name or a value printed without a filter, with its sentence.
        """
        filled = {name: self._filled(name, context) for name in self.templates}
        filled[_BODY] = kept_together(filled[_BODY].decode(), self.styles).encode()
        logo, head = context["logo"], context["letterhead"]
        pictures = {"payment-code": context["payment"].code, "logo": logo.word if logo else None}
        filled |= {part: pictures[kind] or _NO_CODE for part, kind in self.pictures.items()}
        if head and head.colour and _STYLES in self.parts:
            colour = head.colour.removeprefix("#").upper().encode()
            filled[_STYLES] = self.parts[_STYLES].replace(_ACCENT, colour)
        return _zipped({**self.parts, **filled})

    def unknown_names(
        self, env: ImmutableSandboxedEnvironment, known: AbstractSet[str], *, body: bool
    ) -> Iterator[Problem]:
        """The names that nothing states, with part and sentence; with `body` also of the text."""
        for part, source in self.sources.items():
            if part == _BODY and not body:
                continue
            for name, line in unknown_names(env, source, known):
                yield from self._at(part, line, f"{name} is unknown").problems

    def _compiled(self, env: ImmutableSandboxedEnvironment, name: str) -> Template:
        try:
            code = env.compile(self.sources[name], name, name)
        except TemplateSyntaxError as error:
            raise self._at(name, error.lineno, str(error.message)) from None
        return Template.from_code(env, code, env.make_globals(None))

    def _filled(self, name: str, context: Mapping[str, Any]) -> bytes:
        try:
            written = self.templates[name].render(context)
        except WORDING_FAULTS as error:
            raise self._at(name, _line_in(error, name), str(error)) from error
        tidied = _tidied(written)
        return (tidied if name == _CORE else whole_codes(tidied)).encode()

    def _at(self, name: str, line: int, reason: str) -> WordingError:
        lines = self.sources[name].split("\n")
        sentence = re.sub(r"<[^>]+>", "", lines[min(line, len(lines)) - 1]).strip()[:120]
        return WordingError.of(
            "word-template",
            say("{reason}, in {part}: {sentence}", reason=reason, part=name, sentence=sentence),
            where=Location(self.shown),
        )


def _pictures_of(
    name: str, source: str, parts: Mapping[str, bytes]
) -> Iterator[tuple[str, Literal["payment-code", "logo"]]]:
    """The files of a part's pictures that each letter replaces, found by the pictures' names.

    Word gives files names of its own when it saves, but keeps those of the pictures.
    """
    folder, _, file = name.rpartition("/")
    relations = parts.get(f"{folder}/_rels/{file}.rels", b"").decode()
    targets = {
        _attribute(one, "Id"): _attribute(one, "Target") for one in _RELATION.findall(relations)
    }
    for kind, relation in _PICTURE.findall(source):
        target = targets.get(relation, "")
        path = target.removeprefix("/") if target.startswith("/") else f"{folder}/{target}"
        if path in parts and path.endswith(".png"):
            yield path, kind


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return found[1] if found else ""


def _one_paragraph_a_line(xml: str) -> str:
    """Start a line with each paragraph, so that an error's line tells its sentence."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", xml.replace("\n", " "))


def _line_in(error: Exception, name: str) -> int:
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _tidied(xml: str) -> str:
    """Take out the doubled spaces and line ends that filled tags leave between words."""
    xml = xml.replace("\n<w:p", "<w:p")
    while "  " in xml:
        xml = xml.replace("  ", " ")
    return xml


def _unzipped(document: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > 5 * LARGEST:
            raise zipfile.BadZipFile("it is too large unpacked")
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Zip the parts in their order, with fixed dates."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            archive.writestr(entry, content)
    return written.getvalue()
