"""Does a letter's e-mail say what the letter says, and carry what was asked for?"""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sample_letters import CASES, PRESS
from varied_cases import varied

from demandgen.cli import run
from demandgen.documents.message import plain_text
from demandgen.documents.papers import PaperRequest
from demandgen.problems import CaseFileError


def opened(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def written(case: str, paper: Any, *, with_invoices: bool = False, **facts: Any) -> EmailMessage:
    own, claim = varied(case, **facts)
    letter = PRESS.letter(own, claim, PaperRequest(paper))
    return opened(PRESS.eml(own, letter, with_invoices=with_invoices))


def test_a_reminder_as_a_message() -> None:
    message = written("pl-2026-002", "reminder")
    assert message["Subject"] == "Ponowne przypomnienie o płatności, PL-2026-002"
    assert message["To"] == "Łucja Pięta <lucja.pieta@example.com>"
    text = body(message, "plain")
    assert text.startswith("Pracownia Kuchni Zdzisław Ćwiąkała\n")
    assert "Razem do zapłaty  |  9\u00a0770,48\n" in text
    assert "39-200 Dębica" not in text, "the address is in the header of the message"
    assert "____" not in text
    html = body(message, "html")
    assert "payment-code" not in html
    assert '<td colspan="4" style=' in html, "columns stay under their heads"
    assert 'text-align:right">9\u00a0770,48</td>' in html
    assert "9\u00a0770,48" in html
    (pdf,) = message.iter_attachments()
    assert pdf.get_filename() == "Ponowne przypomnienie o płatności.pdf"
    assert pdf.get_content().startswith(b"%PDF-")


def test_annexes_stand_only_in_the_pdf() -> None:
    text = body(written("pl-2025-021", "formal-notice"), "plain")
    assert "Wezwanie do zapłaty" in text
    assert "# Załącznik" not in text
    assert "Sposób obliczenia" not in text


def test_the_invoices_asked_for_go_with_it() -> None:
    message = written("pl-2025-021", "reminder", with_invoices=True)
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names[1:] == ["ML-24-1190.pdf", "ML-25-0077.pdf", "ML-25-0241.pdf"]
    file = CASES / "pl-2025-021" / "evidence" / "ML-25-0077.pdf"
    assert list(message.iter_attachments())[2].get_content() == file.read_bytes()


def test_an_invoice_without_a_file() -> None:
    invoice = varied("pl-2026-002")[0].invoices[0].model_copy(update={"file": None})
    with pytest.raises(CaseFileError) as caught:
        written("pl-2026-002", "reminder", with_invoices=True, invoices=(invoice,))
    (problem,) = caught.value.problems
    assert problem.code == "invoice-without-file"
    assert str(problem.message) == "invoice 31/2025 has no file to attach"
    assert problem.where
    assert problem.where.field == "invoices[0]"


def test_both_missing_addresses_are_named() -> None:
    case, _ = varied("pl-2026-002")
    debtor = case.debtors[0].model_copy(update={"contact": None})
    creditor = case.creditor.model_copy(update={"contact": None})
    with pytest.raises(CaseFileError) as caught:
        written("pl-2026-002", "reminder", debtors=(debtor,), creditor=creditor)
    assert sorted(str(p.message) for p in caught.value.problems) == [
        "Pracownia Kuchni Zdzisław Ćwiąkała has no e-mail address",
        "Łucja Pięta has no e-mail address",
    ]


def test_a_name_is_data_in_the_message() -> None:
    case, _ = varied("pl-2026-002")
    named = case.debtors[0].model_copy(update={"name": "<b>Ab & B</b>"})
    message = written("pl-2026-002", "account-statement", debtors=(named,))
    assert "&lt;b&gt;Ab &amp; B&lt;/b&gt;" in body(message, "html")
    assert "<b>Ab & B</b>" in body(message, "plain")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb\n"),
        ("<p>a<br>b</p>", "a\nb\n"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b\n"),
        ("<ul><li>a</li></ul><p>b</p>", "- a\n\nb\n"),
        ("<table><tbody><tr><th>a</th><td>1,00</td></tr></tbody></table>", "a  |  1,00\n"),
        ("<p> a\n  &amp; b </p>", "a & b\n"),
    ],
)
def test_plain_text(html: str, text: str) -> None:
    assert plain_text(html) == text


def test_the_command_writes_a_message(tmp_path: Any) -> None:
    case = str(CASES / "pl-2026-002" / "case.yaml")
    asked = ["render", case, "reminder", "--on", "2026-04-30", "--format", "eml"]
    assert run([*asked, "--attach-invoices", "--out", str(tmp_path)]) == 0
    message = opened((tmp_path / "reminder.eml").read_bytes())
    names = [part.get_filename() for part in message.iter_attachments()]
    assert names == ["Ponowne przypomnienie o płatności.pdf", "faktura-31.pdf"]


def test_the_command_tells_what_the_letter_lacks(tmp_path: Any, capsys: Any) -> None:
    case = str(CASES / "pl-2025-021" / "case.yaml")
    assert run(["render", case, "reminder", "--on", "2025-12-15", "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().err
    assert "no payment code: it holds at most 9\u00a0999,99\u00a0zł" in told
    assert "[no-payment-code]" in told
