"""What depends on a fact in the papers of the Polish samples: each with a paper that lacks it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from reading_back import text_of_html
from sample_letters import PRESS, days
from varied_cases import (
    DEFAULT,
    NO_INTEREST,
    Variation,
    first_letters,
    letter_varied,
    paid,
    varied,
    with_notice,
)

from demandgen.casefile.model import CorrespondenceEvent, InterestTerms
from demandgen.documents.papers import PaperRequest

PLANLESS = Variation("", "pl-2025-021", "formal-notice")


def of(case: str, paper: Any, debtor: int = 0, later: int = 0, **facts: Any) -> Variation:
    """A paper of a sample case, with other facts if they are given."""
    return Variation("", case, paper, facts, debtor, later)


PAID_INTO_THE_PLAN = (paid("2025-06-05", "12000.00"), paid("2025-07-20", "3000.00"))
BEFORE_ACCELERATION = -70
"""22 July 2025: the first instalment is late, the clause's condition not yet met."""
PAID_LATE = (
    paid("2026-05-04", "14760.00", invoice="P/02/2026/0815"),
    paid("2026-05-11", "4920.00", invoice="P/03/2026/0102"),
)
LOW_RATE = InterestTerms(kind="contractual", rate=Decimal(12), per="year")
BY_PHONE = CorrespondenceEvent(
    date=date(2025, 6, 2), direction="received", channel="phone", acknowledges_debt=True
)
SAMPLE_CLAUSES: tuple[tuple[str, Variation, Variation], ...] = (
    (
        "; dotyczy: faktura DB 2025/14",
        of("pl-2025-033", "formal-notice"),
        of("pl-2026-002", "formal-notice"),
    ),
    (
        "Drugi dłużnik solidarny: ",
        of("pl-2025-033", "interest-note"),
        of("pl-2026-005", "interest-note"),
    ),
    (
        "w ratę nr 1 wliczono",
        of("pl-2025-007", DEFAULT),
        of("pl-2025-007", DEFAULT, payments=PAID_INTO_THE_PLAN),
    ),
    (
        "wymagalności spełnił się w dniu",
        of("pl-2025-007", "handover-brief", instalment_plan=with_notice(14)),
        of("pl-2025-007", "handover-brief", later=BEFORE_ACCELERATION),
    ),
    (
        "wymagalności, bez dalszych wpłat",
        of("pl-2025-007", "handover-brief", later=BEFORE_ACCELERATION),
        of("pl-2025-007", "handover-brief"),
    ),
    # the sentence, a paper that prints it, one that does not
    (
        "cała pozostała kwota stała się wymagalna dnia 23 lipca",
        of("pl-2025-007", "reminder"),
        of("pl-2025-007", "reminder", later=BEFORE_ACCELERATION),
    ),
    (
        "cała pozostała kwota stała się wymagalna dnia 23 lipca",
        of("pl-2025-007", "account-statement"),
        of("pl-2025-007", "account-statement", later=BEFORE_ACCELERATION),
    ),
    *(
        ("Termin z ugody", of("pl-2025-007", paper), of("pl-2025-021", paper))
        for paper in ("reminder", "formal-notice", "account-statement", "debt-acknowledgement")
    ),
    *(
        (
            clause,
            of("pl-2025-007", "formal-notice"),
            of("pl-2025-007", "formal-notice", payments=PAID_INTO_THE_PLAN),
        )
        for clause in ("w tym odsetki objęte ratą", "Odsetki objęte ugodą")
    ),
    *(
        (
            clause,
            of("pl-2025-007", "formal-notice"),
            of("pl-2025-007", "formal-notice", later=BEFORE_ACCELERATION),
        )
        for clause in ("spełnił się warunek określony w klauzuli", "Raty o terminach późniejszych")
    ),
    (
        "Wymienionej niżej raty nie zapłacono",
        of("pl-2025-007", "formal-notice", later=BEFORE_ACCELERATION),
        of("pl-2025-007", "formal-notice"),
    ),
    (
        "Wpłaty zaliczono na raty",
        of("pl-2025-007", "formal-notice", payments=PAID_INTO_THE_PLAN),
        of("pl-2025-007", "formal-notice"),
    ),
    *(
        ("Wpłaty zalicza się na raty", of("pl-2025-007", paper), PLANLESS)
        for paper in ("formal-notice", DEFAULT)
    ),
    (
        "Odsetki ustawowe za opóźnienie w transakcjach handlowych do dnia",
        PLANLESS,
        of("pl-2026-002", "formal-notice"),
    ),
    *(
        ("Poprzedni wierzyciel: Hurtownia", of("pl-2026-005", paper), of("pl-2025-021", paper))
        for paper in ("reminder", "formal-notice", "account-statement", "interest-note")
    ),
    (
        "(poprzedni wierzyciel: Hurtownia",
        of("pl-2026-005", "debt-acknowledgement"),
        of("pl-2025-021", "debt-acknowledgement"),
    ),
    *(
        ("zawartej z poprzednim wierzycielem", of("pl-2026-005", paper), of("pl-2025-021", paper))
        for paper in ("reminder", "formal-notice", "debt-acknowledgement")
    ),
    ("umowa przelewu z dnia", of("pl-2026-005", "formal-notice"), PLANLESS),
    ("faktura korygująca K/04/2026/0007 z dnia", of("pl-2026-005", "formal-notice"), PLANLESS),
    ("dowód spełnienia świadczenia z dnia", PLANLESS, of("pl-2026-005", "formal-notice")),
    ("dowód doręczenia faktury ML/25/0077", PLANLESS, of("pl-2026-005", "formal-notice")),
    (
        "ugoda z dnia 16 czerwca 2025 r. (kopia)",
        of("pl-2025-007", "formal-notice"),
        of("pl-2026-002", "formal-notice"),
    ),
    (
        "Oświadczenie o poręczeniu z dnia",
        of("pl-2025-033", "formal-notice", debtor=2),
        of("pl-2025-033", "formal-notice"),
    ),
    (
        "działając w imieniu wierzyciela, uprzejmie",
        of("pl-2025-007", "reminder"),
        of("pl-2026-005", "reminder"),
    ),
    ("Pełnomocnik", of("pl-2025-007", "reminder"), of("pl-2026-005", "reminder")),
    (
        "mimo wcześniejszych pism",
        of("pl-2025-021", "final-notice"),
        of("pl-2025-021", "final-notice", correspondence=first_letters("pl-2025-021", 1)),
    ),
    (
        "mimo wcześniejszego pisma",
        of("pl-2025-021", "final-notice", correspondence=first_letters("pl-2025-021", 1)),
        of("pl-2025-021", "final-notice"),
    ),
    *(
        (
            "Wcześniejsze pisma w tej sprawie:",
            of("pl-2025-033", "reminder", debtor=number),
            of("pl-2025-021", "reminder", correspondence=first_letters("pl-2025-021", 1)),
        )
        for number in (0,)
    ),
    (
        "Wcześniejsze pismo:",
        of("pl-2025-021", "formal-notice", correspondence=first_letters("pl-2025-021", 1)),
        PLANLESS,
    ),
    *(
        ("| −1 230,00 |", of("pl-2026-005", paper), of("pl-2025-021", paper))
        for paper in ("reminder", "formal-notice", "account-statement", "debt-acknowledgement")
    ),
    (
        "obniżającą fakturę P/03/2026/0102 o 1 230,00 zł",
        of("pl-2026-005", "chronology"),
        of("pl-2025-021", "chronology"),
    ),
    (
        "kwota po uwzględnieniu faktury korygującej",
        of("pl-2026-005", "interest-note"),
        of("pl-2025-021", "interest-note"),
    ),
    (
        "Uznanie długu: Potwierdzenie salda na 31.05.2025 (list polecony), data otrzymania:",
        PLANLESS,
        of("pl-2026-002", "formal-notice"),
    ),
    (
        "Uznanie długu: rozmowa telefoniczna, data: 2 czerwca 2025 r.",
        of("pl-2025-021", "formal-notice", correspondence=(BY_PHONE,)),
        PLANLESS,
    ),
    (
        "wraz z dalszymi odsetkami ustawowymi za opóźnienie w transakcjach handlowych od należności",
        of("pl-2025-021", "debt-acknowledgement"),
        of("pl-2025-021", "debt-acknowledgement", interest=NO_INTEREST),
    ),
    (
        "Uznaję, jako dłużnik solidarny,",
        of("pl-2025-033", "debt-acknowledgement", debtor=1),
        of("pl-2025-033", "debt-acknowledgement", debtor=2),
    ),
    (
        "jako poręczyciel (dłużnicy: Ośrodek „Źródełko” Żaneta Ślęzak, Ośrodek",
        of("pl-2025-033", "debt-acknowledgement", debtor=2),
        of("pl-2025-033", "debt-acknowledgement", debtor=1),
    ),
    ("List polecony", of("pl-2025-007", DEFAULT), of("pl-2025-007", "reminder")),
    ("a co do rekompensaty art. 10 ust. 1 i 1a", PLANLESS, of("pl-2026-005", "formal-notice")),
    ("art. 476 i art. 509 § 1 i 2", of("pl-2026-005", "formal-notice"), PLANLESS),
    *(
        (
            clause,
            of("pl-2026-002", "formal-notice"),
            of("pl-2026-002", "formal-notice", interest=LOW_RATE),
        )
        for clause in ("i art. 481 § 1, 2¹ i 2² Kod", "przyjęto stopę odsetek maks", "Stopy ogł")
    ),
    (
        "do dnia zapłaty, rekompensaty za koszty odzyskiwania",
        PLANLESS,
        of("pl-2026-005", "formal-notice"),
    ),
    (
        "albo przez nią umocowana",
        of("pl-2025-021", "account-statement"),
        of("pl-2026-005", "account-statement"),
    ),
    (
        "albo prokurent",
        of("pl-2026-005", "account-statement"),
        of("pl-2025-021", "account-statement"),
    ),
    (
        "moim zdaniem wynosi",
        of("pl-2026-002", "account-statement"),
        of("pl-2026-005", "account-statement"),
    ),
    (
        "według moich zapisów",
        of("pl-2025-007", "account-statement"),
        of("pl-2026-002", "account-statement"),
    ),
    *(
        (
            clause,
            of("pl-2026-005", "account-statement"),
            of("pl-2026-002", "account-statement"),
        )
        for clause in ("W imieniu kontrahenta", "i pieczęć", "i funkcja", "według naszych zapisów")
    ),
    *(
        (
            "Adresat pisma odpowiada za zapłatę jako poręczyciel",
            of("pl-2025-033", paper, debtor=2),
            of("pl-2025-033", paper),
        )
        for paper in ("reminder", "formal-notice", "final-notice")
    ),
    *(
        ("Dłużnicy odpowiadają solidarnie", of("pl-2025-033", paper), of("pl-2025-021", paper))
        for paper in ("reminder", "formal-notice", "account-statement", "interest-note")
    ),
    (
        "nr PL-2025-033/20/11/2025/2",
        of("pl-2025-033", "interest-note", debtor=1),
        of("pl-2025-033", "interest-note"),
    ),
    ("reprezentacja:", PLANLESS, of("pl-2026-002", "formal-notice")),
    (
        "sądowi i komornikowi",
        of("pl-2026-002", "formal-notice"),
        of("pl-2026-002", "reminder"),
    ),
    (
        "(§ 7 ust. 1 umowy).",
        of("pl-2026-002", "reminder"),
        of("pl-2026-002", "reminder", interest=LOW_RATE),
    ),
    (
        "Zdjęcie zamontowanej kuchni (dowód na: wykonanie umowy)",
        of("pl-2026-002", "chronology"),
        of("pl-2026-002", "chronology", evidence=()),
    ),
    (
        "wpłata z 21.07.2025, z kwoty 60 000,00: 701,37 na odsetki",
        of("pl-2025-021", "formal-notice", payments=(paid("2025-07-21", "60000.00"),)),
        PLANLESS,
    ),
    (
        "zaliczono zgodnie z oznaczeniem dłużnika w pierwszej kolejności na należność główną",
        of("pl-2026-005", "formal-notice", payments=PAID_LATE),
        PLANLESS,
    ),
    (
        "Wpłaty zaliczono przede wszystkim na zaległe odsetki",
        PLANLESS,
        of("pl-2026-005", "formal-notice", payments=PAID_LATE),
    ),
    (
        "| 14 760,00 | 0,00",
        of("pl-2026-005", "debt-acknowledgement", payments=PAID_LATE),
        of("pl-2026-005", "debt-acknowledgement"),
    ),
    (
        "Załącznik: zasady obliczenia",
        of("pl-2025-021", "interest-note"),
        of("pl-2025-021", "interest-note", interest=NO_INTEREST),
    ),
)


