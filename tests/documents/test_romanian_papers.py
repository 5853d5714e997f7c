"""The Romanian papers: varied facts, clauses that wait for their fact, and what none may say."""

from __future__ import annotations

import os
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from reading_back import (
    compared,
    heads_of,
    pages_of_pdf,
    squeezed,
    text_of_docx,
    text_of_html,
    text_of_pdf,
)
from romanian_variations import CNP, KITCHEN, KITCHEN_PLAN, VARIATIONS, WOMAN, variation
from sample_letters import PRESS, Sample, claimed, letter_of, samples
from varied_cases import Variation, letter_varied

from demandgen.casefile.model import PaperId
from demandgen.documents.letter import Letter
from demandgen.documents.papers import ids_of

GOLDEN = Path(__file__).parent / "golden" / "varied-ro"
NAMES = [v.name for v in VARIATIONS]
EACH = pytest.mark.parametrize("name", NAMES)
PRINTED = ("agreement-guarantor", "formal-joint", "default-at-once", "reminder-message")
"""Those printed as PDF too; all are made in Word."""


@cache
def letter(name: str) -> Letter:
    return letter_varied(variation(name))


@cache
def text(name: str) -> str:
    own = letter(name)
    return text_of_html(PRESS._letterhead(own) + own.body).lstrip("\n")


def _sample(name: str) -> Sample:
    return next(s for s in samples() if str(s) == name)


@cache
def sample_text(name: str) -> str:
    """The text of a paper of a sample case, without letterhead."""
    return text_of_html(letter_of(_sample(name)).body)


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


@pytest.mark.parametrize("name", PRINTED)
def test_the_pdf_says_what_the_golden_text_says(name: str) -> None:
    pdf = PRESS.pdf(letter(name))
    assert text_of_pdf(pdf, letter(name).body) == compared(text(name))
    for page in pages_of_pdf(pdf):
        if "____" in page:
            assert len(page.strip().splitlines()) >= 6, "nobody signs on an empty page"


@pytest.mark.parametrize("name", PRINTED)
def test_a_short_table_stays_on_one_page(name: str) -> None:
    """Its head would be repeated on the next page."""
    body = letter(name).body
    tables = re.findall(r"<table class=\"figures\">.*?</table>", body, flags=re.DOTALL)
    long = {heads_of(t)[0] for t in tables if "<thead>" in t and t.count("<tr") > 10}
    whole = squeezed("".join(pages_of_pdf(PRESS.pdf(letter(name)))))
    for head in set(heads_of(body)) - long:
        assert whole.count(head) == heads_of(body).count(head)


@EACH
def test_typography(name: str) -> None:
    plain = re.sub("<& Fiica>|& <montajul>|_+", "x", text(name))
    flat = re.sub(r"^ +", "", plain, flags=re.MULTILINE)
    assert not re.search(r'"|\.\.|[ \u00a0][,.;:)]|\( | {2}|None|[{}<>]|[şţŞŢ]', flat)
    assert not re.search(r"\b(the|invoice|payment|interest|due|date|of|and)\b", flat)


