"""Is an e-mail printed whole: header, text, pictures, the list of what was attached?"""

from __future__ import annotations

import hashlib
import struct
from email.message import EmailMessage
from pathlib import Path

import pytest
from bundle_cases import picture, text_pdf, texts_of

from demandgen.bundle.reading import Reading, ToRead, Unreadable, read_all


def message(text: str = "Bună ziua,\nvă rog să achitați.", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    usual = {
        "From": "Ștefania <s@example.ro>",
        "To": "Hotel <h@example.com>",
        "Subject": "Facturi restante",
        "Date": "Thu, 03 Apr 2025 10:00:00 +0300",
        "Message-ID": "<abc@example.ro>",
    }
    for name, value in {**usual, **headers}.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def printed(folder: Path, mail: EmailMessage | bytes) -> tuple[Reading, str]:
    source = folder / "m.eml"
    source.write_bytes(mail if isinstance(mail, bytes) else mail.as_bytes())
    reading = read_all([ToRead("m", source, "m.eml")], folder / "work", "ro")["m"]
    assert isinstance(reading, Reading), str(reading)
    return reading, "\n".join(texts_of(reading.pdf))


def test_header_and_text(tmp_path: Path) -> None:
    _, text = printed(tmp_path, message(Cc="c@example.com"))
    for words in ("Ștefania <s@example.ro>", "c@example.com", "Facturi restante",
                  "<abc@example.ro>", "03.04.2025 10:00:00 +0300 (ora expeditorului)",
                  "03.04.2025 07:00:00 UTC", "Bună ziua,", "vă rog să achitați."):  # fmt: skip
        assert words in text


def test_attached_files_are_listed_with_hashes_and_follow_as_pages(tmp_path: Path) -> None:
    mail = message()
    invoice, program = text_pdf("FACTURA ATASATA"), b"MZ\x90\x00"
    mail.add_attachment(invoice, maintype="application", subtype="pdf", filename="factura.pdf")
    mail.add_attachment(program, maintype="application", subtype="octet-stream", filename="a.exe")
    inner = message("Mesajul redirecționat")
    mail.add_attachment(inner)
    reading, text = printed(tmp_path, mail)
    assert reading.pages == 3
    squeezed = "".join(text.split())
    for data in (invoice, program):
        assert hashlib.sha256(data).hexdigest() in squeezed
    assert "FACTURA ATASATA" in text
    assert "Mesajul redirecționat" in text
    assert "netipărit: tip de fișier care nu se tipărește" in " ".join(text.split())


def test_inline_pictures_are_printed_in_the_text(tmp_path: Path) -> None:
    mail = message()
    mail.add_alternative("<p>Sigla <img src='cid:sigla'></p>", subtype="html")
    payload = mail.get_payload()
    assert isinstance(payload, list)
    html = payload[1]
    assert isinstance(html, EmailMessage)
    html.add_related(picture("PNG"), "image", "png", cid="<sigla>")
    reading, text = printed(tmp_path, mail)
    assert "Sigla" in text
    assert "fără" in text  # nothing attached beside it
    from pikepdf import Pdf

    with Pdf.open(reading.pdf) as pdf:
        assert len(pdf.pages[0].get_images()) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"From: a@b\nDate: not a date\n\nx",
        b"From: a@b\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfe x",
        b"From: =?utf-8?b?broken\nSubject: \xff\xfe\n\nx",
        b"From: a@b\nContent-Type: multipart/mixed; boundary=q\n\n--q\n\nunclosed",
        b"From: a@b\nTo: \n\n",
    ],
)
def test_odd_mails_are_printed_all_the_same(tmp_path: Path, data: bytes) -> None:
    reading, text = printed(tmp_path, data)
    assert reading.pages >= 1
    assert "Mesaj electronic" in text


def test_mails_in_mails_end_somewhere(tmp_path: Path) -> None:
    mail = message("depth 0")
    for depth in range(1, 7):
        outer = message(f"depth {depth}")
        outer.add_attachment(mail)
        mail = outer
    _, text = printed(tmp_path, mail)
    assert "depth 3" in text
    assert "depth 1" not in text
    assert "mesaje atașate unele în altele" in " ".join(text.split())


def outlook(path: Path, **texts: str) -> None:
    """Write the least of an Outlook message, by the property numbers of its texts."""
    writer = pytest.importorskip("extract_msg").OleWriter()
    data = {number[1:]: text.encode("utf-16-le") for number, text in texts.items()}
    sizes = (struct.pack("<IIII", int(n, 16), 6, len(d) + 2, 0) for n, d in data.items())
    writer.addEntry("__properties_version1.0", bytes(32) + b"".join(sizes))
    for number, text in data.items():
        writer.addEntry(f"__substg1.0_{number}", text)
    writer.addEntry("__nameid_version1.0", storage=True)
    for number in ("00020102", "00030102", "00040102"):
        writer.addEntry(f"__nameid_version1.0/__substg1.0_{number}", b"")
    writer.write(str(path))


def test_outlook_messages_are_printed_like_others(tmp_path: Path) -> None:
    source = tmp_path / "m.msg"
    outlook(
        source,
        n001A001F="IPM.Note",
        n0037001F="Facturi restante",
        n0C1A001F="Ștefania",
        n1000001F="Vă rog să achitați.",
        n1035001F="<1@example.ro>",
    )
    reading = read_all([ToRead("m", source, "m.msg")], tmp_path / "work", "ro")["m"]
    assert isinstance(reading, Reading), str(reading)
    (text,) = texts_of(reading.pdf)
    for words in ("Ștefania", "Facturi restante", "<1@example.ro>", "Vă rog să achitați."):
        assert words in text


def test_a_broken_outlook_message_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("extract_msg")
    source = tmp_path / "m.msg"
    source.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    outcome = read_all([ToRead("m", source, "m.msg")], tmp_path / "work", "ro")["m"]
    assert isinstance(outcome, Unreadable)
    assert outcome.code == "unreadable"
