"""The Polish papers and clauses that no sample case calls for, each from a sample with other facts."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from reading_back import compared, pages_of_pdf, text_of_docx, text_of_html, text_of_pdf
from sample_letters import PRESS
from varied_cases import (
    AGREEMENT,
    DEFAULT,
    FULL_PLAN,
    NO_INTEREST,
    SECURED_PLAN,
    VARIATIONS,
    Variation,
    letter_varied,
    paid,
    plan,
    signed_plan,
    variation,
    varied,
)

from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest, papers_for, refusal_of

GOLDEN = Path(__file__).parent / "golden" / "varied"
EACH = pytest.mark.parametrize("name", [v.name for v in VARIATIONS])


@cache
def letter(name: str) -> Letter:
    return letter_varied(variation(name))


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
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {v.name for v in VARIATIONS}


@EACH
def test_pdf_and_word_say_what_the_golden_text_says(name: str) -> None:
    golden, own = compared(text(name)), letter(name)
    pdf = PRESS.pdf(own)
    assert text_of_pdf(pdf, own.body) == golden
    assert text_of_docx(PRESS.docx(own)) == golden
    for page in pages_of_pdf(pdf):
        if "____" in page:
            assert len(page.strip().splitlines()) >= 6, "nobody signs on an empty page"


@EACH
def test_typography(name: str) -> None:
    flat = re.sub(r"^ +", "", text(name), flags=re.MULTILINE)
    assert not re.search(r'"|\.\.|[ \u00a0][,.;:)]|\( | {2}|None|[{}<>]', flat)
    assert not re.search(r"\b(the|invoice|payment|interest|due|date|of|and)\b", flat)


ANY: dict[str, Any] = {}
PLANLESS = Variation("", "pl-2025-021", "formal-notice")
CLAUSES: tuple[tuple[str, str, Variation], ...] = (
    # the sentence, the variation that prints it, a paper of the same kind that does not
    ("Ugoda nr 3/2025", "agreement-business", variation("agreement-consumer")),
    ("zarzut potrącenia", "agreement-business", variation("agreement-consumer")),
    ("Dłużnicy solidarni są dalej zwani", "agreement-joint-euro", variation("agreement-business")),
    ("PESEL", "agreement-consumer", variation("agreement-business")),
    ("Rekompensata za koszty", "agreement-business", variation("agreement-stated")),
    ("Wierzyciel nabył wierzytelność", "agreement-stated", variation("agreement-business")),
    ("na doliczenie powstałych już", "agreement-stated", variation("agreement-business")),
    ("doliczonych do niej odsetek", "agreement-stated", variation("agreement-business")),
    ("zwalnia Dłużnika z odsetek", "agreement-business", variation("agreement-consumer")),
    ("odstępuje od zwrotu kosztów", "agreement-business", variation("agreement-consumer")),
    ("wpłatą wstępną", "agreement-consumer", variation("agreement-business")),
    ("odsetki kapitałowe", "agreement-business", variation("agreement-stated")),
    ("art. 481 § 2 Kodeksu cywilnego)", "agreement-stated", variation("agreement-business")),
    ("nie nalicza się odsetek", "agreement-consumer", variation("agreement-business")),
    ("ulega ona obniżeniu o 3%", "agreement-business", variation("agreement-consumer")),
    (
        "po upływie 14\u00a0dni od doręczenia",
        "agreement-business",
        variation("agreement-joint-euro"),
    ),
    (
        "co najmniej 2\u00a0rat jednocześnie",
        "agreement-business",
        variation("agreement-joint-euro"),
    ),
    ("bez odrębnego wezwania", "agreement-joint-euro", variation("agreement-business")),
    ("Opóźnienie przekraczające 10 dni", "agreement-consumer", variation("agreement-business")),
    ("z zastrzeżeniem art. 458", "agreement-stated", variation("agreement-business")),
    ("Weksel własny", "agreement-joint-euro", variation("agreement-business")),
    ("że jego poręczenie obejmuje", "agreement-joint-euro", variation("agreement-business")),
    ("po jednym dla każdej ze Stron", "agreement-business", variation("agreement-joint-euro")),
    ("nie wpłynęła dotąd żadna wpłata", "default-notice", variation("default-part-paid")),
    ("powoduje natychmiastową wymagalność", "default-part-paid", variation("default-notice")),
    ("wierzyciel oświadcza, że stawia", "default-notice", variation("default-part-paid")),
    (
        "od dnia doręczenia niniejszego pisma kwoty",
        "default-notice",
        variation("default-part-paid"),
    ),
    (
        "od których wierzyciel odstąpił w ugodzie",
        "default-waived",
        variation("default-part-paid"),
    ),
    ("art. 14 ust. 1 ustawy", "bureau-consumer", variation("bureau-company")),
    ("art. 15 ust. 1 ustawy", "bureau-company", variation("bureau-consumer")),
    ("art. 21 ust. 1 rozporządzenia 2016/679", "bureau-consumer", variation("bureau-company")),
    ("może zgłosić wierzycielowi sprzeciw", "bureau-company", PLANLESS),
    ("biura informacji gospodarczej", "bureau-company", PLANLESS),
    ("biuru informacji gospodarczej,", "bureau-consumer", variation("bureau-company")),
    ("zrzeczenia się ich", "statement-paid-late", variation("statement-overpaid")),
    ("Potwierdzenie nie obejmuje", "statement-paid-late", variation("statement-overpaid")),
    ("nadpłata z", "statement-overpaid", Variation("", "pl-2026-005", "account-statement")),
    ("po stronie Ma", "statement-overpaid", Variation("", "pl-2026-005", "account-statement")),
    ("termin umowny 60 dni od", "formal-term-in-days", variation("formal-statutory-term")),
    ("lit. b, art. 6 ust. 1, art. 7", "formal-statutory-term", variation("formal-term-in-days")),
    ("termin ustawowy 30 dni od", "formal-statutory-term", variation("formal-term-in-days")),
    ("Nota obciążeniowa", "note-compensation", Variation("", "pl-2025-021", "interest-note")),
    (
        "przysługuje, bez wezwania",
        "note-compensation",
        Variation("", "pl-2025-021", "interest-note"),
    ),
    ("04.05.2026 | 266,08", "note-paid-late", Variation("", "pl-2026-005", "interest-note")),
    (
        "odpowiadam jako poręczyciel",
        "acknowledgement-guarantor",
        Variation("", "pl-2025-033", "debt-acknowledgement"),
    ),
)


@pytest.mark.parametrize(("clause", "with_it", "without"), CLAUSES, ids=[c[0] for c in CLAUSES])
def test_a_clause_is_printed_only_upon_its_fact(
    clause: str, with_it: str, without: Variation
) -> None:
    assert clause.replace("\u00a0", " ") in text(with_it).replace("\u00a0", " ")
    other = text_of_html(letter_varied(without).body)
    assert clause.replace("\u00a0", " ") not in other.replace("\u00a0", " ")


FORBIDDEN = (
    "przerywa bieg przedawnienia z chwilą doręczenia",
    "egzekucja komornicza",
    "zostanie wpisan",
    "BIK",
    "kara umowna",
    "zostanie Pan",
    "milczenie oznacza",
    "tytułem egzekucyjnym jest",
    "za zgodność z oryginałem",
    "PESEL 9",
)


@EACH
def test_nothing_forbidden_is_said(name: str) -> None:
    for phrase in FORBIDDEN:
        assert phrase.casefold() not in text(name).casefold()


def test_the_schedule_of_an_agreement_adds_up() -> None:
    for name in ("agreement-business", "agreement-consumer", "agreement-stated"):
        view = letter(name).context["agreement"]
        parts = view.instalments
        assert sum(p.principal for p in parts) == view.debt.principal
        assert sum(p.interest for p in parts) == view.debt.interest
        assert sum(p.costs for p in parts) == view.debt.costs
        assert sum(p.total for p in parts) == view.to_pay == view.whole + view.plan_interest
        assert parts[-1].balance == 0


def refused(case: str, paper: Any, later: int = 0, **facts: Any) -> tuple[str, str, str]:
    """Code, reason and earliest day of a refusal."""
    refusal = refusal_of(*varied(case, later, **facts), PaperRequest(paper))
    assert refusal
    return refusal.code, str(refusal.reason), str(refusal.earliest)


SIGNED = signed_plan()
NO_CLAUSE = SIGNED.model_copy(update={"acceleration": None})
SETTLED = (paid("2025-06-05", "12000.00"), paid("2025-07-01", "55620.00"))


@pytest.mark.parametrize(
    ("case", "paper", "later", "facts", "expected"),
    [
        (
            "pl-2025-007",
            AGREEMENT,
            0,
            ANY,
            ("plan-signed", "the plan was signed on 2025-06-16", "None"),
        ),
        (
            "pl-2025-021",
            AGREEMENT,
            0,
            ANY,
            ("no-plan", "the case states no instalment plan", "None"),
        ),
        (
            "pl-2025-021",
            DEFAULT,
            0,
            ANY,
            ("no-plan", "no instalment plan is in force on this day", "None"),
        ),
        (
            "pl-2025-021",
            DEFAULT,
            0,
            {"instalment_plan": FULL_PLAN},
            ("no-plan", "no instalment plan is in force on this day", "None"),
        ),
        (
            "pl-2025-007",
            DEFAULT,
            0,
            {"instalment_plan": NO_CLAUSE},
            ("no-clause", "the plan has no clause that makes the whole balance due", "None"),
        ),
        (
            "pl-2025-007",
            DEFAULT,
            0,
            {"payments": SETTLED},
            ("plan-kept", "no instalment is late enough for the plan's clause", "None"),
        ),
        (
            "pl-2025-007",
            "interest-note",
            0,
            ANY,
            ("plan-in-force", "under a plan its own notice states the interest", "None"),
        ),
        (
            "pl-2025-007",
            "final-notice",
            0,
            ANY,
            (
                "no-earlier-demand",
                "no reminder or notice is recorded as sent since the plan",
                "None",
            ),
        ),
        (
            "pl-2026-002",
            "final-notice",
            0,
            {"correspondence": ()},
            ("no-earlier-demand", "no reminder or notice is recorded as sent before", "None"),
        ),
        (
            "pl-2026-002",
            "interest-note",
            0,
            {"interest": NO_INTEREST},
            ("no-interest", "no interest and no compensation is owed on this day", "None"),
        ),
        (
            "pl-2026-005",
            "debt-acknowledgement",
            0,
            {"payments": (paid("2026-03-18", "14760.00"), paid("2026-03-20", "6200.00"))},
            ("nothing-owed", "nothing is owed on this day", "None"),
        ),
    ],
)
def test_a_paper_is_refused_with_its_reason(
    case: str, paper: Any, later: int, facts: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    assert refused(case, paper, later, **facts) == expected


def test_a_broken_plan_is_called_in_from_the_day_its_condition_is_met() -> None:
    """The first instalment was due on Tuesday 15 July; more than 7 days are over on the 23rd."""
    expected = ("plan-kept", "the plan's clause is not met before 2025-07-23", "2025-07-23")
    assert refused("pl-2025-007", DEFAULT, later=-70) == expected  # 22 July
    on_the_day = varied("pl-2025-007", later=-69)
    assert refusal_of(*on_the_day, PaperRequest(DEFAULT)) is None
    called = PRESS.letter(*on_the_day, PaperRequest(DEFAULT)).context["called"]
    assert str(called.balance) == "55620.00"
    assert [item.number for item in called.missed] == ["1"]


def test_a_clause_with_notice_lists_every_late_instalment() -> None:
    called = letter("default-notice").context["called"]
    assert [item.number for item in called.missed] == ["1", "2", "3"]
    assert called.total == called.balance + called.delay_interest


def test_a_handover_tells_what_interrupted_limitation() -> None:
    with_it, without = (
        text_of_html(letter_varied(Variation("", case, "handover-brief")).body)
        for case in ("pl-2025-021", "pl-2026-005")
    )
    assert "bieg przerwany 30.06.2025 przez uznanie długu, art. 123" in with_it.replace(
        "\u00a0", " "
    )
    assert "bieg przerwany" not in without


def test_papers_that_name_all_debtors_are_made_once_and_notes_go_to_no_guarantor() -> None:
    offer = papers_for(*varied("pl-2025-033", instalment_plan=SECURED_PLAN))
    made = {(r.id, r.debtor) for r in offer.papers}
    assert {d for paper, d in made if paper == "instalment-agreement"} == {0}
    assert {d for paper, d in made if paper == "chronology"} == {0}
    assert {d for paper, d in made if paper == "interest-note"} == {0, 1}
    assert {d for paper, d in made if paper == "debt-acknowledgement"} == {0, 1, 2}


def test_a_plan_whose_instalments_do_not_add_up_is_no_agreement() -> None:
    from demandgen.problems import CaseFileError

    wrong = plan(instalments=[{"due": "2026-09-30", "amount": "10.00"}])
    case, claim = varied("pl-2026-005", instalment_plan=wrong)
    with pytest.raises(CaseFileError, match=r"add up to 10\.00, the debt of the plan to 20892\.48"):
        PRESS.letter(case, claim, PaperRequest(AGREEMENT))


@pytest.mark.parametrize("name", ["agreement-stated", "bureau-consumer"])
def test_the_same_facts_give_the_same_bytes(name: str) -> None:
    first, second = (letter_varied(variation(name)) for _ in range(2))
    assert PRESS.docx(first) == PRESS.docx(second)
    assert PRESS.pdf(first) == PRESS.pdf(second)


def test_a_warning_that_is_printed_tells_the_sender_what_it_takes() -> None:
    codes = {note.code for note in letter("bureau-company").notes}
    assert codes == {"bureau-warning", "no-payment-code"}


@pytest.mark.parametrize("paper", ["formal-notice", "interest-note", "account-statement"])
def test_no_paper_prints_a_pesel_given_as_tax_number(paper: Any) -> None:
    """The number of nobody: born in 2099."""
    pesel = "99323112349"
    person = varied("pl-2026-002")[0].debtors[0].model_copy(update={"tax_id": pesel})
    own = letter_varied(Variation("", "pl-2026-002", paper, {"debtors": (person,)}))
    assert pesel not in own.body
