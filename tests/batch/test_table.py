"""Tables of invoices: what becomes a case, and what is refused with row and column."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from demandgen.batch.mapping import Mapping
from demandgen.batch.sheets import guarded, read_sheet, unguarded
from demandgen.batch.table import read_table
from demandgen.problems import CaseFileError

FIRM = """\
name: Atelierul Brâncoveanu & Fiii SRL
kind: business
tax_id: RO9912345676
address: {street: Strada Lungă nr. 12, city: Brașov, postal_code: "500035"}
"""
DAY = date(2025, 9, 30)
HEAD = "law,debtor.name,debtor.kind,debtor.tax_id,invoice.number,invoice.issued,invoice.due,invoice.amount,invoice.currency,interest.kind,payment.date,payment.amount\n"
ROWS = (
    "ro,Hotel Măgura SRL,business,9923456785,A 1,2025-01-15,2025-02-14,18450.00,RON,statutory,2025-04-22,5000.00\n"
    "ro,Țînțaru Răzvan,private,,B 7,2025-01-20,2025-02-20,99.90,RON,statutory,,\n"
    "ro,Hotel Măgura SRL,business,9923456785,A 2,2025-02-28,2025-03-30,9870.55,RON,statutory,,\n"
)


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    path = tmp_path / "firm.yaml"
    path.write_text(FIRM, encoding="utf-8")
    return path


def table(folder: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path = folder / "export.csv"
    path.write_text(text, encoding=encoding)
    return path


def test_rows_of_one_debtor_make_one_case(tmp_path: Path, firm: Path) -> None:
    cases = read_table(table(tmp_path, HEAD + ROWS), firm, on=DAY)
    assert [(c.rows, c.name) for c in cases] == [
        ((2, 4), "Hotel Măgura SRL"),
        ((3,), "Țînțaru Răzvan"),
    ]
    hotel = cases[0].case
    assert hotel is not None
    assert [(i.number, i.due, i.amount) for i in hotel.invoices] == [
        ("A 1", date(2025, 2, 14), Decimal("18450.00")),
        ("A 2", date(2025, 3, 30), Decimal("9870.55")),
    ]
    assert [(p.invoice, p.amount, p.currency) for p in hotel.payments] == [
        ("A 1", Decimal("5000.00"), "RON")
    ]
    assert hotel.creditor.name == "Atelierul Brâncoveanu & Fiii SRL"
    assert str(hotel.where("invoices[1].due")).endswith("export.csv:4:7: invoice.due")


def test_case_id_does_not_depend_on_the_night(tmp_path: Path, firm: Path) -> None:
    first = read_table(table(tmp_path, HEAD + ROWS), firm, on=DAY)
    later = HEAD + ROWS.splitlines(keepends=True)[2].replace("9923456785", "RO 9923456785").replace(
        "A 2", "A 9"
    )
    second = read_table(table(tmp_path, later), firm, on=DAY)
    assert [c.case.id for c in second if c.case] == [first[0].case.id if first[0].case else None]
    assert re.fullmatch(r"T-[0-9a-f]{12}", second[0].case.id if second[0].case else "")


def test_every_wrong_cell_is_named_and_the_other_debtors_stay(tmp_path: Path, firm: Path) -> None:
    wrong = ROWS.replace("18450.00", '"18.450,00"').replace("2025-03-30", "30.03.2025")
    cases = read_table(table(tmp_path, HEAD + wrong), firm, on=DAY)
    assert cases[0].case is None
    assert [str(p).partition("export.csv:")[2] for p in cases[0].problems] == [
        "2:8: invoice.amount: expected an amount with a dot and at most two decimals, found '18.450,00' (write 18450.00)",
        "4:7: invoice.due: expected a date as YYYY-MM-DD, found '30.03.2025' (write 2025-03-30)",
    ]
    assert cases[1].case is not None


def test_rows_of_one_debtor_must_agree(tmp_path: Path, firm: Path) -> None:
    wrong = ROWS.replace("business,9923456785,A 2", "consumer,9923456785,A 2")
    (problem,) = read_table(table(tmp_path, HEAD + wrong), firm, on=DAY)[0].problems
    assert str(problem).endswith(
        "export.csv:4:3: debtor.kind: debtor.kind is 'consumer', but 'business' in row 2 of the same debtor"
    )


def test_a_second_payment_of_an_invoice_is_a_further_row(tmp_path: Path, firm: Path) -> None:
    second = ROWS.splitlines(keepends=True)[0].replace("2025-04-22,5000.00", "2025-05-02,100.00")
    case = read_table(table(tmp_path, HEAD + ROWS + second), firm, on=DAY)[0].case
    assert case is not None
    assert len(case.invoices) == 2
    assert [p.amount for p in case.payments] == [Decimal("5000.00"), Decimal("100.00")]


def test_foreign_columns_dates_figures_and_codes(tmp_path: Path, firm: Path) -> None:
    firm.write_text(
        "name: Drukarnia Żółw\nkind: business\ntax_id: '9987654326'\n", encoding="utf-8"
    )
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        """\
columns:
  Kontrahent: debtor.name
  Typ: debtor.kind
  Nr faktury: invoice.number
  Data: invoice.issued
  Termin: invoice.due
  Do zapłaty: invoice.amount