CLAUSES = (
    # the sentence, the variation or sample that prints it, a paper of its kind that does not
    ("Fideiusorul (Crăciunescu", "agreement-guarantor", "agreement-consumer"),
    ("„Debitorul” și „Fideiusorul”", "agreement-guarantor", "agreement-consumer"),
    ("a dobândit creanța prin cesiune", "agreement-guarantor", "agreement-consumer"),
    ("nr. 7/2025", "agreement-guarantor", "agreement-penalty"),
    ("Bilet la ordin avalizat.", "agreement-guarantor", "agreement-consumer"),
    ("poartă dobândă remuneratorie", "agreement-guarantor", "agreement-consumer"),
    ("decade din beneficiul termenului", "agreement-guarantor", "agreement-consumer"),
    ("este esențială pentru Creditor", "agreement-guarantor", "agreement-consumer"),
    ("nu atrage exigibilitatea", "agreement-consumer", "agreement-guarantor"),
    ("este avansul", "agreement-consumer", "agreement-guarantor"),
    ("ratele plătite la termen nu poartă", "agreement-consumer", "agreement-guarantor"),
    ("Art. 10. Prelucrarea datelor", "agreement-consumer", "agreement-penalty"),
    ("Art. 11. Prelucrarea datelor", "agreement-guarantor", "agreement-consumer"),
    ("de contact ale Fideiusorului", "agreement-guarantor", "agreement-consumer"),
    ("Neplata unei rate atrage", "agreement-penalty", "agreement-guarantor"),
    ("capitalizarea penalităților", "agreement-penalty", "agreement-guarantor"),
    ("se datorează penalități de 0,2% pe zi", "agreement-penalty", "agreement-guarantor"),
    ("compensația ori alte apărări", "agreement-penalty", "agreement-consumer"),
    ("cu renunțare condiționată", "ro-2026-017-instalment-agreement", "agreement-consumer"),
    ("rămasă după scăderea", "ro-2026-017-instalment-agreement", "agreement-consumer"),
    ("(data semnării)", "ro-2026-017-instalment-agreement", "agreement-consumer"),
    ("(localitatea, data semnării)", "agreement-consumer", "agreement-guarantor"),
    ("renunță la dobânzi în sumă", "ro-2026-017-instalment-agreement", "agreement-consumer"),
    ("aceasta se reduce cu 2%", "ro-2026-017-instalment-agreement", "agreement-consumer"),
    ("sau prin e-mail, la", "ro-2026-017-instalment-agreement", "agreement-guarantor"),
    ("Fideiusor ", "note-guarantor", "ro-2025-014-interest-note"),
    ("în calitate de fideiusor", "acknowledgement-guarantor", "ro-2025-014-debt-acknowledgement"),
    ("scadențele din convenție", "ro-2026-018-debt-acknowledgement", "acknowledgement-at-once"),
    ("din care restantă", "ro-2026-018-debt-acknowledgement", "acknowledgement-at-once"),
    ("ratele restante și dobânda", "ro-2026-018-debt-acknowledgement", "acknowledgement-at-once"),
    ("întârzierea ratelor", "acknowledgement-at-once", "ro-2025-014-debt-acknowledgement"),
    ("cel mai târziu la", "acknowledgement-at-once", "ro-2026-018-debt-acknowledgement"),
    (
        "penalizatoare care curge asupra debitului principal după 30.09.2025",
        "ro-2025-014-debt-acknowledgement",
        "ro-2026-008-debt-acknowledgement",
    ),
    (
        "principal după 30.09.2025, în limita plafonului convenit, până la data",
        "ro-2025-052-debt-acknowledgement",
        "ro-2025-014-debt-acknowledgement",
    ),
    ("sumele recunoscute", "ro-2026-008-debt-acknowledgement", "ro-2025-014-debt-acknowledgement"),
    ("datorăm, de asemenea", "ro-2026-008-debt-acknowledgement", "ro-2026-008-formal-notice"),
    ("se datorează, cu titlu", "ro-2026-008-formal-notice", "ro-2026-008-debt-acknowledgement"),
    ("pentru plata cu întârziere", "ro-2026-008-debt-acknowledgement", "acknowledgement-at-once"),
    ("Nu avem de invocat", "ro-2025-014-debt-acknowledgement", "ro-2026-012-debt-acknowledgement"),
    (
        "nr. 4/2025 din 30.04.2025, suma rămasă",
        "ro-2026-018-plan-default-notice",
        "ro-2026-018-formal-notice",
    ),
    ("Declarăm, prin urmare", "ro-2026-018-plan-default-notice", "default-at-once"),
    ("dată la care întreaga sumă", "default-at-once", "ro-2026-018-plan-default-notice"),
    ("Potrivit convenției, întârzierea", "default-at-once", "ro-2026-018-plan-default-notice"),
    ("la care s-a renunțat", "default-at-once", "ro-2026-018-plan-default-notice"),
    ("întreaga sumă rămasă a devenit", "formal-at-once", "ro-2026-018-formal-notice"),
    ("rezultă din convenția de mai sus", "formal-at-once", "ro-2025-014-formal-notice"),
    ("se sting după rate", "formal-at-once", "ro-2025-014-formal-notice"),
    ("răspundeți în calitate de fideiusor", "formal-guarantor", "formal-joint"),
    ("datoria a fost recunoscută", "formal-guarantor", "ro-2025-014-formal-notice"),
    ("ați recunoscut datoria telefonic", "ro-2025-014-formal-notice", "formal-guarantor"),
    ("de drept în întârziere", "ro-2025-014-formal-notice", "formal-guarantor"),
    ("de drept în întârziere", "ro-2025-014-default-notice", "ro-2025-031-default-notice"),
    ("răspundeți în solidar cu", "formal-joint", "formal-guarantor"),
    ("Codebitor", "formal-joint", "formal-guarantor"),
    ("ne-a fost cesionată", "formal-assigned", "ro-2025-014-formal-notice"),
    ("vă comunicăm cesiunea", "formal-assigned", "default-assigned"),
    ("a fost comunicată debitorului la 20.05.2025", "default-assigned", "formal-assigned"),
    ("au fost emise facturile", "formal-assigned", "ro-2025-014-formal-notice"),
    ("restituită la 20.06.2025", "formal-returned", "ro-2025-014-formal-notice"),
    ("În temeiul contractului", "ro-2025-014-formal-notice", "formal-returned"),
    ("somația nr. 145/2025", "ro-2025-014-formal-notice", "formal-returned"),
    ("comunicată la 05.06.2025", "ro-2025-014-formal-notice", "formal-returned"),
    ("\nPrin executor judecătoresc\n", "formal-capped", "ro-2025-052-formal-notice"),
    ("(plafon atins)", "formal-capped", "ro-2025-014-formal-notice"),
    ("curg în continuare", "ro-2025-052-formal-notice", "formal-capped"),
    ("în limita plafonului convenit.", "ro-2025-052-formal-notice", "formal-capped"),
    ("nu se solicită dobânzi", "formal-no-interest", "ro-2025-014-formal-notice"),
    ("Nota de calcul", "ro-2025-014-formal-notice", "formal-no-interest"),
    ("accesoriilor acestuia", "ro-2025-014-formal-notice", "formal-no-interest"),
    ("termenul de plată convenit", "formal-term-in-days", "ro-2025-014-formal-notice"),
    ("nu se iau în calcul (art. 2553", "formal-term-in-days", "ro-2025-014-formal-notice"),
    ("Subsemnata Țuțuianu", "formal-woman", "ro-2025-014-formal-notice"),
    ("Vă somez", "formal-woman", "ro-2025-014-formal-notice"),
    ("6% pe an", "formal-euro", "ro-2026-003-formal-notice"),
    ("la cursul de 5,0850 lei", "ro-2026-003-formal-notice", "formal-euro"),
    ("diminuat cu 20%", "ro-2025-031-default-notice", "default-plus-four"),
    ("ați solicitat, prin e-mail, un termen", "ro-2025-031-formal-notice", "formal-guarantor"),
    ("Bucătăria & <montajul>", "reminder-message", "ro-2025-031-reminder"),
    ("Cu titlu informativ", "ro-2025-052-reminder", "ro-2025-014-reminder"),
    ("Vă scriu în numele și pentru", "ro-2025-052-reminder", "ro-2025-014-reminder"),
    ("cel mult 75% din valoarea", "ro-2025-052-reminder", "ro-2025-014-reminder"),
    ("Vă scriem în numele și pentru", "ro-2026-012-reminder", "ro-2025-014-reminder"),
    ("datorată în temeiul", "ro-2025-031-reminder", "ro-2025-014-reminder"),
    ("convenției de eșalonare", "ro-2026-018-reminder", "ro-2025-014-reminder"),
    ("în favoarea dumneavoastră", "statement-overpaid", "ro-2025-014-account-statement"),
    ("plată în plus", "statement-overpaid", "ro-2025-014-account-statement"),
    ("(contestată)", "ro-2026-012-account-statement", "ro-2025-014-account-statement"),
    ("numai ratele convenite", "ro-2026-018-account-statement", "ro-2025-014-account-statement"),
    ("Cont (EUR)", "statement-euro", "ro-2026-003-account-statement"),
    ("daunele-interese minimale", "note-compensation", "ro-2026-003-interest-note"),
    ("Facturile plătite cu întârziere", "ro-2026-008-formal-notice", "ro-2026-003-formal-notice"),
    ("80,00 euro", "ro-2026-008-formal-notice", "ro-2025-014-formal-notice"),
    ("art. 4 și art. 10", "ro-2026-003-formal-notice", "ro-2025-014-formal-notice"),
    ("art. 4 și art. 8 din", "ro-2026-012-formal-notice", "ro-2025-014-formal-notice"),
    ("prin mandatar Recuperări", "ro-2026-012-formal-notice", "ro-2025-014-formal-notice"),
    ("avocațială nr. 12/2025", "ro-2025-052-formal-notice", "ro-2025-014-formal-notice"),
    ("S-a semnat împuternicirea", "ro-2025-052-chronology", "ro-2026-012-chronology"),
    ("S-a dat mandatul nr. M-441", "ro-2026-012-chronology", "ro-2025-052-chronology"),
    ("dovada comunicării (", "ro-2025-052-chronology", "ro-2025-014-chronology"),
    ("potrivit mențiunii din plată", "ro-2026-008-formal-notice", "ro-2025-014-formal-notice"),
    ("Orice altă plată se impută", "ro-2025-052-interest-note", "ro-2025-014-interest-note"),
    ("din plata de 2.000,00 lei", "ro-2026-018-reminder", "ro-2025-014-reminder"),
    ("(împlinit 31.03.2025)", "ro-2025-014-formal-notice", "ro-2025-052-formal-notice"),
    ("(exigibil ", "formal-at-once", "ro-2026-018-formal-notice"),
    ("(pentru factura LEF 310)", "ro-2026-012-formal-notice", "ro-2025-014-formal-notice"),
    ("(pentru ratele nr. 2 și 3)", "ro-2026-018-formal-notice", "ro-2025-014-formal-notice"),
    ("Plata facturilor v-a fost", "ro-2026-008-formal-notice", "ro-2025-014-formal-notice"),
    ("Plata facturilor a fost", "only-interest-joint", "ro-2026-008-formal-notice"),
    ("Potrivit evidențelor noastre, la", "ro-2025-014-formal-notice", "ro-2025-031-formal-notice"),
    ("Cu dovada comunicării", "ro-2025-014-default-notice", "ro-2025-014-formal-notice"),
    ("\nPrin executor judecătoresc\n", "default-plus-four", "ro-2025-031-default-notice"),
    ("egală cu rata dobânzii", "ro-2026-018-plan-default-notice", "default-penalty"),
    ("Penalitățile convenite se calculează", "default-penalty", "ro-2026-018-plan-default-notice"),
    ("art. 4 și art. 8 alin. (2)", "ro-2026-012-formal-notice", "ro-2025-014-formal-notice"),
    ("s-a atins la 20.07.2025", "ro-2025-052-formal-notice", "ro-2025-014-formal-notice"),
    ("precum și contravaloarea", "ro-2026-003-formal-notice", "ro-2025-014-formal-notice"),
    ("stornat prin", "ro-2026-012-interest-note", "ro-2025-014-interest-note"),
    ("Nota nu cuprinde", "ro-2026-003-interest-note", "ro-2026-008-interest-note"),
    ("Confirmarea soldului nu", "ro-2025-014-account-statement", "statement-overpaid"),
    ("Confirmarea nu privește", "ro-2025-014-account-statement", "statement-overpaid"),
    ("minimale (80,00 euro)", "ro-2026-008-account-statement", "ro-2025-014-account-statement"),
    ("din care contestat", "ro-2026-012-account-statement", "ro-2025-014-account-statement"),
    ("art. 1506–1509", "ro-2025-014-account-statement", "ro-2025-031-account-statement"),
    ("după calculele mele", "ro-2025-031-account-statement", "ro-2026-017-account-statement"),
    ("calitatea celui", "ro-2025-014-account-statement", "ro-2025-031-account-statement"),
    ("s-a îndeplinit la 15.08.2025", "ro-2026-018-handover-brief", "handover-plan-kept"),
    ("Fără alte plăți", "handover-plan-kept", "ro-2026-018-handover-brief"),
    ("prin plată parțială", "ro-2026-018-handover-brief", "ro-2025-031-handover-brief"),
    ("dacă urmează chemarea", "ro-2025-014-handover-brief", "ro-2026-018-handover-brief"),
    ("numai pentru data cea mai", "ro-2025-014-handover-brief", "ro-2026-018-handover-brief"),
    ("lucrări executate la", "ro-2026-012-formal-notice", "ro-2025-014-formal-notice"),
    ("bunuri livrate la", "ro-2025-031-formal-notice", "ro-2026-012-formal-notice"),
    ("factură primită la", "ro-2026-012-formal-notice", "ro-2025-031-formal-notice"),
    ("stornat prin", "ro-2026-012-formal-notice", "ro-2025-014-formal-notice"),
    ("Prelucrarea datelor", "ro-2025-031-formal-notice", "ro-2025-014-formal-notice"),
    ("Contestată, necuprinsă", "ro-2026-012-handover-brief", "ro-2025-014-handover-brief"),
)


