"""Does a letter say, and its code encode, the same account, title and amount?"""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image
from sample_letters import PRESS, claimed
from varied_cases import paid, varied

from demandgen.documents.docx import PAYMENT_CODE_PART
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest
from demandgen.documents.payment import PaymentBlock, payment_block


def letter(case: str, paper: Any, **facts: Any) -> Letter:
    return PRESS.letter(*varied(case, **facts), PaperRequest(paper))


def block(of: Letter) -> PaymentBlock:
    found = of.context["payment"]
    assert isinstance(found, PaymentBlock)
    return found


def read(png: bytes) -> str:
    codes = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert len(codes) == 1
    return str(codes[0].text)


def test_the_code_of_a_reminder_asks_for_its_principal() -> None:
    own = letter("pl-2026-002", "reminder")
    assert block(own).title == "31/2025"
    assert read(block(own).code or b"") == (
        "9957778880|PL|74999000040000000077778888|977048|Pracownia Kuchni Zdz|31/2025|||"
    )


def test_the_code_of_an_interest_note_asks_for_interest_alone() -> None:
    own = letter("pl-2026-002", "interest-note")
    fields = read(block(own).code or b"").split("|")
    assert fields[3:6] == ["064846", "Pracownia Kuchni Zdz", "nota PL-2026-002/30/04/2026"]


def test_the_code_of_a_debt_in_euro() -> None:
    own = letter("pl-2025-033", "formal-notice")
    lines = read(block(own).code or b"").splitlines()
    assert lines[5:8] == [
        "Stolarnia Dąb & Buk sp. z o.o.",
        "PL17999000020000000033334444",
        "EUR18271.26",
    ]
    assert lines[-1] == block(own).title == "DB 2025/14, DB 2025/19"
    assert [a.currency for a in block(own).accounts] == ["EUR"]


def test_the_same_picture_stands_in_pdf_and_word() -> None:
    own = letter("pl-2026-002", "reminder")
    code = block(own).code
    with zipfile.ZipFile(io.BytesIO(PRESS.docx(own))) as archive:
        assert archive.read(PAYMENT_CODE_PART) == code
    with pikepdf.open(io.BytesIO(PRESS.pdf(own))) as pdf:
        pictures = list(pdf.pages[0].get_images().values())
        (stream,) = pictures
        assert isinstance(stream, pikepdf.Stream)
        picture = pikepdf.PdfImage(stream).as_pil_image().convert("L")
    assert zxingcpp.read_barcodes(picture)[0].text == read(code or b"")


def test_one_word_template_serves_letters_with_and_without_a_code() -> None:
    without = PRESS.docx(letter("pl-2025-021", "reminder"))
    with_code = letter("pl-2026-002", "reminder")
    with zipfile.ZipFile(io.BytesIO(without)) as archive:
        assert b"w:drawing" not in archive.read("word/document.xml")
        assert len(archive.read(PAYMENT_CODE_PART)) < 100
    with zipfile.ZipFile(io.BytesIO(PRESS.docx(with_code))) as archive:
        assert archive.read("word/document.xml").count(b"<w:drawing>") == 1


@pytest.mark.parametrize(("owed", "has_code"), [("9999.99", True), ("10000.00", False)])
def test_the_polish_code_ends_at_six_digits(owed: str, *, has_code: bool) -> None:
    invoice = claimed("pl-2026-002")[0].invoices[0]
    rest = invoice.amount - Decimal(owed)
    facts = {"payments": (paid("2025-11-19", f"{rest}", invoice=invoice.number),)}
    own = letter("pl-2026-002", "reminder", **facts)
    assert bool(block(own).code) is has_code
    told = [str(note.message) for note in own.notes]
    refused = "no payment code: it holds at most 9 999,99 zł, to pay are 10 000,00 zł"
    assert told == (
        []
        if has_code
        else [
            refused.replace(" 999", "\u00a0999")
            .replace(" zł", "\u00a0zł")
            .replace("10 000", "10\u00a0000")
        ]
    )


def letter_with_number(length: int) -> str:
    """The title in a letter that has a code, about an invoice with a number of this length."""
    invoice = claimed("pl-2026-002")[0].invoices[0].model_copy(update={"number": "7" * length})
    own = letter("pl-2026-002", "reminder", invoices=(invoice,))
    assert block(own).code
    return block(own).title


def test_a_title_too_long_for_the_code_becomes_the_reference() -> None:
    assert letter_with_number(32) == "7" * 32
    assert letter_with_number(33) == "PL-2026-002"


def test_a_letter_without_a_code_names_every_invoice() -> None:
    """More than 9 999,99 zł has no code, so nothing limits the title but the bank."""
    own = letter("pl-2025-021", "formal-notice")
    assert block(own).title == "ML/24/1190, ML/25/0077, ML/25/0241"
    assert "ML/25/0241" in own.body.split("Tytuł przelewu")[1][:60]


def test_a_title_too_long_for_a_bank_becomes_the_reference() -> None:
    case, claim = claimed("pl-2025-021")
    assert payment_block(case, claim, "formal-notice", "7" * 140).title == "7" * 140
    assert payment_block(case, claim, "formal-notice", "7" * 141).title == "PL-2025-021"


def test_the_title_of_a_debt_under_a_plan() -> None:
    own = letter("pl-2025-007", "reminder")
    assert block(own).title == "ugoda z 16.06.2025, raty 1, 2, 3, 4, 5, 6"
    kept = varied("pl-2025-007", -76)
    one = PRESS.letter(*kept, PaperRequest("reminder"))
    assert block(one).title == "ugoda z 16.06.2025, rata 1"


def test_a_title_is_data_not_markup() -> None:
    invoice = claimed("pl-2026-002")[0].invoices[0].model_copy(update={"number": "A&B <1>"})
    own = letter("pl-2026-002", "reminder", invoices=(invoice,), payments=())
    assert block(own).title == "A&B <1>"
    assert "<b>A&amp;B &lt;1&gt;</b>" in own.body


def test_no_code_without_an_account_in_the_currency() -> None:
    creditor = claimed("pl-2025-033")[0].creditor
    in_zloty = [a for a in creditor.bank_accounts if a.currency == "PLN"]
    poor = creditor.model_copy(update={"bank_accounts": tuple(in_zloty)})
    own = letter("pl-2025-033", "reminder", creditor=poor)
    assert [str(n.message) for n in own.notes] == [
        "no payment code: the creditor states no account in EUR"
    ]
    assert block(own).accounts == ()
    assert "Tytuł przelewu" not in own.body


def test_lei_have_no_code_and_the_sender_is_told() -> None:
    own = letter("ro-2025-014", "formal-notice")
    assert block(own).code is None
    assert [n.code for n in own.notes] == ["no-payment-code"]


def test_papers_that_ask_for_nothing_carry_no_code_and_no_note() -> None:
    for paper in ("account-statement", "chronology", "debt-acknowledgement"):
        own = letter("pl-2026-002", paper)
        assert block(own).code is None
        assert own.notes == ()