constants: {law: pl, invoice.currency: PLN, interest.kind: statutory}
values: {debtor.kind: {F: business, K: consumer}}
ignore: [Uwagi]
dates: DD.MM.YYYY
decimal: ","
encoding: cp1250
""",
        encoding="utf-8",
    )
    export = table(
        tmp_path,
        "Kontrahent;Typ;Nr faktury;Data;Termin;Do zapłaty;Uwagi\nŻółw sp. z o.o.;F;FV/1;10.03.2025;24.3.2025;1 234,50;x\n",
        encoding="cp1250",
    )
    case = read_table(export, firm, mapping, on=DAY)[0].case
    assert case is not None
    assert (case.law, case.debtors[0].name, case.debtors[0].kind) == (
        "pl",
        "Żółw sp. z o.o.",
        "business",
    )
    assert (case.invoices[0].due, case.invoices[0].amount) == (
        date(2025, 3, 24),
        Decimal("1234.50"),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the first row names no columns"),
        ("law,law\n", "the column law stands twice"),
        (
            HEAD.replace("debtor.name", "debtor.nam"),
            "no field is called debtor.nam (did you mean debtor.name?)",
        ),
        (HEAD.replace(",interest.kind", ""), "no column gives interest.kind"),
    ],
)
def test_tables_that_are_refused_as_a_whole(
    tmp_path: Path, firm: Path, text: str, message: str
) -> None:
    with pytest.raises(CaseFileError) as refusal:
        read_table(table(tmp_path, text), firm, on=DAY)
    assert message in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (ROWS.replace("18450.00", "=1+2"), "2:8: invoice.amount: the cell holds a formula"),
        (ROWS.replace("2025-03-30", "@x"), "4:7: invoice.due: the cell holds a formula"),
        (ROWS.replace("\n", ",,stray\n", 1), "2:1: a cell stands under no heading"),
        (ROWS.replace("A 2", "A" * 10_001), "4:5: invoice.number: the text is longer than 10000"),
    ],
)
def test_a_cell_that_may_not_be_used_is_told_once_and_the_other_debtors_stay(
    tmp_path: Path, firm: Path, text: str, wrong: str
) -> None:
    hotel, other = read_table(table(tmp_path, HEAD + text), firm, on=DAY)
    (problem,) = hotel.problems
    assert str(problem).partition("export.csv:")[2].startswith(wrong)
    assert (hotel.case, hotel.rows) == (None, (2, 4))
    assert other.case is not None
    assert other.problems == ()


def test_a_formula_as_a_name_is_no_name(tmp_path: Path, firm: Path) -> None:
    text = ROWS.replace("Țînțaru Răzvan", '"=HYPERLINK(""x"")"')
    hotel, other = read_table(table(tmp_path, HEAD + text), firm, on=DAY)
    assert hotel.case is not None
    assert (other.name, [p.code for p in other.problems]) == ("", ["formula"])


def test_wrong_encoding_is_named_not_guessed(tmp_path: Path, firm: Path) -> None:
    with pytest.raises(CaseFileError, match="not utf-8-sig text; name its encoding"):
        read_table(table(tmp_path, HEAD + ROWS, encoding="iso8859-16"), firm, on=DAY)


def test_debtors_told_apart_only_by_spelling_are_refused(tmp_path: Path, firm: Path) -> None:
    twins = HEAD.replace("law,", "case,law,", 1) + "".join(
        "X1," + r for r in ROWS.splitlines(keepends=True)[:2]
    )
    cases = read_table(table(tmp_path, twins), firm, on=DAY)
    assert [c.case for c in cases] == [None, None]
    assert "the case id X1 belongs to several debtors" in str(cases[0].problems[0])


def test_workbook_gives_the_same_cases_as_csv(tmp_path: Path, firm: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD.strip().split(","))
    for line in ROWS.splitlines():
        sheet.append([_typed(text) for text in line.split(",")])
    book.save(tmp_path / "export.xlsx")
    from_book = read_table(tmp_path / "export.xlsx", firm, on=DAY)
    from_text = read_table(table(tmp_path, HEAD + ROWS), firm, on=DAY)
    assert [c.case and c.case.model_dump() for c in from_book] == [
        c.case and c.case.model_dump() for c in from_text
    ]


def _typed(text: str) -> object:
    if len(text) == 10 and text[4] == "-":
        return date.fromisoformat(text)
    return float(text) if "." in text and text.replace(".", "").isdigit() else text or None


def test_a_formula_in_a_workbook_is_a_wrong_row_too(tmp_path: Path, firm: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEAD + ROWS.replace("18450.00", "=1+2")).splitlines():
        sheet.append([_typed(text) for text in line.split(",")])
    book.save(tmp_path / "export.xlsx")
    hotel, other = read_table(tmp_path / "export.xlsx", firm, on=DAY)
    assert [p.code for p in hotel.problems] == ["formula"]
    assert other.case is not None


def test_workbook_formula_is_refused_even_with_a_stored_value(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["invoice.amount"])
    sheet.append(["=1+1"])
    book.save(tmp_path / "f.xlsx")
    with pytest.raises(
        CaseFileError, match=r"f\.xlsx:2:1: invoice\.amount: the cell holds a formula"
    ):
        read_sheet(tmp_path / "f.xlsx")


@pytest.mark.parametrize("name", ["missing.csv", "broken.xlsx", "export.pdf"])
def test_unreadable_tables_are_told(tmp_path: Path, name: str) -> None:
    if name == "broken.xlsx":
        (tmp_path / name).write_bytes(b"not a zip")
    with pytest.raises(CaseFileError):
        read_sheet(tmp_path / name)


@pytest.mark.parametrize("text", ["=1+1", "+48 12", "-1", "@x", "\tx"])
def test_guard_keeps_spreadsheets_from_reading_formulas(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


def test_guard_leaves_ordinary_text() -> None:
    text = "d'Artagnan & 'Fiii'"
    assert guarded(text) == text
    assert unguarded("'x") == "'x"


def test_unknown_mapping_target_is_refused(tmp_path: Path, firm: Path) -> None:
    mapping = tmp_path / "m.yaml"
    mapping.write_text("columns: {X: invoice.amout}\n")
    with pytest.raises(CaseFileError, match=r"did you mean invoice\.amount"):
        read_table(table(tmp_path, HEAD), firm, mapping, on=DAY)


def test_a_date_in_another_order_stays_as_typed() -> None:
    assert Mapping(dates="DD.MM.YYYY").text_of("invoice.due", "2025-01-02") == "2025-01-02"
    assert Mapping(dates="DD.MM.YYYY").text_of("invoice.due", "02/01/2025") == "02/01/2025"
