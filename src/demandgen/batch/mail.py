"""How do letters go out by e-mail instead of by post?"""

from __future__ import annotations

import io
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

import pikepdf

from demandgen.batch.files import write_whole
from demandgen.batch.letters import Letter
from demandgen.batch.printrun import letter_bytes
from demandgen.casefile.model import Country
from demandgen.documents.email import Attachment, Mailbox, email_message
from demandgen.problems import DemandgenError, Problem, say

_COVER: Final[dict[Country, str]] = {
    "ro": "Bună ziua,\n\nVă transmitem în atașament: {title}.\n\n{sender}",
    "pl": "Dzień dobry,\n\nw załączeniu przesyłamy: {title}.\n\n{sender}",
}
"""What the message says; the letter itself is the attachment."""


def write_mails(
    letters: Iterable[Letter], run_folder: Path, target: Path
) -> tuple[list[Letter], dict[str, tuple[Problem, ...]]]:
    """Write one `.eml` per letter; returns the letters written, and why the others were not.

    Raises:
        OutputError: the folder cannot be written.
    """
    written: list[Letter] = []
    refused: dict[str, tuple[Problem, ...]] = {}
    for letter in letters:
        try:
            message = _message(letter, run_folder)
        except DemandgenError as error:
            refused[letter.id] = error.problems
            continue
        write_whole(target / Path(letter.file or "").with_suffix(".eml").name, message)
        written.append(letter)
    return written, refused


def _message(letter: Letter, run_folder: Path) -> bytes:
    missing = [party for party in (letter.sender, letter.recipient) if not party.email]
    if missing:
        names = ", ".join(party.name for party in missing)
        message = say("has no e-mail address: {names}", names=names)
        raise DemandgenError(Problem("no-email", message))
    content = letter_bytes(letter, run_folder)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        title = str(pdf.docinfo.get("/Title", letter.paper))
    text = _COVER[letter.law].format(title=title, sender=letter.sender.name)
    return email_message(
        sender=Mailbox(letter.sender.name, letter.sender.email),
        recipient=Mailbox(letter.recipient.name, letter.recipient.email),
        on=letter.as_of,
        subject=title,
        text=text,
        html="".join(f"<p>{escape(part)}</p>" for part in text.split("\n\n")),
        language=letter.law,
        attachments=[Attachment(Path(letter.file or "letter.pdf").name, content)],
    )
