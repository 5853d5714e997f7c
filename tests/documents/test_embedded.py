"""Does a letter's claim compute to the same again, and is every difference told?"""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from sample_letters import Sample, claimed, pdf_of, samples

from demandgen.documents.embedded import claim_json, verify_letter
from demandgen.documents.papers import PaperRequest
from demandgen.problems import CaseFileError, VerificationError

RO = Sample("ro-2025-014", PaperRequest("formal-notice"))
FIRST_OF_CASE = {sample.case: sample for sample in reversed(samples())}.values()


def with_claim(sample: Sample, path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A letter whose attachment somebody changed."""
    with pikepdf.open(io.BytesIO(pdf_of(sample))) as pdf:
        stream = pdf.Root.AF[0].EF.F
        stated = json.loads(stream.read_bytes())
        change(stated)
        stream.write(zlib.compress(json.dumps(stated).encode()), filter=pikepdf.Name.FlateDecode)
        pdf.save(path)
    return path


@pytest.mark.parametrize("sample", FIRST_OF_CASE, ids=str)
def test_a_letter_verifies(tmp_path: Path, sample: Sample) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf_of(sample))
    assert verify_letter(path).totals == claimed(sample.case)[1].totals


def told(path: Path) -> list[str]:
    with pytest.raises(VerificationError) as caught:
        verify_letter(path)
    assert caught.value.exit_code == 8
    return [str(problem.message) for problem in caught.value.problems]


def test_a_changed_figure_is_told(tmp_path: Path) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["totals"][0]["interest"] = "9999.00"

    assert told(with_claim(RO, tmp_path / "a.pdf", change)) == [
        "totals[0].interest: the letter says 9999.00, computed 1609.24"
    ]


def test_a_changed_fact_shows_in_the_figures(tmp_path: Path) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["inputs"]["payments"] = []

    messages = told(with_claim(RO, tmp_path / "a.pdf", change))
    assert "invoices[0].outstanding: the letter says 13941.07, computed 18450.00" in messages


def test_a_row_left_out_is_told(tmp_path: Path) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["invoices"][0]["interest_rows"].pop()

    (message,) = told(with_claim(RO, tmp_path / "a.pdf", change))
    assert message.startswith("invoices[0].interest_rows[1]: the letter says nothing, computed {")


def test_law_data_that_changed_are_named(tmp_path: Path) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["law_data"][0] |= {"sha256": "0" * 64, "checked_on": "2025-10-01"}
        stated["invoices"][1]["interest_rows"][0]["rate"] = "15.00"

    messages = told(with_claim(RO, tmp_path / "a.pdf", change))
    assert messages[0] == "invoices[1].interest_rows[0].rate: the letter says 15.00, computed 14.50"
    assert messages[1].startswith(
        "the law data ro/bnr-reference-rate changed: checked on 2025-10-01, now on 20"
    )


def test_new_law_data_alone_are_no_difference(tmp_path: Path) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["law_data"][0]["sha256"] = "0" * 64

    assert verify_letter(with_claim(RO, tmp_path / "a.pdf", change)).case == "RO-2025-014"


def test_the_debtor_is_not_told_what_the_creditor_thinks_of_limitation() -> None:
    text = claim_json(claimed("ro-2025-014")[1]).decode()
    assert '"limitation"' not in text
    assert '"events"' not in text
    assert '"warnings"' not in text
    assert '"sha256"' in text


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "it carries no claim|PDF|pdf"),
        (b"hello", "not a letter made by demandgen"),
        (b"%PDF-1.7\n%%EOF", "not a letter made by demandgen"),
    ],
)
def test_what_is_no_letter_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(CaseFileError, match=reason) as caught:
        verify_letter(path)
    assert caught.value.exit_code == 3


def test_a_pdf_without_a_claim_is_refused(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf")
    with pytest.raises(CaseFileError, match="not a letter made by demandgen: it carries no claim"):
        verify_letter(tmp_path / "a.pdf")


def test_a_claim_that_swells_is_refused(tmp_path: Path) -> None:
    def change(stated: dict[str, Any]) -> None:
        stated["padding"] = "0" * 60_000_000

    path = with_claim(RO, tmp_path / "a.pdf", change)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(CaseFileError, match="its claim is too large"):
        verify_letter(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda stated: stated.pop("inputs"),
        lambda stated: stated.pop("as_of"),
        lambda stated: stated.update(as_of="yesterday"),
        lambda stated: stated.update(inputs=[]),
        lambda stated: stated["inputs"].update(law="de"),
        lambda stated: stated["inputs"].update(surprise=1),
    ],
)
def test_a_claim_that_cannot_be_read_is_refused(tmp_path: Path, change: Any) -> None:
    path = with_claim(RO, tmp_path / "a.pdf", change)
    with pytest.raises(CaseFileError, match="its claim cannot be read"):
        verify_letter(path)
