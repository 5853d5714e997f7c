"""The sender's cover sheet: what it advises in each country, and that no debtor's letter says it."""

from __future__ import annotations

import os
import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from reading_back import compared, text_of_docx, text_of_html, text_of_pdf
from romanian_variations import COMPANY, GUARANTOR, KITCHEN
from sample_letters import PRESS, claimed, days
from varied_cases import WARNED, Variation, letter_varied, varied

from demandgen.casefile.model import Contract, Country, PaperId
from demandgen.claim.model import Assumption
from demandgen.cli import run
from demandgen.documents.conventions import _LAW, _NAMES, _VALUES, conventions_of, law_named
from demandgen.documents.cover import translated
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest
from demandgen.language import catalogue
from demandgen.problems import say

GOLDEN = Path(__file__).parent / "golden" / "covers"
ROOT = Path(__file__).parents[2]
FILELESS = Contract.model_validate({"number": "5/2025", "kind": "sale"})
LATE_IN_2024 = KITCHEN.invoices[0].model_copy(
    update={"issued": date(2024, 5, 6), "due": date(2024, 5, 20), "performed": None}
)
"""The reference rate changed on 8 July and on 8 August 2024."""
SHEETS: dict[str, tuple[Variation, Country]] = {
    "ro-somatie": (Variation("", "ro-2025-014", "formal-notice"), "ro"),
    "ro-somatie-in-polish": (Variation("", "ro-2025-014", "formal-notice"), "pl"),
    "ro-two-debtors": (
        Variation("", "ro-2025-014", "formal-notice", {"debtors": (COMPANY, GUARANTOR)}),
        "ro",
    ),
    "ro-consumer": (Variation("", "ro-2025-031", "default-notice"), "ro"),
    "ro-plan": (Variation("", "ro-2026-018", "plan-default-notice"), "ro"),
    "ro-agent": (Variation("", "ro-2026-012", "default-notice"), "ro"),
    "ro-semester": (
        Variation("", "ro-2025-031", "formal-notice", {"invoices": (LATE_IN_2024,)}),
        "ro",
    ),
    "pl-consumer": (Variation("", "pl-2026-002", "formal-notice", {"settings": WARNED}), "pl"),
    "pl-company": (Variation("", "pl-2025-021", "final-notice", {"settings": WARNED}), "pl"),
    "pl-plain": (Variation("", "pl-2025-033", "final-notice", {"contract": FILELESS}), "pl"),
    "pl-in-romanian": (Variation("", "pl-2026-002", "formal-notice"), "ro"),
}
EACH = pytest.mark.parametrize("name", SHEETS)


@cache
def sheet(name: str) -> Letter:
    own, language = SHEETS[name]
    case, _ = varied(own.case, own.later, **own.facts)
    return PRESS.cover(case, letter_varied(own), language)


@cache
def text(name: str) -> str:
    return text_of_html(sheet(name).body).lstrip("\n")


