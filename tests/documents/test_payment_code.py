"""Codes to pay by, compared with the published examples and read back from the drawing."""

from __future__ import annotations

import re
from base64 import b64encode
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
import segno.helpers
import weasyprint
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from demandgen.documents.payment_code import PaymentCode, payment_code, polish_text
from demandgen.money import Currency

NRB = "92124012340001567890123456"
POLISH = {"iban": f"PL{NRB}", "holder": "Odbiorca 1", "reference": "FV 1234/34/2012"}
GERMAN = {
    "iban": "DE71 1102 2033 0123 4567 89",
    "holder": "Franz Mustermänn",
    "reference": "Spende für die Wikipedia",
}


def in_zlote(amount: str = "12.00", *, tax_id: str | None = None, **other: str) -> str:
    code = payment_code(
        **{**POLISH, **other}, amount=Decimal(amount), currency="PLN", tax_id=tax_id
    )
    assert isinstance(code, PaymentCode), code
    return code.text


def in_euro(amount: str = "12.34", **other: str) -> PaymentCode:
    code = payment_code(**{**GERMAN, **other}, amount=Decimal(amount), currency="EUR")
    assert isinstance(code, PaymentCode), code
    return code


def read_back(png: bytes) -> tuple[str, str]:
    """What a camera reads: the text and the error correction level."""
    with Image.open(BytesIO(png)) as image:
        (found,) = zxingcpp.read_barcodes(image.convert("L"))
    return found.text, found.ec_level


@pytest.mark.parametrize(
    ("number", "amount", "reference", "published"),
    [
        ("1234567890", "12.00", "FV 1234/34/2012", f"1234567890|PL|{NRB}|001200|Odbiorca 1|FV 1234/34/2012|||"),
        ("1234567890", "0", "FV 1234/34/2012", f"1234567890|PL|{NRB}|000000|Odbiorca 1|FV 1234/34/2012|||"),
        ("", "12.00", "Przelew ekspress", f"|PL|{NRB}|001200|Odbiorca 1|Przelew ekspress|||"),
    ],
)  # fmt: skip
def test_the_examples_of_the_bank_association(
    number: str, amount: str, reference: str, published: str
) -> None:
    assert polish_text(number, NRB, Decimal(amount), "Odbiorca 1", reference) == published


def test_the_polish_code_of_a_recipient_without_a_number() -> None:
    assert in_zlote() == f"|PL|{NRB}|001200|Odbiorca 1|FV 1234/34/2012|||"
    assert in_zlote(iban="92 1240 1234 0001 5678 9012 3456") == in_zlote()
    assert in_zlote(iban="pl92 1240 1234 0001 5678 9012 3456") == in_zlote()


@pytest.mark.parametrize(
    ("tax_id", "field"),
    [
        ("9987654326", "9987654326"),
        ("PL 998-765-43-26", "9987654326"),
        ("9987654327", ""),  # a bank's program would refuse the whole code
        ("RO9912345676", ""),
        (None, ""),
    ],
)
def test_the_number_of_the_recipient(tax_id: str | None, field: str) -> None:
    assert in_zlote(tax_id=tax_id).split("|")[0] == field


@pytest.mark.parametrize(
    ("amount", "field"),
    [("0.01", "000001"), ("12", "001200"), ("1234.56", "123456"), ("9999.99", "999999")],
)
def test_the_amount_in_grosze(amount: str, field: str) -> None:
    assert in_zlote(amount).split("|")[3] == field


@pytest.mark.parametrize(
    ("holder", "field"),
    [
        ("Drukarnia Żółw Wójcik i Wspólnicy sp. z o.o.", "Drukarnia Żółw Wójci"),
        ("Żółw i Spółka Jawna X Y", "Żółw i Spółka Jawna"),  # 20th character was a space
        ("A|B „Cudzysłów” (x) +;", "AB Cudzysłów x"),
        ("Müller\nȘtefan & Søn", "Muller Stefan & Sn"),
        (r"a,b.c/d\e-f@g#h&i*j_k", r"a,b.c/d\e-f@g#h&i*j_"),
    ],
)
def test_what_the_polish_code_can_hold(holder: str, field: str) -> None:
    assert in_zlote(holder=holder).split("|")[4] == field


def test_the_title_is_cut_by_characters_not_bytes() -> None:
    assert in_zlote(reference="Żółć" * 10).split("|")[5] == "Żółć" * 8


@given(st.text(max_size=60), st.text(max_size=60), st.integers(1, 999_999))
@settings(deadline=None, max_examples=150)
def test_no_text_breaks_the_fields_of_the_polish_code(holder: str, title: str, grosze: int) -> None:
    text = polish_text("", NRB, Decimal(grosze).scaleb(-2), holder, title)
    fields = text.split("|")
    assert len(fields) == 9
    assert len(text) <= 160
    assert fields[:4] == ["", "PL", NRB, f"{grosze:06d}"]
    assert len(fields[4]) <= 20
    assert len(fields[5]) <= 32
    assert not re.search(r"[\r\n\t]", text)


