"""Does a case arrive as it was typed, or all its faults with their places?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_from_data, load_case
from demandgen.casefile.sources import Sources
from demandgen.casefile.yamltext import read_yaml
from demandgen.problems import CaseFileError, Location

CASES = Path(__file__).parent.parent.parent / "cases"
RO, PL = CASES / "ro-2025-014", CASES / "pl-2025-007"
DAY = date(2025, 9, 30)
Break = Callable[..., list[str]]
Told = Callable[..., list[str]]


@pytest.mark.parametrize("folder", [RO, PL], ids=lambda p: p.name)
def test_a_right_case_loads(told: Told, folder: Path) -> None:
    assert told(folder / "case.yaml") == []


def test_what_was_typed_arrives() -> None:
    case = load_case(RO / "case.yaml", on=DAY)
    assert case.id == "RO-2025-014"
    assert case.creditor.name == "Atelierul Brâncoveanu & Fiii SRL"
    assert case.creditor.contact
    assert case.creditor.contact.phone == "0722123456"
    assert case.debtors[0].tax_id == "9923456785"
    assert case.invoices[0].amount == Decimal("18450.00")
    assert case.invoices[1].due == date(2025, 3, 30)
    assert case.payments[0].invoice == "ABF 1041"
    assert case.correspondence[1].acknowledges_debt is True
    assert case.correspondence[0].acknowledges_debt is False
    assert case.folder == RO


def test_the_short_form_of_the_debtor_keeps_its_name_in_messages() -> None:
    case = load_case(RO / "case.yaml")
    file = str(RO / "case.yaml")
    assert case.where("debtors[0].tax_id") == Location(file, 19, 3, "debtor.tax_id")
    assert case.where("debtors[0].euid") == Location(file, 16, 1, "debtor.euid")
    assert case.where("invoices[1].amount") == Location(file, 42, 5, "invoices[1].amount")


def test_a_faulty_part_hides_no_fault_elsewhere_and_causes_none(broken: Break) -> None:
    """The invoice whose number cannot be read is still known; nothing is said about its payment."""
    assert broken(("number: ABF 1041", "number: [ABF 1041]")) == [
        "case.yaml:32:5: invoices[0].number: expected one value, found a list"
    ]
    assert broken(("    due: 2025-02-14\n", "    due: soon\n")) == [
        "case.yaml:34:5: invoices[0].due: expected a date as YYYY-MM-DD, found 'soon'"
    ]
    assert broken(("law: ro", "law: hu")) == [
        "case.yaml:3:1: law: expected one of ro, pl, found 'hu'"
    ]


def test_empty_values_count_as_absent(broken: Break) -> None:
    assert (
        broken(
            ('  contact: {email: office@example.ro, phone: "0722123456"}', "  contact:"),
            ("subject: Facturi restante", "subject: null"),
            ("    description: mobilier recepție, tranșa I", "    description: ''"),
            ("  registration: J40/99567/2012", "  registration: ~"),
        )
        == []
    )


def test_quoted_null_is_a_text(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text('case: "null"\nlaw: null\n', encoding="utf-8")
    assert read_yaml(file).data == {"case": "null"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "case.yaml:1:1: the file is empty: expected a case, with lines like `law: ro`"),
        (b"# only a note\n", "case.yaml:1:1: the file is empty: expected a case, with lines like `law: ro`"),
        (b"- a\n- b\n", "case.yaml:1:1: expected fields with values, like `law: ro`, at the top of the file"),
        (b"case: M\xe3gura\n", "case.yaml:1:8: expected UTF-8 text, found byte 0xE3 (save the file as UTF-8)"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_case(told: Told, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "case.yaml").write_bytes(content)
    assert told(tmp_path / "case.yaml") == [message]


def test_a_file_that_is_not_there(told: Told, tmp_path: Path) -> None:
    assert told(tmp_path / "case.yaml") == ["case.yaml: cannot be read: No such file or directory"]
    assert told(tmp_path)[0].endswith(": cannot be read: Is a directory")


def test_a_case_built_from_a_table_has_the_same_faults() -> None:
    data = dict(read_yaml(RO / "case.yaml").data)
    places = {"invoices[0].amount": Location("table.xlsx", 7, 4, "Suma")}
    data["invoices"] = [{**data["invoices"][0], "amount": "1.234,50"}]
    with pytest.raises(CaseFileError) as caught:
        case_from_data(data, sources=Sources(places), folder=RO)
    assert [str(p) for p in caught.value.problems if p.code == "amount"] == [
        "table.xlsx:7:4: Suma: expected an amount with a dot and at most two decimals, found '1.234,50' (write 1234.50)"
    ]
    with pytest.raises(CaseFileError) as caught:
        case_from_data({**data, "invoices": []}, sources=Sources(), folder=RO)
    assert "invoices: expected at least one item" in str(caught.value)


def _leaves(data: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(data, dict):
        return [at, *(leaf for k, v in data.items() for leaf in _leaves(v, (*at, k)))]
    if isinstance(data, list):
        return [at, *(leaf for i, v in enumerate(data) for leaf in _leaves(v, (*at, i)))]
    return [at]


_DATA = {folder: read_yaml(folder / "case.yaml").data for folder in (RO, PL)}


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_wrong_is_told_in_our_own_words(data: st.DataObject) -> None:
    """No traceback, no jargon of a library, and never a right case out of wrong values."""
    folder = data.draw(st.sampled_from([RO, PL]))
    case = _copied(_DATA[folder])
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from([p for p in _leaves(case) if p]))
        value: Any = data.draw(
            st.one_of(
                st.sampled_from(["", "x", "-1", "2025-02-30", "1e5", "true", "999999999999999"]),
                st.text(max_size=8),
                st.lists(st.text(max_size=3), max_size=2),
                st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
            )
        )
        holder = case
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = value
    try:
        built = case_from_data(case, sources=Sources(), folder=folder, on=DAY)
    except CaseFileError as error:
        for problem in error.problems:
            assert "this value cannot be used" not in str(problem)
            assert not any(
                word in str(problem) for word in ("Input should", "Value error", "type=")
            )
    else:
        assert isinstance(built, Case)


def _copied(data: Any) -> Any:
    if isinstance(data, dict):
        return {k: _copied(v) for k, v in data.items()}
    return [_copied(v) for v in data] if isinstance(data, list) else data
