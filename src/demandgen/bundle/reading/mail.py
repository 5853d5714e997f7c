"""How does an e-mail become pages: its header, its text, the list of what was attached?

The text is set without any styling of the sender's, so that nothing in it can be hidden or can
pass for the header. Nothing is fetched. Attached files follow as pages where they can be printed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pikepdf import Pdf

from demandgen.bundle.custom import Custom, custom_of
from demandgen.bundle.reading.html import safe_html
from demandgen.bundle.reading.job import Job, Refused, refuse
from demandgen.bundle.reading.normal import SAVE
from demandgen.bundle.reading.pages import printable, set_page
from demandgen.bundle.typeset import Locked

HEADERS = ("From", "To", "Cc", "Bcc", "Reply-To", "Date", "Subject", "Message-ID")
_DEEPEST = 3
_MOST = 50


@dataclass
class Mail:
    """An e-mail as read: headers as shown, text or HTML, inline pictures, attached files."""

    headers: dict[str, str] = field(default_factory=dict)
    sent: datetime | None = None
    text: str = ""
    html: str = ""
    inline: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    files: list[tuple[str, bytes]] = field(default_factory=list)


def read_mail(job: Job, out: Path) -> None:
    """Read an .eml file and write its pages to `out`.

    Raises:
        Refused: it is no e-mail.
    """
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(
        job.source.read_bytes()
    )
    if not any(message.get(name) for name in ("From", "Date", "Subject", "To")):
        raise refuse("not-mail", "{name} has no e-mail header", name=job.name)
    print_mail(job, _mail_of(message), out)


def _mail_of(message: EmailMessage) -> Mail:
    mail = Mail({name: _header(message, name) for name in HEADERS}, _sent(message))
    body = message.get_body(("html", "plain"))
    plain = message.get_body(("plain",))
    if body is not None and body.get_content_type() == "text/html":
        mail.html = _text(body)
    elif body is not None:
        mail.text = _text(body)
    chosen = {id(part) for part in (body, plain) if part is not None}
    for number, part in enumerate(_leaves(message), start=1):
        if id(part) not in chosen:
            _sort(mail, part, number)
    return mail


def _leaves(message: Any) -> Iterator[Any]:
    """Yield the parts that hold something; an attached message is one part, not opened here."""
    for part in message.iter_parts() if message.is_multipart() else [message]:
        if part is not message and part.get_content_maintype() == "multipart":
            yield from _leaves(part)
        else:
            yield part


def _sort(mail: Mail, part: Any, number: int) -> None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_content()
        mail.files.append((part.get_filename() or f"{number}.eml", inner.as_bytes()))
        return
    data = part.get_payload(decode=True) or b""
    cid = str(part.get("Content-ID", "")).strip("<> \t")
    if cid and part.get_content_maintype() == "image" and f"cid:{cid}" in mail.html:
        mail.inline[cid] = (part.get_content_type(), data)
        return
    name = part.get_filename() or f"{number}.{part.get_content_subtype()}"
    mail.files.append((Path(name.replace("\\", "/")).name or str(number), data))


def _header(message: EmailMessage, name: str) -> str:
    try:
        return printable(" ".join(str(message.get(name, "")).split()))
    except (ValueError, TypeError, AttributeError, IndexError):  # headers made to break readers
        return ""


def _sent(message: EmailMessage) -> datetime | None:
    try:
        moment = message["Date"].datetime
    except (AttributeError, ValueError, TypeError, IndexError):
        return None
    return moment if isinstance(moment, datetime) else None


def _text(part: Any) -> str:
    try:
        return str(part.get_content())
    except (LookupError, UnicodeError, ValueError):
        data: bytes = part.get_payload(decode=True) or b""
        return data.decode("utf-8", "replace")


def read_msg(job: Job, out: Path) -> None:
    """Read an Outlook message; needs the optional `extract-msg`.

    Raises:
        Refused: the library is not there, or the file is no message.
    """
    try:
        import extract_msg
    except ImportError:
        raise refuse(
            "msg",
            "{name} is an Outlook message; run: pip install demandgen[msg], or save it as .eml",
            name=job.name,
        ) from None
    try:
        with extract_msg.openMsg(str(job.source)) as message:
            mail = _outlook(message)
    except Exception as error:  # noqa: BLE001  # the library raises its own kinds for any damage
        raise refuse(
            "unreadable", "{name} cannot be read: {why}", name=job.name, why=str(error)[:200]
        ) from None
    print_mail(job, mail, out)


def _outlook(message: Any) -> Mail:
    values = {
        "From": message.sender, "To": message.to, "Cc": message.cc, "Bcc": message.bcc,
        "Subject": message.subject, "Message-ID": message.messageId,
        "Date": str(message.date or ""),
    }  # fmt: skip
    shown = {name: printable(" ".join(str(value or "").split())) for name, value in values.items()}
    mail = Mail(shown, message.date if isinstance(message.date, datetime) else None)
    html = message.htmlBody
    mail.html = html.decode("utf-8", "replace") if isinstance(html, bytes) else html or ""
    mail.text = "" if mail.html else message.body or ""
    for number, part in enumerate(message.attachments, start=1):
        data = part.data if isinstance(part.data, bytes) else part.data.asBytes()
        name = part.getFilename() or str(number)
        cid = getattr(part, "cid", None)
        if cid and f"cid:{cid}" in mail.html:
            mail.inline[cid] = ("image/*", data)
        else:
            mail.files.append((Path(name).name, data))
    return mail


def print_mail(job: Job, mail: Mail, out: Path) -> None:
    """Write an e-mail's pages, then those of its attached files, to `out`."""
    custom = custom_of(job.country)
    if len(mail.files) > _MOST:
        raise refuse(
            "too-many-files",
            "{name} has more than {most} attached files",
            name=job.name,
            most=_MOST,
        )
    attachments, appended = _attached(job, custom, mail)
    body, blocked = safe_html(mail.html) if mail.html else (_paragraphs(mail.text), 0)
    own = job.folder / "mail.pdf"
    fetcher = Locked(mail.inline)
    set_page(
        job, "mail.html", own, fetcher, w=custom.words["email"], headers=_shown(mail, custom),
        attachments=attachments, blocked=blocked, body=Markup(printable(body)),  # noqa: S704  # made safe above
    )  # fmt: skip
    job.note("email")
    if blocked + len(fetcher.blocked):
        job.note("email-blocked", n=blocked + len(fetcher.blocked))
    _join([own, *appended], out)


