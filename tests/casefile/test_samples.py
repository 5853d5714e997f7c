"""The sample cases: right, complete, and what they show."""

from __future__ import annotations

import email
import email.policy
from collections import Counter
from datetime import date
from pathlib import Path

import pikepdf
import pytest
import yaml
from PIL import Image

from demandgen.casefile.evidence import cited_files
from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_warnings, load_case
from demandgen.casefile.starter import uncited_files
from demandgen.casefile.yamltext import read_yaml

CASES = Path(__file__).parent.parent.parent / "cases"
LISTED = yaml.load(
    (CASES / "samples.yaml").read_text(encoding="utf-8"),
    Loader=yaml.CBaseLoader,  # noqa: S506  # it makes texts only; `on` would become true
)
FOLDERS = [CASES / sample["case"] for sample in LISTED]
DAYS: dict[Path, date] = {
    CASES / sample["case"]: date.fromisoformat(sample["on"]) for sample in LISTED
}

each_sample = pytest.mark.parametrize("folder", FOLDERS, ids=lambda p: p.name)


def case_in(folder: Path) -> Case:
    return load_case(folder / "case.yaml", on=DAYS[folder])


def test_every_folder_is_listed() -> None:
    assert sorted(FOLDERS) == sorted(p.parent for p in CASES.glob("*/case.yaml"))


@each_sample
def test_a_sample_is_right_on_its_day(folder: Path) -> None:
    assert case_warnings(case_in(folder), DAYS[folder]) == ()


@each_sample
def test_the_folder_holds_what_the_case_cites_and_nothing_else(folder: Path) -> None:
    assert uncited_files(folder / "case.yaml") == []


@each_sample
def test_evidence_is_real_and_small(folder: Path) -> None:
    read = read_yaml(folder / "case.yaml")
    for place, name in cited_files(read.data):
        file = read.sources.folder_of(place, folder) / name
        assert file.stat().st_size < 60_000
        check_file(file)


def check_file(file: Path) -> None:
    """Open the file as what it says it is."""
    if file.suffix == ".pdf":
        with pikepdf.open(file) as pdf:
            assert len(pdf.pages) >= 1
    elif file.suffix == ".eml":
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        assert message["From"]
        assert message["To"]
        assert message["Date"]
        body = message.get_body(("plain",))
        assert body
        assert not body.defects
    elif file.suffix == ".svg":
        assert file.read_text(encoding="utf-8").startswith("<svg")
    else:
        assert file.suffix in {".jpg", ".png"}
        with Image.open(file) as image:
            image.load()
            assert min(image.size) > 300


@each_sample
def test_an_email_was_sent_on_the_day_the_case_says(folder: Path) -> None:
    for event in case_in(folder).correspondence:
        if event.file and event.file.endswith(".eml"):
            raw = (folder / event.file).read_bytes()
            message = email.message_from_bytes(raw, policy=email.policy.default)
            assert message["Date"].datetime.date() == event.date
            if event.subject:
                assert message["Subject"] == event.subject


def test_the_samples_are_small_as_a_whole() -> None:
    assert sum(f.stat().st_size for f in CASES.rglob("*") if f.is_file()) < 3_000_000


def test_nobody_else_has_the_same_numbers() -> None:
    """Invented parties do not share tax numbers or accounts, unless they are the same party."""
    holders: dict[str, set[str]] = {}
    for folder in FOLDERS:
        case = case_in(folder)
        for party in (case.creditor, *case.debtors):
            numbers = [party.tax_id, party.regon, *(a.iban for a in party.bank_accounts)]
            for number in filter(None, numbers):
                key = number.removeprefix("RO").replace(" ", "")
                holders.setdefault(key, set()).add(party.name)
    assert {n: h for n, h in holders.items() if len(h) > 1} == {}


def test_what_the_samples_show() -> None:
    cases = [case_in(folder) for folder in FOLDERS]
    assert min(Counter(c.law for c in cases).values()) >= 5
    assert {d.kind for c in cases for d in c.debtors} == {
        "business",
        "consumer",
        "private",
        "public-authority",
        "public-healthcare",
    }
    assert {c.interest.kind for c in cases} == {"statutory", "contractual"}
    assert any(c.interest.cap_percent for c in cases)
    assert any(p.invoice is None for c in cases for p in c.payments)
    assert {i.currency for c in cases for i in c.invoices} == {"RON", "PLN", "EUR"}
    assert any(c.credit_notes for c in cases)
    assert any(i.disputed for c in cases for i in c.invoices)
    assert any(d.liability == "guarantor" for c in cases for d in c.debtors)
    assert any(c.instalment_plan for c in cases)
    assert any(c.agent for c in cases)
    assert any(c.counsel for c in cases)
    assert any(c.assignment for c in cases)
    names = "".join(p.name for c in cases for p in (c.creditor, *c.debtors))
    assert set("&„”ăâîșțąćęłóśźż") <= set(names.lower())


def test_a_shared_firm_is_used_by_two_cases() -> None:
    """Its fields are found in its own file."""
    shared = [f for f in FOLDERS if read_yaml(f / "case.yaml").files]
    assert len(shared) >= 2
    for folder in shared:
        where = case_in(folder).where("creditor.tax_id")
        assert Path(where.file).parent == CASES
        assert (
            Path(where.file)
            .read_text(encoding="utf-8")
            .splitlines()[where.line - 1]
            .startswith("tax_id:")
        )