@pytest.mark.parametrize(("clause", "with_it", "without"), SAMPLE_CLAUSES)
def test_a_clause_of_a_sample_is_printed_only_upon_its_fact(
    clause: str, with_it: Variation, without: Variation
) -> None:
    plain, other = (
        text_of_html(letter_varied(one).body).replace("\u00a0", " ") for one in (with_it, without)
    )
    assert clause in plain
    assert clause not in other


def test_under_a_plan_every_paper_of_a_day_asks_for_the_same_instalments() -> None:
    """Of the first instalment 1 200,00 zł is interest that the agreement carries."""
    for paper in ("reminder", "formal-notice", DEFAULT, "account-statement", "handover-brief"):
        told = text_of_html(letter_varied(of("pl-2025-007", paper)).body).replace("\u00a0", " ")
        assert "8 070,00 |" not in told.replace("| 8 070,00 | 16.07.2025", "")
        assert "55 620,00" in told
    reminder = letter_varied(of("pl-2025-007", "reminder")).context["reminder"]
    assert [str(one.outstanding) for one in reminder.sums] == ["55620.00"]


@pytest.mark.parametrize("case", [case for case in days() if case.startswith("pl")])
def test_the_letter_names_each_document_that_the_cover_sheet_gives_a_file_of(case: str) -> None:
    own, claim = varied(case)
    sent = PRESS.letter(own, claim, PaperRequest("formal-notice"))
    sheet = PRESS.cover(own, sent, "pl").context["cover"]
    attached = re.search(r"### Załączniki\n((?:\d+\. .*\n)+)", text_of_html(sent.body))
    assert attached
    files = [line for line in sheet.attach if ": evidence/" in line]
    assert len(attached[1].splitlines()) == len(files) + 1, "and how it was computed"


def test_an_instalment_that_broke_the_plan_is_named_though_it_was_paid_since() -> None:
    late = (paid("2025-06-05", "12000.00"), paid("2025-07-30", "9270.00"))
    called = letter_varied(of("pl-2025-007", DEFAULT, payments=late)).context["called"]
    assert [(item.number, str(item.unpaid)) for item in called.missed] == [("1", "0.00")]
    in_notice = letter_varied(of("pl-2025-007", "formal-notice", payments=late))
    assert "raty nr 1 (termin: 15 lipca" in text_of_html(in_notice.body).replace("\u00a0", " ")
