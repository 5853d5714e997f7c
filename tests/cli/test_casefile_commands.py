"""`demandgen check`, `new`, `schema` and `evidence` as a user runs them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from demandgen.casefile.starter import schema_text
from demandgen.cli import run

ROOT = Path(__file__).parent.parent.parent
RO, PL = ROOT / "cases" / "ro-2025-014", ROOT / "cases" / "pl-2025-007"
ON = ("--on", "2025-09-30")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RO, tmp_path / "case")) / "case.yaml"


def broken(case: Path, *changes: tuple[str, str]) -> Path:
    text = case.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    case.write_text(text, encoding="utf-8")
    return case


def test_a_right_case_passes_with_what_is_to_be_weighed(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(case), *ON]) == 0
    printed = capsys.readouterr()
    warnings = printed.err.count(": warning: ")
    assert printed.out == f"{case}: in order, {warnings} to weigh\n"
    assert (
        f"{case}:39:5: invoices[1]: warning: ABF 1057: due 2025-03-30 is a free day; "
        "counted from 2025-03-31 [due-date-shifted]\n"
    ) in printed.err


def test_faults_are_printed_with_place_code_and_way_out(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(case, ("18450.00", "18.450,00"), ("for: ABF 1041", "for: ABF 1014"))
    assert run(["check", str(case), *ON]) == 3
    printed = capsys.readouterr()
    assert printed.out == f"{case}: 2 to mend\n"
    assert printed.err == (
        f"{case}:35:5: invoices[0].amount: error: expected an amount with a dot and at most two "
        "decimals, found '18.450,00' [amount]\n"
        "    write 18450.00\n"
        f"{case}:47:56: payments[0].for: error: there is no invoice ABF 1014 in this case "
        "[unknown-invoice]\n"
        "    did you mean ABF 1041?\n"
    )


def test_several_cases_are_all_checked(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(case, ("law: ro", "law: hu"))
    assert run(["check", str(case), str(PL / "case.yaml"), *ON]) == 3
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{case}: 1 to mend"
    assert second.startswith(f"{PL / 'case.yaml'}: in order, ")


def test_check_for_machines(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(case, ("kind: statutory", "kind: statutry"))
    assert run(["check", str(case), *ON, "--json"]) == 3
    printed = capsys.readouterr()
    assert printed.err == ""
    assert json.loads(printed.out) == [
        {
            "file": str(case),
            "ok": False,
            "errors": [
                {
                    "code": "word",
                    "message": "expected one of statutory, contractual, none, found 'statutry'",
                    "hint": "did you mean statutory?",
                    "file": str(case),
                    "line": 50,
                    "column": 3,
                    "field": "interest.kind",
                }
            ],
            "warnings": [],
        }
    ]


def test_what_the_claim_refuses_is_an_error_too(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An invoice in euro without a conversion: the facts are in order, the law says no."""
    changes = ("amount: 9870.55\n    currency: RON", "amount: 9870.55\n    currency: EUR")
    assert run(["check", str(broken(case, changes)), *ON, "--json"]) == 4
    result = json.loads(capsys.readouterr().out)[0]
    assert [e["code"] for e in result["errors"]] == ["lei-conversion-needed"]
    assert "account-currency" in [w["code"] for w in result["warnings"]]


def test_accepted_warnings_are_gone_and_useless_entries_are_told(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    accept = (
        "law: ro\naccept:\n"
        "  - {finding: due-date-shifted, reason: verificat, by: I. Ș.}\n"
        "  - {field: debtor.adress, reason: verificat, by: I. Ș.}\n"
    )
    assert run(["check", str(broken(case, ("law: ro\n", accept))), *ON, "--json"]) == 0
    result = json.loads(capsys.readouterr().out)[0]
    told = {w["code"]: w["line"] for w in result["warnings"]}
    assert told["accepts-nothing"] == 6
    assert "due-date-shifted" not in told


def test_events_are_measured_against_the_day_asked(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["check", str(case), "--on", "2025-06-04"]) == 3
    assert "2025-06-05 is after the day of the claim, 2025-06-04" in capsys.readouterr().err


def test_a_missing_case_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", str(tmp_path / "no.yaml"), *ON]) == 3
    assert f"{tmp_path / 'no.yaml'}: error: cannot be read: No such" in capsys.readouterr().err


@pytest.mark.parametrize("law", ["ro", "pl"])
def test_from_nothing_to_a_case_that_passes(
    tmp_path: Path, law: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "nou"
    assert run(["new", str(folder), "--law", law]) == 0
    printed = capsys.readouterr()
    assert printed.out == f"{folder}/case.yaml\n{folder}/case.schema.json\n"
    assert printed.err == f"Replace the examples, then: demandgen check {folder}/case.yaml\n"
    assert run(["check", str(folder / "case.yaml")]) == 0
    assert run(["new", str(folder), "--law", law]) == 6
    assert "case.yaml exists already" in capsys.readouterr().err


def test_new_needs_a_law(tmp_path: Path) -> None:
    assert run(["new", str(tmp_path / "x")]) == 2
    assert run(["new", str(tmp_path / "x"), "--law", "hu"]) == 2
    assert run(["new", str(tmp_path / "x"), "--law", "ro", "--from", str(tmp_path / "y")]) == 2
    assert not (tmp_path / "x").exists()


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert capsys.readouterr().out == schema_text()


def test_uncited_files_are_listed_to_paste(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["evidence", str(case)]) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == f"{case}: every file of the folder is named in the case\n"
    (case.parent / "evidence" / "2025-05-06 foto.jpg").write_bytes(b"x")
    assert run(["evidence", str(case)]) == 0
    assert capsys.readouterr().out == (
        "evidence:\n"
        "  - file: evidence/2025-05-06 foto.jpg\n"
        "    title: Foto\n"
        "    date: 2025-05-06    # guessed from the file name: check it\n"
        "    # proves:\n"
    )  # fmt: skip
    assert run(["evidence", str(case), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"file": "evidence/2025-05-06 foto.jpg", "title": "Foto", "guessed_date": "2025-05-06"}
    ]


def test_evidence_works_while_the_case_still_has_faults(
    case: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(case, ("law: ro", "law: hu"), ("evidence/contract-27.pdf", "evidence/no.pdf"))
    assert run(["evidence", str(case)]) == 0
    assert "evidence/contract-27.pdf" in capsys.readouterr().out


def test_a_hostile_file_leaves_no_traceback(tmp_path: Path) -> None:
    """A megabyte of brackets would overflow the stack of a recursive loader."""
    (tmp_path / "case.yaml").write_text("[" * 900_000, encoding="utf-8")
    for command in (["check"], ["evidence"]):
        done = subprocess.run(
            [sys.executable, "-m", "demandgen", *command, str(tmp_path / "case.yaml")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 3
        assert "nested more than 12 levels deep" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_folder_instead_of_the_case_file_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", str(tmp_path / "hotel"), "--law", "ro"]) == 0
    capsys.readouterr()
    assert run(["evidence", str(tmp_path / "hotel")]) == 3
    assert capsys.readouterr().err == (
        f"{tmp_path}/hotel: error: cannot be read: Is a directory [unreadable]\n"
        f"    did you mean {tmp_path}/hotel/case.yaml?\n"
    )


def test_an_unknown_language_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = str(RO / "case.yaml")
    assert run(["check", case, "--on", "2025-09-30", "--lang", "de"]) == 2
    told = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert "expected one of en, ro, pl, found 'de'" in told
    monkeypatch.setenv("DEMANDGEN_LANG", "de")
    assert run(["check", case, "--on", "2025-09-30"]) == 2
