"""Sample cases to break, and what the user is then told."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_from_data, case_warnings, load_case
from demandgen.casefile.sources import Sources
from demandgen.problems import CaseFileError

CASES = Path(__file__).parent.parent.parent / "cases"
RO, PL = CASES / "ro-2025-014", CASES / "pl-2025-007"
DAY = date(2025, 9, 30)

Break = Callable[..., list[str]]


def told_about(path: Path, on: date | None = DAY) -> list[str]:
    """The lines a user sees: place, message and hint, without the folder."""
    try:
        load_case(path, on=on)
    except CaseFileError as error:
        return [str(p).removeprefix(f"{path.parent}/") for p in error.problems]
    return []


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Copy a sample case, change its text, and return what the user is told."""

    def breaking(*changes: tuple[str, str], sample: Path = RO, on: date | None = DAY) -> list[str]:
        folder = tmp_path / sample.name
        shutil.copytree(sample, folder, dirs_exist_ok=True)
        text = (sample / "case.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"the sample does not say {old}"
            text = text.replace(old, new, 1)
        (folder / "case.yaml").write_text(text, encoding="utf-8")
        return told_about(folder / "case.yaml", on)

    return breaking


@pytest.fixture
def told() -> Callable[..., list[str]]:
    return told_about


PARTS: Mapping[str, Mapping[str, str]] = {
    "debtors": {"name": "B", "kind": "business"},
    "invoices": {
        "number": "F 1",
        "issued": "2025-01-10",
        "due": "2025-02-10",
        "amount": "1000.00",
        "currency": "RON",
    },
    "credit_notes": {"date": "2025-03-01", "for": "F 1", "currency": "RON"},
    "payments": {"date": "2025-03-01", "amount": "100.00", "currency": "RON"},
    "correspondence": {"date": "2025-03-01", "direction": "sent", "channel": "email"},
}
MINIMAL: Mapping[str, Any] = {
    "case": "X-1",
    "law": "ro",
    "creditor": {
        "name": "A",
        "kind": "business",
        "bank_accounts": [{"iban": "RO49AAAA1B31007593840000", "currency": "RON"}],
    },
    "debtors": [{}],
    "invoices": [{}],
    "interest": {"kind": "statutory"},
}


def small_case(changes: Mapping[str, Any]) -> Case:
    """A minimal case with changes; items of lists state only what differs, None takes away."""
    data = {**MINIMAL, **changes}
    for name, usual in PARTS.items():
        items = [{**usual, **item} for item in data.get(name, [])]
        data[name] = [{k: v for k, v in item.items() if v is not None} for item in items]
    for index, note in enumerate(data["credit_notes"]):
        note.setdefault("number", f"N {index}")
    return case_from_data(data, sources=Sources(), folder=Path(), on=DAY)


@pytest.fixture
def case_of() -> Callable[[Mapping[str, Any]], Case]:
    return small_case


@pytest.fixture
def faults() -> Callable[[Mapping[str, Any]], list[str]]:
    """Code, field, message and hint of every fault of a small case, in order."""

    def found(changes: Mapping[str, Any]) -> list[str]:
        try:
            small_case(changes)
        except CaseFileError as error:
            return [f"{p.code} {str(p).removeprefix(': ')}" for p in error.problems]
        return []

    return found


@pytest.fixture
def warnings() -> Callable[[Mapping[str, Any]], list[str]]:
    """The same of its warnings."""

    def found(changes: Mapping[str, Any]) -> list[str]:
        return [
            f"{p.code} {str(p).removeprefix(': ')}" for p in case_warnings(small_case(changes), DAY)
        ]

    return found
