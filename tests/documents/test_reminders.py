"""The ladder of reminders: what each says before, on and after the due day, and what none says."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from reading_back import compared, text_of_docx, text_of_html, text_of_pdf
from romanian_variations import MAGURA, PENALTY
from romanian_variations import letter as event
from sample_letters import CASES, PRESS
from varied_cases import Variation, letter_varied, paid, varied

from demandgen.batch.steps import Step, step_for
from demandgen.casefile.model import Case, Contact, Creditor, PaperId
from demandgen.casefile.reading import load_case
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest, refusal_of
from demandgen.documents.reminders import reminder_of

GOLDEN = Path(__file__).parent / "golden" / "reminders"
KITCHEN = load_case(CASES / "pl-2026-002" / "case.yaml")
"""A Polish consumer: one invoice due on 2025-11-19; the sample's day is 2026-04-30."""
RO_FIRST = {"invoices": MAGURA.invoices[:1], "payments": (), "correspondence": ()}
"""One invoice of 18 450 lei, due on 2025-02-14; the sample's day is 2025-09-30."""
PL_FIRST = {"payments": (), "correspondence": ()}
RO_DUE = (date(2025, 2, 14) - date(2025, 9, 30)).days
PL_DUE = (date(2025, 11, 19) - date(2026, 4, 30)).days
RO_SENT = (
    event("2025-02-11", paper="reminder", channel="email"),
    event("2025-02-24", paper="reminder", channel="email", ref="31"),
)
PL_SENT = (
    event("2025-11-17", paper="reminder", channel="email"),
    event("2025-12-01", paper="reminder", channel="email"),
)
MESSAGE = "Vă mulțumim pentru colaborare.\nBucătăria & <montajul> sunt în garanție."


def ro(name: str, days: int, level: int = 1, **facts: object) -> Variation:
    stated = {**RO_FIRST, **facts}
    return Variation(
        f"ro-{name}", "ro-2025-014", "reminder", stated, later=RO_DUE + days, level=level
    )


def pl(name: str, days: int, level: int = 1, **facts: object) -> Variation:
    stated = {**PL_FIRST, **facts}
    return Variation(
        f"pl-{name}", "pl-2026-002", "reminder", stated, later=PL_DUE + days, level=level
    )


def with_person(case: Case) -> Creditor:
    contact = Contact(person="Ștefania Wójcik", phone="0722123456", email="s.w@example.com")
    return case.creditor.model_copy(update={"contact": contact})


VARIATIONS = (
    ro("before", -3),
    ro("before-message", -3, message=MESSAGE, creditor=with_person(MAGURA)),
    ro("today", 0, 2),
    ro("late", 7, 3),
    ro("late-again", 17, 4, correspondence=RO_SENT),
    ro("late-firm", 17, 4),
    Variation(
        "ro-penalty",
        "ro-2025-052",
        "reminder",
        {"invoices": PENALTY.invoices[:1], "payments": (), "correspondence": ()},
    ),
    Variation("ro-instalment", "ro-2026-018", "reminder", later=-32),
    pl("before", -3),
    pl(
        "before-part-paid",
        -3,
        payments=(paid("2025-11-10", "8450.00"),),
        creditor=with_person(KITCHEN),
    ),
    pl("today", 0, 2),
    pl("late", 10, 3),
    pl("late-again", 24, 4, correspondence=PL_SENT),
    pl("late-firm", 24, 4),
)
NAMES = [v.name for v in VARIATIONS]
EACH = pytest.mark.parametrize("name", NAMES)


@cache
def letter(name: str) -> Letter:
    return letter_varied(next(v for v in VARIATIONS if v.name == name))


@cache
def text(name: str) -> str:
    own = letter(name)
    return text_of_html(PRESS._letterhead(own) + own.body).lstrip("\n")


