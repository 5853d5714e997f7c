"""A case handed over loads and computes again from the unpacked archive."""

import json
import zipfile
from pathlib import Path
from shutil import copytree

import pytest

from demandgen.cli import run

CASES = Path(__file__).parents[2] / "cases"


@pytest.mark.parametrize(
    ("sample", "day"), [("ro-2025-031", "2025-09-15"), ("pl-2025-021", "2025-12-15")]
)
def test_the_archive_holds_a_case_that_works(sample: str, day: str, tmp_path: Path) -> None:
    target = tmp_path / "case.zip"
    path = str(CASES / sample / "case.yaml")
    assert run(["handover", path, "--on", day, "--out", str(target)]) == 0
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "unpacked")
    assert {"handover-brief.pdf", "claim.json"} <= set(names)
    assert names == sorted(names)
    (case,) = (tmp_path / "unpacked").rglob("case.yaml")
    assert run(["check", str(case), "--on", day]) == 0
    claim = json.loads((tmp_path / "unpacked/claim.json").read_text(encoding="utf-8"))
    assert (claim["as_of"], claim["case"]) == (day, sample.upper())


def test_the_same_case_makes_the_same_bytes_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(CASES / "pl-2025-007", tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path)
    cases = (str(CASES / "pl-2025-007/case.yaml"), "elsewhere/case.yaml")
    for number, path in enumerate(cases):
        assert run(["handover", path, "--on", "2025-09-30", "--out", f"{number}.zip"]) == 0
    assert Path("0.zip").read_bytes() == Path("1.zip").read_bytes()


def test_a_changed_archive_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "case.zip"
    target.write_bytes(b"mine")
    path = str(CASES / "ro-2025-014/case.yaml")
    assert run(["handover", path, "--on", "2025-09-30", "--out", str(target)]) == 6
    assert target.read_bytes() == b"mine"
    assert "changed by somebody else" in capsys.readouterr().err


def test_the_number_of_a_case_names_a_file_and_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copytree(CASES / "ro-2025-014", tmp_path / "case")
    path = tmp_path / "case" / "case.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("case: RO-2025-014", 'case: "../DOS 7/2025 <Fântâna>"'))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert run(["handover", str(path), "--on", "2025-09-30"]) == 0
    assert run(["handover", str(path), "--on", "2025-09-30", "--out", ".."]) == 0
    assert [p.name for p in Path().glob("*.zip")] == ["DOS-7-2025-Fântâna.zip"]
    assert {p.name for p in tmp_path.glob("*.zip")} == {"DOS-7-2025-Fântâna.zip"}
