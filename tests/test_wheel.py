"""Does the built wheel work where only it is installed?

The dependencies are borrowed from the environment that runs the tests, by a ``.pth`` line, so
that nothing is downloaded; demandgen itself comes from the wheel, away from this folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pypdfium2
import pytest

import demandgen

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder, without the settings of the environment that tests run in."""
    environment = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL"))
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    built = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT,
        folder=folder,
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def home(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; returns the folder of its programs."""
    folder = tmp_path_factory.mktemp("clean")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    assert made.returncode == 0, made.stderr
    programs = folder / "venv" / "bin"
    installed = run(
        sys.executable, "-m", "pip", "--disable-pip-version-check",
        "--python", programs / "python", "install", "--no-deps", "--no-index", wheel,
        folder=folder,
    )  # fmt: skip
    assert installed.returncode == 0, installed.stderr
    site = next((folder / "venv").glob("lib/python*/site-packages"))
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return programs


def test_the_program_runs_from_the_wheel(home: Path, tmp_path: Path) -> None:
    where = run(
        home / "python", "-c", "import demandgen; print(demandgen.__file__)", folder=tmp_path
    )
    assert Path(where.stdout.strip()).is_relative_to(home.parent)
    version = run(home / "demandgen", "--version", folder=tmp_path)
    assert version.stdout == f"demandgen {demandgen.__version__}\n"


def test_the_doctor_is_content_with_the_wheel(home: Path, tmp_path: Path) -> None:
    doctor = run(home / "demandgen", "doctor", folder=tmp_path)
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr


def test_a_letter_is_made_by_the_wheel_and_verified(home: Path, tmp_path: Path) -> None:
    case = shutil.copytree(ROOT / "cases" / "ro-2025-014", tmp_path / "case") / "case.yaml"
    made = run(
        home / "demandgen", "render", case, "formal-notice", "--on", "2025-09-30",
        "--format", "pdf,docx", "--out", "letters",
        folder=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    letters = tmp_path / "letters"
    with pypdfium2.PdfDocument(letters / "formal-notice.pdf") as document:
        text = document[0].get_textpage().get_text_range()
    assert "Somație de plată" in text
    assert "25.420,86" in text
    assert zipfile.is_zipfile(letters / "formal-notice.docx")
    verified = run(home / "demandgen", "verify", letters / "formal-notice.pdf", folder=tmp_path)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_schema_comes_out_of_the_wheel(home: Path, tmp_path: Path) -> None:
    printed = run(home / "demandgen", "schema", folder=tmp_path)
    assert json.loads(printed.stdout)["title"]


def test_everything_the_program_reads_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        shipped = set(archive.namelist())
    source = ROOT / "src"
    needed = {
        str(path.relative_to(source))
        for path in (source / "demandgen").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } | {
        str(Path("demandgen", path.relative_to(ROOT)))
        for path in (ROOT / "templates").rglob("*")
        if path.is_file()
    }
    assert not needed - shipped
    strangers = {name for name in shipped - needed if ".dist-info/" not in name}
    assert not strangers
