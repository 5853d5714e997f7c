"""`demandgen render` and `demandgen verify` as a user runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from demandgen.cli import run

CASES = Path(__file__).parents[2] / "cases"
RO, PL = CASES / "ro-2025-014" / "case.yaml", CASES / "pl-2025-007" / "case.yaml"
ON = ("--on", "2025-09-30")


def test_the_first_letter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert (
        run(["render", str(RO), "formal-notice", *ON, "--format", "pdf,docx", "--out", str(out)])
        == 0
    )
    assert (out / "formal-notice.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert (out / "formal-notice.docx").read_bytes().startswith(b"PK")
    assert "formal-notice" in capsys.readouterr().out
    assert run(["verify", str(out / "formal-notice.pdf")]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert shown.endswith("case RO-2025-014 on 2025-09-30, every figure agrees")


def test_json_tells_files_and_what_was_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES / "ro-2026-008" / "case.yaml"
    assert (
        run(["render", str(case), "--all", "--on", "2026-03-31", "--out", str(tmp_path), "--json"])
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert (told["case"], told["as_of"]) == ("RO-2026-008", "2026-03-31")
    notice = next(paper for paper in told["papers"] if paper["paper"] == "formal-notice")
    assert notice == {
        "paper": "formal-notice",
        "level": 1,
        "debtor": 0,
        "files": [str(tmp_path / "formal-notice.pdf")],
    }
    assert {
        "paper": "reminder",
        "debtor": 0,
        "code": "no-principal-due",
        "reason": "only interest or compensation is left unpaid",
        "earliest": None,
    } in told["left_out"]


def test_a_letter_for_each_debtor(tmp_path: Path) -> None:
    case = CASES / "pl-2025-033" / "case.yaml"
    assert run(["render", str(case), "reminder", "--on", "2025-11-20", "--out", str(tmp_path)]) == 0
    names = {path.name for path in tmp_path.glob("*.pdf")}
    assert names == {f"reminder-debtor-{n}.pdf" for n in (1, 2, 3)}


def test_a_letter_about_one_of_two_late_invoices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, one = str(RO), ("--invoice", "ABF 1057")
    arguments = ["formal-notice", *ON, *one, "--format", "pdf,docx", "--out", str(tmp_path)]
    assert run(["render", case, *arguments]) == 0
    text = pdf_text(tmp_path / "formal-notice.pdf")
    assert "ABF 1057" in text
    assert "ABF 1041" not in text
    assert run(["verify", str(tmp_path / "formal-notice.pdf")]) == 0
    capsys.readouterr()
    assert run(["render", case, "formal-notice", *ON, "--invoice", "X", "--out", "x"]) == 2
    assert "X: not open in this claim; open are: ABF 1041, ABF 1057" in capsys.readouterr().err


def pdf_text(path: Path) -> str:
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["render", str(PL), "final-notice", *ON], 4, "final-notice: no reminder or notice is recorded as sent"),
        (["render", str(RO), "formal-notice", "--on", "2025-01-20"], 3, "after"),
        (["render", str(RO), *ON], 2, "name the papers to make, or write --all"),
        (["render", str(RO), "--all", "reminder", *ON], 2, "name the papers to make, or write --all"),
        (["render", str(RO), "--all", "--invoice", "ABF 1041", *ON], 2, "--invoice is for letters that ask for payment"),
        (["render", str(RO), "chronology", "--invoice", "ABF 1041", *ON], 2, "--invoice is for letters that ask for payment"),
        (["render", str(RO), "somatie", *ON], 2, "ro has no paper somatie; there are: reminder, formal-notice"),
        (["render", str(RO), "reminder", *ON, "--format", "odt"], 2, "expected some of"),
        (["verify", str(RO)], 3, "not a letter made by demandgen"),
    ],
)  # fmt: skip
def test_what_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], code: int, told: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == code
    shown = capsys.readouterr()
    assert told in " ".join((shown.out + shown.err).replace("│", " ").split())
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_a_changed_letter_is_not_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["render", str(RO), "reminder", *ON, "--format", "docx", "--out", str(tmp_path)]
    assert run(arguments) == 0
    assert run(arguments) == 0
    letter = tmp_path / "reminder.docx"
    letter.write_bytes(letter.read_bytes() + b" ")
    assert run(arguments) == 6
    assert "this file was changed by somebody else" in capsys.readouterr().err
    assert run([*arguments, "--force"]) == 0


def test_a_firms_own_wording_and_its_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(RO.parent, tmp_path / "case"))
    case, own = folder / "case.yaml", folder / "own" / "ro"
    own.mkdir(parents=True)
    text = case.read_text("utf-8")
    case.write_text(text.replace("creditor:\n", "creditor:\n  templates: own\n", 1), "utf-8")
    (own / "reminder.html").write_text("<p>Bună ziua, {{ debtor.name }}</p>", "utf-8")
    arguments = [
        "render",
        str(case),
        "reminder",
        *ON,
        "--format",
        "docx",
        "--out",
        str(tmp_path / "out"),
    ]
    assert run(arguments) == 0
    (own / "reminder.html").write_text("<p>Bună ziua,\n{{ debtor.nam }}</p>", "utf-8")
    assert run(arguments) == 3
    shown = "".join(capsys.readouterr().err.split())
    assert "own/ro/reminder.html:2:1" in shown
    assert "hasnoattribute'nam'" in shown


JOINT = CASES / "pl-2025-033" / "case.yaml"
"""Three debtors, of whom the first has an e-mail address."""
WITHOUT = ("Ośrodek „Źródełko” Michał Łoś", "Stanisław Ślęzak")


def test_with_all_what_cannot_be_mailed_is_left_out_and_the_rest_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["render", str(JOINT), "--all", "--on", "2025-11-20", "--out", str(tmp_path)]
    assert run([*asked, "--format", "pdf,eml", "--lang", "pl"]) == 0
    shown = capsys.readouterr().out.splitlines()
    made = {path.name for path in tmp_path.iterdir()}
    assert {f"formal-notice-debtor-{n}.pdf" for n in (1, 2, 3)} <= made
    assert [name for name in made if name.startswith("formal") and name.endswith("eml")] == [
        "formal-notice-debtor-1.eml"
    ]
    for name in WITHOUT:
        assert f"pominięto: formal-notice: bez e-maila: {name}: brak adresu e-mail" in shown
    assert run([*asked, "--format", "pdf,eml", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {
        "paper": "formal-notice",
        "debtor": 2,
        "code": "no-email-address",
        "reason": f"no e-mail: {WITHOUT[1]} has no e-mail address",
        "earliest": None,
    } in told["left_out"]


def test_with_all_and_messages_only_nothing_else_is_made(tmp_path: Path) -> None:
    asked = ["render", str(JOINT), "--all", "--on", "2025-11-20", "--out", str(tmp_path)]
    assert run([*asked, "--format", "eml"]) == 0
    made = sorted(path.name for path in tmp_path.iterdir())
    assert "formal-notice-debtor-1.eml" in made
    assert not [name for name in made if "debtor-2" in name or "debtor-3" in name]


def test_a_message_asked_for_by_name_is_refused_with_everybody_without_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["render", str(JOINT), "formal-notice", "--on", "2025-11-20", "--out", str(tmp_path)]
    for formats in ("eml", "pdf,eml"):
        assert run([*asked, "--format", formats]) == 3
        shown = capsys.readouterr().err
        for name in WITHOUT:
            assert f"error: {name} has no e-mail address [no-email-address]" in shown
        assert not list(tmp_path.iterdir())


def test_a_paper_for_the_file_becomes_no_message_to_the_debtor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES / "pl-2026-002" / "case.yaml"
    asked = ["render", str(case), "--on", "2026-04-30", "--out", str(tmp_path)]
    assert run([*asked, "--all", "--format", "docx,eml"]) == 0
    assert {"reminder.eml", "handover-brief.docx"} <= {p.name for p in tmp_path.iterdir()}
    assert not list(tmp_path.glob("handover-brief*.eml"))
    assert not list(tmp_path.glob("chronology*.eml"))
    capsys.readouterr()
    assert run([*asked, "chronology", "handover-brief", "--format", "eml"]) == 2
    assert capsys.readouterr().err == (
        "error: chronology, handover-brief: for your own file, no message to the debtor; "
        "give --format pdf or docx [not-for-the-debtor]\n"
    )
