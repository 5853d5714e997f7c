"""The starter case, and the files a case does not cite yet."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from demandgen.casefile.fact import Country
from demandgen.casefile.reading import case_warnings, load_case
from demandgen.casefile.starter import Uncited, as_yaml, new_case, uncited_files
from demandgen.problems import OutputError, UsageError

DAY = date(2026, 3, 16)
BOTH: list[Country] = ["ro", "pl"]


def files(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.mark.parametrize("law", BOTH)
def test_a_new_case_is_right_as_it_is(tmp_path: Path, law: Country) -> None:
    written = new_case(tmp_path / "dosar nou", law, DAY)
    assert written == [tmp_path / "dosar nou" / n for n in ("case.yaml", "case.schema.json")]
    case = load_case(written[0], on=DAY)
    assert (case.id, case.law) == ("dosar nou", law)
    assert case_warnings(case, DAY) == ()
    text = written[0].read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=case.schema.json\n")


@pytest.mark.parametrize("law", BOTH)
def test_what_the_starter_leaves_in_comments_is_right_too(tmp_path: Path, law: Country) -> None:
    """Uncomment every example and let the files exist: the case still loads."""
    path = new_case(tmp_path, law, DAY)[0]
    lines = path.read_text(encoding="utf-8").splitlines()[4:]
    opened = [line.replace("# ", "", 1) if _is_example(line) else line for line in lines]
    text = "\n".join(opened).replace("kind: statutory", "kind: contractual", 1)
    text = text.replace("  kind: contractual\n  rate", "  rate").replace("  form: person", "")
    path.write_text(text + "\n", encoding="utf-8")
    for name in yaml_files(text):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    case = load_case(path, on=DAY)
    assert case.interest.kind == "contractual"
    assert case.interest.quote
    assert len(case.payments) == 1
    assert len(case.correspondence) == 2
    assert len(case.evidence) == 1


def _is_example(line: str) -> bool:
    return re.match(r"\s*# +(- |\w+:)", line) is not None


def yaml_files(text: str) -> set[str]:
    return {
        part.split("file: ")[1].split("}")[0].split(",")[0].split("#")[0].strip()
        for part in text.splitlines()
        if "file: " in part
    }


def test_an_existing_case_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"case\.yaml exists already"):
        new_case(tmp_path, "ro", DAY)
    assert files(tmp_path) == ["case.yaml"]
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == "mine"


def test_an_existing_schema_stays(tmp_path: Path) -> None:
    (tmp_path / "case.schema.json").write_text("{}", encoding="utf-8")
    assert new_case(tmp_path / "x.yaml", "pl", DAY) == [tmp_path / "x.yaml"]
    assert (tmp_path / "case.schema.json").read_text(encoding="utf-8") == "{}"


def documents(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return folder


def test_documents_are_copied_and_cited(tmp_path: Path) -> None:
    given = documents(tmp_path / "mail", "2025-12-30 factura nr. 7.pdf", "anexe/AWB_05.06.2025.jpg", ".DS_Store", "note: a.txt")  # fmt: skip
    path = new_case(tmp_path / "case", "ro", DAY, given)[0]
    assert files(path.parent) == [
        "case.schema.json",
        "case.yaml",
        "evidence/2025-12-30 factura nr. 7.pdf",
        "evidence/anexe/AWB_05.06.2025.jpg",
        "evidence/note: a.txt",
    ]
    assert files(given) == [".DS_Store", "2025-12-30 factura nr. 7.pdf", "anexe/AWB_05.06.2025.jpg", "note: a.txt"]  # fmt: skip
    case = load_case(path, on=DAY)
    assert [(e.file, e.title, e.date) for e in case.evidence] == [
        ("evidence/2025-12-30 factura nr. 7.pdf", "Factura nr 7", date(2025, 12, 30)),
        ("evidence/note: a.txt", "Note: a", None),
        ("evidence/anexe/AWB_05.06.2025.jpg", "AWB", date(2025, 6, 5)),
    ]
    assert uncited_files(path) == []
    text = path.read_text(encoding="utf-8")
    assert "    date: 2025-12-30    # guessed from the file name: check it\n" in text


def test_documents_in_the_case_folder_stay_where_they_are(tmp_path: Path) -> None:
    documents(tmp_path / "case", "scan.pdf")
    path = new_case(tmp_path / "case", "pl", DAY, tmp_path / "case")[0]
    assert files(tmp_path / "case") == ["case.schema.json", "case.yaml", "scan.pdf"]
    assert [e.file for e in load_case(path).evidence] == ["scan.pdf"]


def test_a_copy_never_overwrites_and_nothing_is_written_then(tmp_path: Path) -> None:
    given = documents(tmp_path / "mail", "a.pdf", "b.pdf")
    documents(tmp_path / "case", "evidence/b.pdf")
    with pytest.raises(OutputError, match=r"evidence/b\.pdf exists already"):
        new_case(tmp_path / "case", "ro", DAY, given)
    assert files(tmp_path / "case") == ["evidence/b.pdf"]


def test_there_must_be_documents(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing is not a folder"):
        new_case(tmp_path / "case", "ro", DAY, tmp_path / "nothing")
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(OutputError, match="cannot be written: Not a directory"):
        new_case(tmp_path / "file" / "case", "ro", DAY)


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("2025-03-04 factura.pdf", "Factura", date(2025, 3, 4)),
        ("20250304_factura.pdf", "Factura", date(2025, 3, 4)),
        ("factura 04.03.2025.pdf", "Factura", date(2025, 3, 4)),
        ("factura-04-03-2025-a.pdf", "Factura a", date(2025, 3, 4)),
        ("2025-03-04.pdf", "2025-03-04", date(2025, 3, 4)),
        # What is no day is not guessed.
        ("2025-13-04 x.pdf", "2025 13 04 x", None),
        ("31.02.2025 x.pdf", "31 02 2025 x", None),
        ("FV 118 2025.pdf", "FV 118 2025", None),
        ("99999999.pdf", "99999999", None),
        ("10000304 x.pdf", "10000304 x", None),
        ("IMG_202503041.jpg", "IMG 202503041", None),
    ],
)
def test_a_date_is_guessed_from_the_name_only_where_it_is_one(
    tmp_path: Path, name: str, title: str, day: date | None
) -> None:
    path = new_case(tmp_path, "ro", DAY)[0]
    documents(tmp_path, name)
    assert uncited_files(path) == [Uncited(name, title, day)]


def test_files_cited_anywhere_are_not_listed(tmp_path: Path) -> None:
    path = new_case(tmp_path, "ro", DAY)[0]
    documents(tmp_path, "evidence/contract.pdf", "evidence/țș.pdf", "more.yaml", "x.pdf")
    text = path.read_text(encoding="utf-8")
    text = text.replace("  # file: evidence/contract.pdf", "  file: evidence/contract.pdf")
    text = text.replace("    # file: evidence/factura-101.pdf", "    file: evidence/țș.pdf")
    path.write_text(text, encoding="utf-8")
    assert [f.file for f in uncited_files(path)] == ["x.pdf"]


@pytest.mark.parametrize(
    "name", ["a: b.pdf", "# x.pdf", "it's.pdf", 'a "b".pdf', "no", "1.pdf", "ș ț.pdf", "x # y.pdf"]
)
def test_what_is_printed_can_be_pasted(name: str) -> None:
    listed = [Uncited(f"evidence/{name}", name, date(2025, 1, 2)), Uncited(name, "no", None)]
    read = yaml.safe_load(as_yaml(listed))
    assert [(e["file"], e["title"]) for e in read["evidence"]] == [
        (f"evidence/{name}", name),
        (name, "no"),
    ]
