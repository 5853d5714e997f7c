"""How does a letter read as an e-mail, and what goes with it?

The message says what the letter says, in text and in plain HTML, without its annexes; the letter
itself goes with it as PDF, and copies of its invoices where they are asked for.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Final

from demandgen.casefile.model import Case, Contact, PaperId
from demandgen.documents.email import Attachment, Mailbox, email_message
from demandgen.documents.letter import Letter
from demandgen.problems import CaseFileError, Message, OutputError, Problem, say

FOR_THE_FILE: Final[frozenset[PaperId]] = frozenset({"chronology", "handover-brief"})
"""Papers for the sender's own side; they name what the case lacks, and go to no debtor."""

_ADDRESS: Final = re.compile(r'<div class="recipient">.*?</div>', re.DOTALL)
_ANNEX: Final = re.compile(r'<(?:h1 class="annex"|div class="slip")>.*', re.DOTALL)
_PICTURE: Final = re.compile(r"<img [^>]*>")
_LINE_TO_SIGN: Final = re.compile(r'<p class="small">[^<]*_{6,}</p>')
_CELL: Final = re.compile(r"<(t[dh])([^>]*)>")
_SPAN: Final = re.compile(r'colspan="\d+"')
_BLOCKS: Final = frozenset({"h1", "h2", "h3", "p", "ul", "ol", "table", "div", "tr", "li"})


def message_of(
    case: Case, letter: Letter, letterhead: str, pdf: bytes, *, with_invoices: bool = False
) -> bytes:
    """Put a letter into a message: the bytes of an `.eml` file ready to open and send.

    Args:
        case: whose letter it is.
        letter: what the message says.
        letterhead: the rendered sender above it; empty for a paper without one.
        pdf: the letter as printed; it goes with the message.
        with_invoices: attach the files of the invoices that the letter asks for.

    Raises:
        CaseFileError: somebody's e-mail address is missing, or an invoice's file.
        OutputError: the letter is a firm's own Word document, which says nothing in a message.
    """
    if letter.wording is None:
        raise OutputError.of(
            "no-wording-for-mail",
            say("{paper} exists as a Word document only", paper=letter.paper.title),
            hint=say("an e-mail needs its wording: {name}.html", name=letter.paper.template),
        )
    sender, recipient = mailboxes_of(case, letter)
    body = letterhead + body_of(letter)
    attached = [Attachment(f"{letter.paper.title}.pdf", pdf)]
    if with_invoices:
        attached += _invoices(case, letter)
    return email_message(
        sender=sender,
        recipient=recipient,
        on=letter.claim.as_of,
        subject=f"{letter.paper.title}, {letter.reference}",
        text=plain_text(body),
        html=_styled(body),
        language=letter.language,
        attachments=attached,
    )


def body_of(letter: Letter) -> str:
    """What of a letter stands in a message: no address, pictures, annexes, lines to sign on."""
    body = letter.body
    for left_out in (_ADDRESS, _ANNEX, _PICTURE, _LINE_TO_SIGN):
        body = left_out.sub("", body)
    return body


def _styled(body: str) -> str:
    """The cells of tables apart, figures to the right: mail programs know no stylesheet."""

    def cell(match: re.Match[str]) -> str:
        side = "right" if 'class="num"' in match[2] else "left"
        span = _SPAN.search(match[2])
        style = f"padding:2px 10px 2px 0;vertical-align:top;text-align:{side}"
        return f'<{match[1]} {span[0] if span else ""} style="{style}">'.replace("  ", " ")

    return _CELL.sub(cell, body)


def mailboxes_of(case: Case, letter: Letter) -> tuple[Mailbox, Mailbox]:
    """From whom and to whom a letter goes as a message.

    Raises:
        CaseFileError: an e-mail address is missing, or both are.
    """
    sender, debtor = letter.context["sender"], letter.context["debtor"]
    own = _address_in(sender.contact) or _address_in(case.creditor.contact)
    theirs = _address_in(debtor.contact)
    problems = []
    if own is None:
        problems.append(_without_address(case, "creditor", sender.name))
    if theirs is None:
        place = f"debtors[{letter.paper.debtor}]"
        problems.append(_without_address(case, place, debtor.name))
    if own is None or theirs is None:
        raise CaseFileError(*problems)
    return Mailbox(sender.name, own), Mailbox(debtor.name, theirs)


def _address_in(contact: Contact | None) -> str | None:
    return contact.email if contact else None


def _without_address(case: Case, place: str, name: str) -> Problem:
    told: Message = say("{name} has no e-mail address", name=name)
    hint = say("add contact: {example}", example="{email: ...}")
    return Problem("no-email-address", told, case.where(place), hint)


def _invoices(case: Case, letter: Letter) -> Iterator[Attachment]:
    """The files of the invoices asked for; under a plan, of all its invoices."""
    numbers = {item.number for item in letter.context["items"]}
    for index, invoice in enumerate(case.invoices):
        if invoice.number not in numbers and not letter.claim.plan:
            continue
        if invoice.file is None:
            raise CaseFileError.of(
                "invoice-without-file",
                say("invoice {number} has no file to attach", number=invoice.number),
                where=case.where(f"invoices[{index}]"),
            )
        mime = mimetypes.guess_type(invoice.file)[0] or "application/octet-stream"
        content = (case.folder / invoice.file).read_bytes()
        yield Attachment(PurePosixPath(invoice.file).name, content, mime)


class _Plain(HTMLParser):
    """Collects the lines of a rendered wording: one for each block, cells side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self.lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag == "ol":
            self.lists.append(0)
        elif tag == "ul":
            self.lists.append(None)
        if tag in _BLOCKS or tag == "br":
            self.lines.append("")
        if tag == "li":
            self.lines[-1] = self._bullet()
        elif tag in {"td", "th"} and self.lines[-1]:
            self.lines[-1] += "  |  "

    def _bullet(self) -> str:
        count = self.lists[-1]
        if count is None:
            return "- "
        self.lists[-1] = count + 1
        return f"{count + 1}. "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ol", "ul"}:
            self.lists.pop()
        if tag in _BLOCKS:
            self.lines.append("")
        if tag in {"h1", "h2", "h3", "p", "ul", "ol", "table", "div"}:
            self.lines += ["\n", ""]

    def handle_data(self, data: str) -> None:
        text = re.sub(r"[ \t\r\n\f\v]+", " ", data)
        line = self.lines[-1]
        self.lines[-1] = line + (text if line else text.lstrip())


def plain_text(body: str) -> str:
    """A rendered wording as plain text: blocks apart, list items marked, cells between bars."""
    parser = _Plain()
    parser.feed(body)
    parser.close()
    return _without_gaps(parser.lines)


def _without_gaps(lines: Sequence[str]) -> str:
    written: list[str] = []
    for line in lines:
        text = line.strip(" |") if line != "\n" else ""
        if text:
            written.append(text)
        elif line == "\n" and written and written[-1]:
            written.append("")
    return "\n".join(written).strip() + "\n"