def of(name: str) -> str:
    found = text(name) if name in NAMES else sample_text(name)
    return found.replace("\u00a0", " ").casefold()


@pytest.mark.parametrize(("clause", "with_it", "without"), CLAUSES)
def test_a_clause_is_printed_only_upon_its_fact(clause: str, with_it: str, without: str) -> None:
    assert clause.casefold() in of(with_it)
    assert clause.casefold() not in of(without)


NEVER = (
    "executare silită",
    "executarea silită",
    "poprire",
    "sechestru",
    "constituie titlu executoriu",
    "veți fi obligat",
    "instanța va",
    "vom acționa în judecată",
    "tăcerea",
    "40 euro penalit",
    CNP,
)


@EACH
def test_nothing_forbidden_is_said(name: str) -> None:
    for phrase in NEVER:
        assert phrase.casefold() not in of(name)


SAMPLES = [str(s) for s in samples() if s.case.startswith("ro-")]


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sample_says_what_is_forbidden(name: str) -> None:
    for phrase in NEVER:
        assert phrase.casefold() not in of(name)


@pytest.mark.parametrize("name", [n for n in SAMPLES if n.startswith("ro-2025-031")])
def test_nothing_due_between_professionals_is_claimed_from_a_consumer(name: str) -> None:
    for phrase in ("72/2013", "alin. (2¹)", "40,00 euro", "plus 8 puncte"):
        assert phrase not in of(name)


