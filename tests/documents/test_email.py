"""A letter as a message that mail programs open: read back by the parsers of the library."""

from __future__ import annotations

from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demandgen.documents.email import Attachment, Mailbox, email_message
from demandgen.problems import CaseFileError

LETTER: dict[str, Any] = {
    "sender": Mailbox("Atelierul Brâncoveanu & Fiii SRL", "office@example.ro"),
    "recipient": Mailbox("Hotel Măgura SRL", "contabilitate@example.com"),
    "on": date(2025, 6, 2),
    "subject": "Înștiințare de plată: factura ABF 1041",
    "text": "Stimată doamnă,\n\nvă rugăm să achitați 13.450,00\u00a0lei.\n",
    "html": "<p>Stimată doamnă,</p>\n<p>vă rugăm să achitați <b>13.450,00&nbsp;lei</b>.</p>\n",
    "language": "ro",
}
PDF = Attachment("Înștiințare de plată.pdf", b"%PDF-1.7\r\n\x00\xff\n")
INVOICE = Attachment("FV/2025/03/118.xml", b"<Faktura/>\n", "application/xml")


def composed(**facts: Any) -> bytes:
    return email_message(**{**LETTER, **facts})


def opened(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    assert not any(part.defects for part in message.walk())
    return message


def header(raw: bytes, name: str) -> str:
    """A header as a mail program decodes it (RFC 2047), unfolded."""
    value = message_from_bytes(raw, policy=policy.compat32)[name]
    return str(make_header(decode_header(str(value).replace("\r\n", "").replace("\n", ""))))


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body(preferencelist=(kind,))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n")


def test_headers() -> None:
    raw = composed()
    message = opened(raw)
    assert str(message["From"]) == "Atelierul Brâncoveanu & Fiii SRL <office@example.ro>"
    assert str(message["To"]) == "Hotel Măgura SRL <contabilitate@example.com>"
    assert message["Subject"] == "Înștiințare de plată: factura ABF 1041"
    assert message["Date"].datetime == datetime(2025, 6, 2, 12, tzinfo=UTC)
    assert message["X-Unsent"] == "1"
    assert message["Content-Language"] == "ro"
    assert message["Message-ID"].endswith("@example.ro>")


def test_text_and_html() -> None:
    message = opened(composed())
    assert message.get_content_type() == "multipart/alternative"
    assert part(message, "plain") == LETTER["text"]
    html = part(message, "html")
    assert html.startswith('<!DOCTYPE html>\n<html lang="ro">\n<head><meta charset="utf-8"></head>')
    assert LETTER["html"] in html


def test_attachments() -> None:
    message = opened(composed(attachments=[PDF, INVOICE]))
    assert message.get_content_type() == "multipart/mixed"
    assert part(message, "plain") == LETTER["text"]
    found = [
        (a.get_filename(), a.get_content_type(), a.get_content())
        for a in message.iter_attachments()
    ]
    assert found == [
        ("Înștiințare de plată.pdf", "application/pdf", PDF.content),
        ("FV_2025_03_118.xml", "application/xml", INVOICE.content),
    ]
    assert all(a.get_content_disposition() == "attachment" for a in message.iter_attachments())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ('a"b\r\nBcc: x@y.ro.pdf', "a_b__Bcc_ x@y.ro.pdf"),
        ("...", "file"),
    ],
)
def test_names_of_attachments_lead_nowhere(name: str, shown: str) -> None:
    (attachment,) = opened(composed(attachments=[Attachment(name, b"x")])).iter_attachments()
    assert attachment.get_filename() == shown


@pytest.mark.parametrize(
    "mime", ["message/rfc822", "multipart/mixed", "nonsense", "text/plain; x=y", "a/b\r\nX: y"]
)
def test_odd_media_types_go_as_plain_files(mime: str) -> None:
    content = b"From: a@b.ro\r\n\r\nx"
    raw = composed(attachments=[Attachment("evidence.eml", content, mime)])
    (attachment,) = opened(raw).iter_attachments()
    assert attachment.get_content_type() == "application/octet-stream"
    assert attachment.get_content() == content


def test_the_same_letter_gives_the_same_bytes_and_another_letter_another_id() -> None:
    first = composed(attachments=[PDF])
    assert first == composed(attachments=[PDF])
    others = [
        composed(attachments=[PDF, INVOICE]),
        composed(attachments=[PDF._replace(content=b"%PDF-1.7")]),
        composed(attachments=[PDF], on=date(2025, 6, 3)),
        composed(attachments=[PDF], recipient=Mailbox("Hotel Măgura SRL", "other@example.com")),
        composed(attachments=[PDF], text="x"),
    ]
    ids = {opened(raw)["Message-ID"] for raw in [first, *others]}
    assert len(ids) == 6


def test_lines_and_bytes_every_mail_server_takes() -> None:
    raw = composed(text="ż" * 5000 + "\n.\nFrom x\n", attachments=[PDF])
    assert raw.isascii()
    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 78
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert part(opened(raw), "plain") == "ż" * 5000 + "\n.\nFrom x\n"


def test_no_text_reaches_the_headers() -> None:
    raw = composed(
        subject="Plată\r\nBcc: thief@example.com\r\n\r\nx",
        recipient=Mailbox("A\r\nBcc: thief@example.com", "a@example.com"),
    )
    message = opened(raw)
    assert message["Bcc"] is None
    assert message["Subject"] == "Plată Bcc: thief@example.com x"
    assert header(raw, "To") == '"A Bcc: thief@example.com" <a@example.com>'


def test_domains_with_accents_are_sent_in_ascii() -> None:
    raw = composed(sender=Mailbox("Żółw", "biuro@żółw.example"))
    message = opened(raw)
    assert message["From"].addresses[0].addr_spec == "biuro@xn--w-uga1v8h.example"
    assert message["Message-ID"].endswith("@xn--w-uga1v8h.example>")


def test_addresses_that_cannot_be_used_are_all_named() -> None:
    with pytest.raises(CaseFileError) as caught:
        composed(sender=Mailbox("A", "no address"), recipient=Mailbox("B", "ștefan@example.ro"))
    assert [str(p) for p in caught.value.problems] == [
        f"{address} cannot be used as an e-mail address "
        "(write it as name@example.com, without accents before the @)"
        for address in ("no address", "ștefan@example.ro")
    ]


@pytest.mark.parametrize(
    "address",
    ["", "@example.ro", "a@", "a b@example.ro", "a@b.ro, c@d.ro", "a@b.ro\r\nBcc: c@d.ro", "a@exa mple.ro", "<a@b.ro>", "a@" + "x" * 300 + ".ro"],
)  # fmt: skip
def test_addresses_refused(address: str) -> None:
    with pytest.raises(CaseFileError, match="cannot be used as an e-mail address"):
        composed(recipient=Mailbox("B", address))


NAMES = st.text(
    st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0x24F), min_size=1, max_size=120
)


@given(NAMES, NAMES)
@settings(deadline=None, max_examples=150)
def test_names_and_subjects_read_back(name: str, subject: str) -> None:
    raw = composed(recipient=Mailbox(name, "a@example.com"), subject=subject)
    assert header(raw, "Subject").split() == subject.split()
    value = message_from_bytes(raw, policy=policy.compat32)["To"].replace("\r\n", "")
    found, address = parseaddr(value)
    assert address == "a@example.com"
    assert str(make_header(decode_header(found))).split() == name.split()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=300))
@settings(deadline=None, max_examples=100)
def test_any_text_reads_back(text: str) -> None:
    assert part(opened(composed(text=text)), "plain") == text + "\n"