@EACH
def test_the_text_is_the_golden_one(name: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("DEMANDGEN_WRITE_GOLDEN"):
        path.write_text(text(name), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text(name)


def test_no_golden_text_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(NAMES)


@EACH
def test_word_says_what_the_golden_text_says(name: str) -> None:
    assert text_of_docx(PRESS.docx(letter(name))) == compared(text(name))


@pytest.mark.parametrize("name", ["ro-before-message", "pl-late-again"])
def test_the_pdf_says_what_the_golden_text_says(name: str) -> None:
    assert text_of_pdf(PRESS.pdf(letter(name)), letter(name).body) == compared(text(name))


@EACH
def test_typography(name: str) -> None:
    plain = re.sub("& <montajul>|_+", "x", text(name))
    flat = re.sub(r"^ +", "", plain, flags=re.MULTILINE)
    assert not re.search(r'"|\.\.|[ \u00a0][,.;:)]|\( | {2}|None|[{}<>]|[şţŞŢ]', flat)


CLAUSES = (
    # the sentence, the reminder that prints it, one that does not
    ("se apropie scadența următoarei sume", "ro-before", "ro-today"),
    ("este ultima zi de plată pentru următoarea sumă", "ro-today", "ro-before"),
    ("Ultima zi de plată", "ro-before", "ro-late"),
    ("figurează ca neplătită", "ro-late", "ro-before"),
    ("figurează în continuare ca neplătită", "ro-late-again", "ro-late"),
    ("figurează în continuare ca neplătită", "ro-late-firm", "ro-late"),
    ("V-am solicitat anterior plata", "ro-late-again", "ro-late-firm"),
    ("# Revenire la înștiințarea de plată", "ro-late-again", "ro-late-firm"),
    ("Dacă există un motiv pentru care", "ro-late-firm", "ro-late"),
    ("în termen de 7 (șapte) zile", "ro-late", "ro-today"),
    ("Cu titlu informativ", "ro-penalty", "ro-late"),
    ("convenției de eșalonare", "ro-instalment", "ro-before"),
    ("& <montajul> sunt în garanție", "ro-before-message", "ro-before"),
    ("nu țineți seama de această reamintire", "ro-before", "ro-late"),
    ("o zbliżającym się terminie płatności", "pl-before", "pl-today"),
    ("upływa termin płatności następującej należności", "pl-today", "pl-before"),
    ("Dni po terminie", "pl-late", "pl-before"),
    ("nie odnotowano pełnej zapłaty", "pl-late", "pl-today"),
    ("nadal nie odnotowano", "pl-late-again", "pl-late"),
    ("Wcześniejsze pismo w tej sprawie:", "pl-late-again", "pl-late-firm"),
    ("# Ponowne przypomnienie", "pl-late-again", "pl-late-firm"),
    ("Informacyjnie: za czas opóźnienia", "pl-late-again", "pl-late"),
    ("niezwłoczną zapłatę", "pl-late-firm", "pl-late"),
    ("Proszę o zapłatę do dnia", "pl-late", "pl-before"),
    ("Zapłaty można dokonać przelewem", "pl-before", "pl-late"),
    ("prin Ștefania Wójcik, la datele de contact", "ro-before-message", "ro-before"),
    ("osoba do kontaktu: Ștefania Wójcik", "pl-before-part-paid", "pl-before"),
    ("wpłata z 10.11.2025", "pl-before-part-paid", "pl-before"),
)


@pytest.mark.parametrize(("sentence", "with_it", "without"), CLAUSES)
def test_a_clause_stands_only_with_its_fact(sentence: str, with_it: str, without: str) -> None:
    def flat(name: str) -> str:
        return text(name).replace("\u00a0", " ")

    assert sentence in flat(with_it)
    assert sentence not in flat(without)


def test_a_letter_from_before_the_due_day_is_no_earlier_demand() -> None:
    """The history has a courtesy of 11 February and a reminder of 24 February."""
    assert "24.02.2025" in text("ro-late-again")
    assert "11.02.2025" not in text("ro-late-again")
    assert "1\u00a0grudnia\u00a02025" in text("pl-late-again")
    assert "17\u00a0listopada" not in text("pl-late-again")


NEVER = r"instanț|proces\b|1015|prescripți|executor|judec|somăm|sąd|pozew|BIG\b|dłużnik|komornik|PESEL|egzekuc"
ARREARS = (
    r"restant|întârzi|neplăt|somați|termen de|opóźnien|zaleg|nie odnotowano|Dni po|nie później"
)


@EACH
def test_no_reminder_threatens(name: str) -> None:
    """Neither country's custom lets a reminder threaten."""
    assert not re.search(NEVER, without_privacy(name))


@pytest.mark.parametrize("name", [n for n in NAMES if "before" in n or "today" in n])
def test_before_the_debt_is_late_nothing_speaks_of_arrears(name: str) -> None:
    assert not re.search(ARREARS, without_privacy(name))
    assert letter(name).paper.term_days is None
    assert letter(name).paper.term_day is None


def without_privacy(name: str) -> str:
    """The text above the signature; the notice on personal data speaks of courts and debtors."""
    return re.split(r"Semnătura:|Podpis:", text(name).partition("\n# ")[2])[0]


@EACH
def test_the_accounts_are_told(name: str) -> None:
    own = letter(name)
    assert own.context["payment"].accounts
    for account in own.context["payment"].accounts:
        assert account.iban[-4:] in text(name)


def why(case: str, days: int, **facts: object) -> tuple[str, date | None] | None:
    refusal = refusal_of(*varied(case, days, **facts), PaperRequest("reminder"))
    return (refusal.code, refusal.earliest) if refusal else None


def test_a_reminder_waits_until_the_debt_is_due_soon() -> None:
    """The ladder looks seven days ahead."""
    assert why("ro-2025-014", RO_DUE - 8, **RO_FIRST) == ("nothing-due", date(2025, 2, 7))
    assert why("ro-2025-014", RO_DUE - 7, **RO_FIRST) is None
    assert why("pl-2026-002", PL_DUE - 8, **PL_FIRST) == ("nothing-due", date(2025, 11, 12))
    assert why("pl-2026-002", PL_DUE - 7, **PL_FIRST) is None


@pytest.mark.parametrize("level", [1, 2, 3, 4, 9])
def test_dates_and_not_levels_choose_the_wording(level: int) -> None:
    for days, stage in ((-1, "before-due"), (0, "due-today")):
        found = reminder_of(*varied("ro-2025-014", RO_DUE + days, **RO_FIRST), level)
        assert found is not None
        assert found.stage == stage
    late = reminder_of(*varied("ro-2025-014", RO_DUE + 1, **RO_FIRST), level)
    assert late is not None
    assert late.stage == ("overdue-again" if level >= 4 else "overdue")


def test_a_reminder_before_the_due_day_names_only_what_is_due_soon() -> None:
    """Two invoices, due on 14 February and 31 March."""
    facts = {"payments": (), "correspondence": ()}
    found = reminder_of(*varied("ro-2025-014", RO_DUE - 3, **facts))
    assert found is not None
    assert [item.number for item in found.items] == ["ABF 1041"]
    assert str(found.sums[0].outstanding) == "18450.00"


def test_a_final_notice_does_not_follow_a_mere_courtesy() -> None:
    final: PaperId = "final-notice"

    def code(case: Case) -> str | None:
        own = varied("pl-2026-002", PL_DUE + 60, correspondence=case.correspondence, payments=())
        refusal = refusal_of(*own, PaperRequest(final))
        return refusal.code if refusal else None

    assert code(KITCHEN.model_copy(update={"correspondence": PL_SENT[:1]})) == "no-earlier-demand"
    assert code(KITCHEN.model_copy(update={"correspondence": PL_SENT})) is None


def test_the_day_between_a_weekend_and_the_working_day_after_it_is_not_late() -> None:
    """ABF 1057 was due on Sunday 30 March 2025; the term ends on Monday."""
    facts = {"invoices": MAGURA.invoices[1:], "payments": (), "correspondence": ()}
    monday = (date(2025, 3, 31) - date(2025, 9, 30)).days
    found = reminder_of(*varied("ro-2025-014", monday, **facts))
    assert found is not None
    assert found.stage == "due-today"
    assert found.items[0].effective_due == found.items[0].due + timedelta(days=1)


@pytest.mark.parametrize("law", ["ro", "pl"])
@pytest.mark.parametrize(("days", "level"), [(-3, 1), (0, 2)])
def test_a_batch_sends_the_courtesies(law: str, days: int, level: int) -> None:
    if law == "ro":
        case, claim = varied("ro-2025-014", RO_DUE + days, **RO_FIRST)
    else:
        case, claim = varied("pl-2026-002", PL_DUE + days, **PL_FIRST)
    step = step_for(case, claim, "auto")
    assert isinstance(step, Step)
    assert (step.paper, step.level) == ("reminder", level)
    assert step.invoices == (case.invoices[0].number,)