@pytest.mark.parametrize("name", [n for n in SAMPLES if "reminder" in n])
def test_a_reminder_is_no_somatie(name: str) -> None:
    for phrase in ("1015", "procedură civilă", "somăm", "instanț", "întrerupe prescripți"):
        assert phrase not in of(name)


@pytest.mark.parametrize("name", [n for n in SAMPLES if "formal-notice" in n])
def test_a_somatie_says_what_the_code_asks(name: str) -> None:
    found = of(name)
    for phrase in (
        "certă, lichidă și exigibilă",
        "în termen de 15 (cincisprezece) zile de la primirea prezentei",
        "sub sancțiunea sesizării instanței",
        "art. 1014–1015 din codul de procedură civilă",
        "în întârziere",
        "art. 2540",
    ):
        assert phrase in found


@pytest.mark.parametrize("name", [*NAMES, *SAMPLES])
def test_rates_are_never_published_after_the_letter(name: str) -> None:
    told = re.search(r"publicate până la (\d\d)\.(\d\d)\.(\d{4})", of(name))
    if told is None:
        return
    own = letter(name) if name in NAMES else letter_of(_sample(name))
    assert date(int(told[3]), int(told[2]), int(told[1])) <= own.claim.as_of


@pytest.mark.parametrize("paper", [p for p in ids_of("ro") if p != "plan-default-notice"])
def test_no_paper_prints_a_personal_number(paper: PaperId) -> None:
    """The debtor is a person, the creditor too; agreements are made of a proposed plan."""
    debtor = KITCHEN.debtors[0].model_copy(update={"tax_id": CNP})
    facts = {"debtors": (debtor,), "creditor": WOMAN, "instalment_plan": KITCHEN_PLAN}
    own = letter_varied(Variation("", "ro-2025-031", paper, facts))
    assert CNP not in PRESS._letterhead(own) + own.body


