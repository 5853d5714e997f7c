"""How does a letter become an e-mail that the sender's mail program opens ready to send?

The message has a text and an HTML part and carries the papers as attachments. It is marked
`X-Unsent`, so that Outlook opens it as a draft; Thunderbird sends it by "Edit as new message".
The same letter on the same day gives the same bytes: nothing in it is random or read from a clock.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from typing import NamedTuple

from demandgen.casefile.model import Country
from demandgen.problems import CaseFileError, Problem, say

_MIME = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NOT_IN_A_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


class Mailbox(NamedTuple):
    """Somebody's name and e-mail address."""

    name: str
    address: str


class Attachment(NamedTuple):
    """A file that goes with the message: its name, content and media type."""

    name: str
    content: bytes
    mime: str = "application/pdf"


def email_message(
    *,
    sender: Mailbox,
    recipient: Mailbox,
    on: date,
    subject: str,
    text: str,
    html: str,
    language: Country,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """Compose a message as the bytes of an `.eml` file.

    Args:
        sender: who writes.
        recipient: who is written to.
        on: the day of the letter; the message is dated noon UTC of that day.
        subject: one line; line breaks become spaces.
        text: the letter as plain text.
        html: the content of the HTML part's body, already escaped where it holds user text.
        language: the language of the letter.
        attachments: what goes with it, in this order.

    Raises:
        CaseFileError: an e-mail address cannot be used; every one that cannot is named.
    """
    addresses = _addresses(sender, recipient)
    print_of = _fingerprint(sender, recipient, on.isoformat(), subject, text, html, *attachments)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = addresses
    message["Subject"] = _on_one_line(subject)
    message["Date"] = datetime.combine(on, time(12), UTC)
    message["Message-ID"] = f"<{print_of}@{addresses[0].domain}>"
    message["X-Unsent"] = "1"
    message.set_content(_lines(text), cte="quoted-printable")
    message.add_alternative(_page(html, language), subtype="html", cte="quoted-printable")
    for attachment in attachments:
        _attach(message, attachment)
    message["Content-Language"] = language  # set_content would drop it
    _name_the_boundaries(message, print_of)
    return message.as_bytes()


def _addresses(*mailboxes: Mailbox) -> list[Address]:
    found: list[Address] = []
    problems: list[Problem] = []
    for mailbox in mailboxes:
        try:
            found.append(_address(mailbox))
        except ValueError:
            error = CaseFileError.of(
                "email-address",
                say("{address} cannot be used as an e-mail address", address=mailbox.address),
                hint=say("write it as name@example.com, without accents before the @"),
            )
            problems += error.problems
    if problems:
        raise CaseFileError(*problems)
    return found


def _address(mailbox: Mailbox) -> Address:
    """The mailbox for a header; a domain with accents in its ASCII form.

    Raises:
        ValueError: not an address that every mail server takes.
    """
    local, at, domain = mailbox.address.strip().rpartition("@")
    if not (local and at and local.isascii()) or _CONTROL.search(mailbox.address):
        raise ValueError(mailbox.address)
    plain = domain.encode("idna").decode("ascii")
    name = _on_one_line(mailbox.name)
    try:
        return Address(display_name=name, addr_spec=f"{local}@{plain}")
    except Exception as error:
        # The parser of the standard library also lets its own errors through.
        raise ValueError(mailbox.address) from error


def _fingerprint(*parts: str | Iterable[str | bytes]) -> str:
    """32 hexadecimal digits that differ where any part differs."""
    digest = hashlib.sha256()
    for part in parts:
        for piece in [part] if isinstance(part, str) else part:
            data = piece if isinstance(piece, bytes) else piece.encode()
            digest.update(len(data).to_bytes(8) + data)
    return digest.hexdigest()[:32]


def _page(body: str, language: Country) -> str:
    head = f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8"></head>'
    return f"{head}\n<body>\n{_lines(body)}</body>\n</html>\n"


def _lines(text: str) -> str:
    return "\n".join(text.splitlines()) + "\n"


def _on_one_line(text: str) -> str:
    return _CONTROL.sub("", " ".join(text.split()))


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    mime = attachment.mime if _MIME.fullmatch(attachment.mime) else "application/octet-stream"
    kind, _, subkind = mime.partition("/")
    if kind in {"message", "multipart"}:  # may not be base64 (RFC 2046), so sent as plain files
        kind, subkind = "application", "octet-stream"
    name = _NOT_IN_A_NAME.sub("_", attachment.name).lstrip(". ") or "file"
    message.add_attachment(attachment.content, maintype=kind, subtype=subkind, filename=name)


def _name_the_boundaries(message: EmailMessage, print_of: str) -> None:
    """Boundaries that are the same each time; `=_` occurs in no encoded part (RFC 2045, 6.7)."""
    for number, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_{print_of}_{number}")