def _paragraphs(text: str) -> str:
    return f"<pre>{Markup.escape(text)}</pre>" if text.strip() else ""


def _shown(mail: Mail, custom: Custom) -> list[tuple[str, str]]:
    words = custom.words["email"]
    rows = []
    for name in HEADERS:
        value = mail.headers.get(name, "")
        if name == "Date" and mail.sent:
            local = f"{mail.sent:%d.%m.%Y %H:%M:%S %z}".strip()
            utc = mail.sent.replace(tzinfo=mail.sent.tzinfo or UTC).astimezone(UTC)
            value = words["utc"].format(local=local, utc=f"{utc:%d.%m.%Y %H:%M:%S}")
        if value:
            rows.append((words[name], value))
    return rows


def _attached(job: Job, custom: Custom, mail: Mail) -> tuple[list[dict[str, Any]], list[Path]]:
    listed, appended = [], []
    for number, (name, data) in enumerate(mail.files, start=1):
        shown = printable(name)[:150]
        pages, done = _pages_of(job, custom, number, shown, data)
        if pages:
            appended.append(pages)
        job.note("email-attachment", name=shown, done=done)
        digest = hashlib.sha256(data).hexdigest()
        listed.append({"name": shown, "size": len(data), "sha256": digest, "done": done})
    return listed, appended


def _pages_of(
    job: Job, custom: Custom, number: int, name: str, data: bytes
) -> tuple[Path | None, str]:
    from demandgen.bundle.reading import read_into

    words = custom.words["email"]
    folder = job.folder / f"attached-{number}"
    folder.mkdir()
    source, pages = folder / "file", folder / "pages.pdf"
    source.write_bytes(data)
    inner = replace(
        job, source=source, name=name, folder=folder, depth=job.depth + 1, rasterise=False,
        notes=[], signatures=[], outline=[], structured={}, attach=[],
    )  # fmt: skip
    try:
        if inner.depth > _DEEPEST:
            raise refuse("too-deep", "attached too deeply")
        read_into(inner, pages)
    except Refused as refusal:
        return None, words["kept"].format(why=custom.words["refusals"][refusal.code])
    done = [
        words["appended"],
        *(custom.say("notes", n["code"], **n["values"]) for n in inner.notes),
    ]
    return pages, "; ".join(done)


def _join(parts: list[Path], out: Path) -> None:
    result = Pdf.new()
    for part in parts:
        with Pdf.open(part) as pdf:
            result.add_pages_from(pdf)
    result.save(out, **SAVE)