def test_an_acknowledgement_of_a_sole_trader_speaks_of_one_person() -> None:
    found = of("ro-2026-017-debt-acknowledgement")
    assert "subsemnatul șchiopu dănuț-ilie" in found
    assert "recunosc că datorez" in found


def test_the_waived_interest_is_acknowledged_but_not_to_be_paid_in_instalments() -> None:
    """1 226.03 lei of interest on the day, 300 waived."""
    agreement = letter_of(_sample("ro-2026-017-instalment-agreement")).context["agreement"]
    assert str(agreement.debt.interest) == "926.03"
    assert str(agreement.interest) == "1226.03"
    assert agreement.acknowledged - agreement.whole == 300
    assert agreement.to_pay == agreement.whole


@pytest.mark.parametrize("case", ["ro-2025-052", "ro-2026-012"])
def test_a_statement_of_account_is_the_creditors_own(case: str) -> None:
    """Though counsel or an agent writes the other papers."""
    own = letter_of(_sample(f"{case}-account-statement"))
    creditor = own.context["creditor"]
    assert own.context["sender"].name == creditor.name
    assert own.context["signer"].name == creditor.representative.name
    assert letter_of(_sample(f"{case}-reminder")).context["sender"].name != creditor.name


def test_a_paper_of_the_debtor_has_no_footer_of_the_creditor() -> None:
    footers = {
        paper: letter_of(_sample(f"ro-2025-031-{paper}")).context["letterhead"].footer
        for paper in ("debt-acknowledgement", "handover-brief", "account-statement")
    }
    assert footers["debt-acknowledgement"] is footers["handover-brief"] is None
    assert footers["account-statement"].startswith("Tâmplăria")


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("ro-2025-031", "dobândă penalizatoare, factura TT 2025-204"),
        ("ro-2025-052", "penalități, facturile TT 2024-077, TT 2024-131 și TT 2024-188"),
        ("ro-2026-012", "dobândă penalizatoare, facturile LEF 310 și LEF 335"),
    ],
)
def test_a_note_is_paid_under_the_name_of_what_it_charges(case: str, title: str) -> None:
    note = letter_of(_sample(f"{case}-interest-note"))
    assert PRESS._transfer_title(*claimed(case), note.paper) == title


def test_a_letter_of_the_same_day_or_delivered_later_is_not_told() -> None:
    found = of("formal-returned")
    assert "somația din 01.08.2025, transmisă prin executor judecătoresc." in found
    assert "02.10.2025" not in found
    assert "din 30.09.2025" not in found
