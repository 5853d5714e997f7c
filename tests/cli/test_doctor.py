"""`demandgen doctor` as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import demandgen


def doctor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demandgen", "doctor", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_a_good_machine() -> None:
    run = doctor()
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"demandgen {demandgen.__version__}" in run.stdout
    assert "letters as PDF: yes" in run.stdout


def test_for_machines() -> None:
    report = json.loads(doctor("--json").stdout)
    assert report["ok"] is True
    assert report["outputs"]["docx"] is True
    assert {finding["part"] for finding in report["findings"]} >= {"Pango", "IBM Plex Serif"}


def test_a_machine_without_its_font_ends_with_6_and_tells_how_to_mend_it(tmp_path: Path) -> None:
    hollow = tmp_path / "fontpkg_ibm_plex_serif"
    hollow.mkdir()
    (hollow / "__init__.py").touch()
    run = doctor(PYTHONPATH=str(tmp_path))
    assert run.returncode == 6
    assert "letters as PDF: no" in run.stdout
    assert "letters as Word documents: yes" in run.stdout
    assert "pip install --force-reinstall fontpkg-ibm-plex-serif" in run.stdout
    report = json.loads(doctor("--json", PYTHONPATH=str(tmp_path)).stdout)
    assert report["ok"] is False