def test_the_sepa_code_is_what_segno_makes() -> None:
    theirs = segno.helpers.make_epc_qr(
        name="Franz Mustermänn",
        iban="DE71110220330123456789",
        amount=Decimal("12.34"),
        text="Spende für die Wikipedia",
        encoding="utf-8",
    )
    drawn = BytesIO()
    theirs.save(drawn, kind="png", scale=8)
    assert read_back(in_euro().png()) == read_back(drawn.getvalue())


def test_the_lines_of_the_sepa_code() -> None:
    assert in_euro("100").text.split("\n") == [
        *("BCD", "002", "1", "SCT", "", "Franz Mustermänn", "DE71110220330123456789"),
        *("EUR100.00", "", "", "Spende für die Wikipedia"),
    ]
    assert in_euro(reference="a\nb", holder="x\ny").text.split("\n")[5::5] == ["x y", "a b"]


def test_a_long_sepa_code_stays_within_its_331_bytes() -> None:
    code = in_euro("999999999.99", holder="ż" * 80, reference="ă" * 200)
    assert len(code.text.encode()) <= 331
    name, title = code.text.split("\n")[5], code.text.split("\n")[10]
    assert name == "ż" * 70
    assert set(title) == {"ă"}
    short = in_euro(holder="x" * 80, reference="y" * 200).text.split("\n")
    assert (short[5], short[10]) == ("x" * 70, "y" * 140)
    assert read_back(code.png())[0] == code.text


@pytest.mark.parametrize(
    ("currency", "amount", "iban", "reason"),
    [
        ("RON", "10", "RO49AAAA1B31007593840000", "no payment code: in Romania only banks issue one"),
        ("PLN", "0", f"PL{NRB}", "no payment code: nothing is owed"),
        ("PLN", "10000", f"PL{NRB}", "no payment code: it holds at most 9\u00a0999,99\u00a0zł, to pay are 10\u00a0000,00\u00a0zł"),
        ("PLN", "10", "DE71110220330123456789", "no payment code: DE71\u00a01102\u00a02033\u00a00123\u00a04567\u00a089 is not a Polish account"),
        ("PLN", "10", "PL93124012340001567890123456", "no payment code: 93\u00a01240\u00a01234\u00a00001\u00a05678\u00a09012\u00a03456 is not a Polish account"),
        ("EUR", "10", "DE72110220330123456789", "no payment code: DE72\u00a01102\u00a02033\u00a00123\u00a04567\u00a089 is not a valid IBAN"),
        ("EUR", "1000000000", "DE71110220330123456789", "no payment code: it holds at most 999999999.99 EUR"),
    ],
)  # fmt: skip
def test_why_there_is_no_code(currency: Currency, amount: str, iban: str, reason: str) -> None:
    found = payment_code(
        iban=iban, holder="X", amount=Decimal(amount), currency=currency, reference="Y"
    )
    assert str(found) == reason


def test_a_camera_reads_what_was_written() -> None:
    code = payment_code(
        iban=f"PL{NRB}",
        holder="Drukarnia Żółw",
        amount=Decimal("9999.99"),
        currency="PLN",
        reference="FV/2025/03/118",
        tax_id="9987654326",
    )
    assert isinstance(code, PaymentCode)
    assert read_back(code.png()) == (
        f"9987654326|PL|{NRB}|999999|Drukarnia Żółw|FV/2025/03/118|||",
        "L",
    )
    assert read_back(in_euro().png())[1] == "M"


def test_the_drawing_is_the_same_every_time_and_has_its_white_margin() -> None:
    again = in_euro()
    assert in_euro().png() == again.png()
    assert in_euro().svg() == again.svg()
    svg = again.svg()
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    with Image.open(BytesIO(again.png())) as image:
        margin = image.convert("L").crop((0, 0, image.width, 4 * 8))
        assert margin.getextrema() == (255, 255)


def test_a_camera_reads_it_from_the_printed_page() -> None:
    code = in_euro(holder="Ș" * 70, reference="ț" * 91)
    picture = b64encode(code.svg().encode()).decode()
    page = f'<img style="width: 25mm" src="data:image/svg+xml;base64,{picture}">'
    printed = weasyprint.HTML(string=page).write_pdf()
    with pypdfium2.PdfDocument(printed) as pdf:
        image = pdf[0].render(scale=200 / 72).to_pil()
    (found,) = zxingcpp.read_barcodes(image.convert("L"))
    assert found.text == code.text