@EACH
def test_the_text_is_the_golden_one(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("DEMANDGEN_WRITE_GOLDEN"):
        path.write_text(text(name), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text(name)


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SHEETS)


@EACH
def test_word_says_what_the_golden_text_says(name: str) -> None:
    assert text_of_docx(PRESS.docx(sheet(name))) == compared(text(name))


@pytest.mark.parametrize("name", ["ro-somatie", "pl-consumer"])
def test_the_pdf_says_what_the_golden_text_says(name: str) -> None:
    assert text_of_pdf(PRESS.pdf(sheet(name)), sheet(name).body) == compared(text(name))


CLAUSES = (
    # the sentence, the sheet that prints it, one that does not
    ("Nu sunt suficiente pentru somație", "ro-somatie", "ro-consumer"),
    ("Suma cerută la 15.09.2025 | 43.580,73 lei", "ro-plan", "ro-somatie"),
    ("clauza de scadență anticipată", "ro-plan", "ro-consumer"),
    ("mandatul: evidence/mandat.pdf", "ro-agent", "ro-somatie"),
    ("plată parțială, art. 2538", "ro-plan", "ro-somatie"),
    ("se schimbă în cursul unui semestru", "ro-semester", "ro-somatie"),
    ("se schimbă în cursul unui semestru", "ro-semester", "ro-consumer"),
    ("cu conținut declarat", "ro-somatie", "ro-plan"),
    ("Acest act nu este somația", "ro-consumer", "ro-somatie"),
    ("Folosiți un plic neutru", "ro-consumer", "ro-somatie"),
    ("numai dacă se poate dovedi comunicarea", "ro-plan", "ro-somatie"),
    ("Fiecare debitor primește", "ro-two-debtors", "ro-somatie"),
    ("Buletinul Procedurilor de Insolvență", "ro-somatie", "ro-plan"),
    ("convenția de eșalonare:", "ro-plan", "ro-somatie"),
    ("prescripția rămâne întreruptă", "ro-somatie", "pl-in-romanian"),
    ("Dla somație nie wystarczają", "ro-somatie-in-polish", "pl-consumer"),
    ("list polecony za potwierdzeniem odbioru", "pl-plain", "ro-somatie-in-polish"),
    ("tylko jeżeli przewiduje to umowa", "pl-plain", "ro-somatie-in-polish"),
    ("ostrzeżenie działa przy wysłaniu", "pl-company", "pl-plain"),
    ("neutralnej koperty", "pl-consumer", "pl-company"),
    ("termin zapłaty podany w piśmie", "pl-consumer", "ro-somatie-in-polish"),
    ("obniżono do odsetek maksymalnych", "pl-consumer", "pl-plain"),
    ("scadența 30.03.2025 este zi nelucrătoare", "ro-somatie", "ro-plan"),
    ("rekompensata za koszty odzyskiwania należności | dochodzona", "pl-company", "pl-plain"),
    ("facturile contestate | nu sunt cuprinse", "ro-agent", "ro-somatie"),
    ("rata față de un consumator | (rata de referință", "ro-consumer", "ro-somatie"),
    ("brak w aktach", "pl-plain", "ro-somatie-in-polish"),
)


@pytest.mark.parametrize(("sentence", "with_it", "without"), CLAUSES)
def test_a_clause_stands_only_with_its_fact(sentence: str, with_it: str, without: str) -> None:
    def flat(name: str) -> str:
        return text(name).replace("\u00a0", " ")

    assert sentence in flat(with_it)
    assert sentence not in flat(without)


def test_the_days_of_a_somatie_received_on_its_day() -> None:
    """30 September 2025: 15 free days end on 16 October; six months on 30 March 2026."""
    days = [row.day.isoformat() for row in sheet("ro-somatie").context["cover"].days]
    assert days[:2] == ["2025-10-16", "2026-03-30"]


@EACH
def test_every_finding_and_datum_is_told_in_the_words_of_the_sheet(name: str) -> None:
    own, language = sheet(name), SHEETS[name][1]
    flat = text(name).replace("\u00a0", " ")
    for problem in (*own.claim.warnings, *letter_varied(SHEETS[name][0]).notes):
        assert translated(problem.message, language).replace("\u00a0", " ") in flat
        assert problem.code not in flat
    for convention, value in conventions_of(own.claim):
        assert f"{translated(convention, language)} | {translated(value, language)}" in flat
    for datum in own.claim.law_data:
        assert translated(law_named(datum.parameter), language) in flat


@EACH
def test_no_name_of_the_case_file_and_no_date_or_amount_of_a_machine_is_shown(name: str) -> None:
    claim = sheet(name).claim
    for convention, value in claim.conventions.items():
        assert not re.search(rf"^{convention} \|.*{re.escape(value)}$", text(name), re.MULTILINE)
    assert not re.search(r"\d{4}-\d\d-\d\d|\b\d+\.\d\d\b(?!\.)|\b(pl|ro)/[a-z]", text(name))


def test_every_convention_and_table_of_the_law_has_a_name_in_both_languages() -> None:
    claims = [claimed(case)[1] for case in days()]
    named = [
        *(message for claim in claims for pair in conventions_of(claim) for message in pair),
        *(law_named(datum.parameter) for claim in claims for datum in claim.law_data),
        *(message for group in (_NAMES, _VALUES, _LAW) for message in group.values()),
    ]
    for message in named:
        assert all(message.template in catalogue(language) for language in ("ro", "pl"))


def test_values_are_written_as_the_language_of_the_sheet_writes_them() -> None:
    told = say(
        "{day}, {amount}, {rate}, {text}",
        day=date(2025, 4, 21),
        amount=Decimal("54420.00"),
        rate=Decimal("0.125"),
        text="A 1.5",
    )
    assert translated(told, "pl") == "21.04.2025, 54\u00a0420,00, 0,125, A 1.5"
    assert translated(told, "ro") == "21.04.2025, 54.420,00, 0,125, A 1.5"


def test_assumptions_are_told() -> None:
    variation = SHEETS["ro-somatie"][0]
    case, claim = varied(variation.case)
    known = Assumption(code="due-date-30-days", text="no due date is stated")
    assumed = claim.model_copy(update={"assumptions": (known,)})
    paper: PaperId = "formal-notice"
    own = PRESS.cover(case, PRESS.letter(case, assumed, PaperRequest(paper)), "ro")
    assert "no due date is stated" in own.body


@EACH
def test_the_letter_for_the_debtor_says_nothing_of_it(name: str) -> None:
    body = letter_varied(SHEETS[name][0]).body
    for word in ("Prioripost", "plic neutru", "neutralnej koperty", "maximum-rate", "claim-kind"):
        assert word not in body


def test_the_command_makes_it_beside_each_notice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = str(ROOT / "cases" / "ro-2025-014" / "case.yaml")
    asked = ["render", case, "formal-notice", "reminder", "--on", "2025-09-30"]
    assert run([*asked, "--out", str(tmp_path / "without")]) == 0
    assert not list((tmp_path / "without").glob("*cover*"))
    assert run([*asked, "--cover", "--format", "docx", "--out", str(tmp_path)]) == 0
    shown = "cover sheet for the sender: "
    lines = [x for x in capsys.readouterr().out.splitlines() if x.startswith(shown)]
    assert lines == [f"{shown}{tmp_path / 'formal-notice-cover-sheet.docx'}"]
    assert "Fișaexpeditorului" in text_of_docx((tmp_path / lines[0].split("/")[-1]).read_bytes())
