"""The files a case cites: there, not empty, and inside its folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demandgen.casefile.reading import load_case
from demandgen.casefile.starter import uncited_files
from demandgen.problems import CaseFileError

RO = Path(__file__).parent.parent.parent / "cases" / "ro-2025-014"
Break = Callable[..., list[str]]


def test_evidence_that_is_a_folder_or_empty(broken: Break, tmp_path: Path) -> None:
    folder = tmp_path / "ro-2025-014" / "evidence"
    folder.mkdir(parents=True)
    (folder / "nimic.pdf").touch()
    assert broken(
        ("evidence/contract-27.pdf", "evidence"),
        ("evidence/factura-1041.pdf", "evidence/nimic.pdf"),
    ) == [
        "case.yaml:29:3: contract.file: evidence is not a file",
        "case.yaml:38:5: invoices[0].file: the file evidence/nimic.pdf is empty (copy it again)",
    ]


def test_a_link_does_not_lead_evidence_outside(broken: Break, tmp_path: Path) -> None:
    folder = tmp_path / "ro-2025-014"
    folder.mkdir()
    (tmp_path / "secret.pdf").write_bytes(b"%PDF")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "near.pdf").symlink_to(folder / "evidence" / "contract-27.pdf")
    assert broken(
        ("evidence/contract-27.pdf", "link.pdf"), ("evidence/factura-1041.pdf", "near.pdf")
    ) == [
        "case.yaml:29:3: contract.file: the file link.pdf leads out of the case folder (put a copy in its place)"
    ]


@pytest.mark.parametrize("name", ["/etc/passwd", "evidence/../../x", "evidence\\x", ".."])
def test_a_name_that_leaves_the_folder_is_refused(broken: Break, name: str) -> None:
    told = broken(("evidence/contract-27.pdf", name))
    assert len(told) == 1
    assert "expected a file inside the case folder" in told[0]


def test_a_file_named_by_an_included_file_lies_beside_it(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    (tmp_path / "firm.yaml").write_text(
        "name: A\nkind: business\nletterhead: {logo: logo.png}\n", encoding="utf-8"
    )
    text = (RO / "case.yaml").read_text(encoding="utf-8")
    start, end = text.index("creditor:"), text.index("debtor:")
    (case / "case.yaml").write_text(
        text[:start] + "creditor: {include: ../firm.yaml}\n" + text[end:], encoding="utf-8"
    )
    (case / "evidence").mkdir()
    for file in (RO / "evidence").iterdir():
        (case / "evidence" / file.name).write_bytes(file.read_bytes())
    with pytest.raises(CaseFileError) as caught:
        load_case(case / "case.yaml")
    assert (
        str(caught.value)
        .replace(f"{tmp_path}/", "")
        .startswith("firm.yaml:3:14: creditor.letterhead.logo: the file logo.png does not exist")
    )
    (tmp_path / "logo.png").write_bytes(b"x")
    read = load_case(case / "case.yaml")
    assert read.file_at("creditor.letterhead.logo", "logo.png") == tmp_path / "logo.png"
    assert read.file_at("contract.file", "evidence/x.pdf") == case / "evidence/x.pdf"
    assert read.file_at("agent.mandate.file", "x.pdf") == case / "x.pdf"


@pytest.fixture
def locked() -> Iterator[Path]:
    """A case whose evidence folder nobody may look into; root gives up its rights meanwhile."""
    folder = Path(tempfile.mkdtemp())
    shutil.copytree(RO, folder / "case")
    load_case(folder / "case" / "case.yaml")  # what is loaded lazily is loaded now
    folder.chmod(0o755)
    (folder / "case" / "evidence").chmod(0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield folder / "case"
    os.seteuid(was)
    (folder / "case" / "evidence").chmod(0o755)
    shutil.rmtree(folder)


def test_evidence_that_may_not_be_read_is_told_as_such(locked: Path) -> None:
    with pytest.raises(CaseFileError) as refusal:
        load_case(locked / "case.yaml")
    assert str(refusal.value.problems[0]).endswith(
        "case.yaml:29:3: contract.file: the file evidence/contract-27.pdf cannot be read: "
        "Permission denied (give yourself the right to read it)"
    )
    assert {p.code for p in refusal.value.problems} == {"evidence-unreadable"}


def test_files_that_are_not_named_are_not_overlooked_in_a_locked_folder(locked: Path) -> None:
    with pytest.raises(CaseFileError, match="evidence: cannot be read: Permission denied"):
        uncited_files(locked / "case.yaml")
