"""Sample cases to break, and what the user is then told."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from demandgen.casefile.reading import load_case
from demandgen.problems import CaseFileError

CASES = Path(__file__).parent.parent.parent / "cases"
RO, PL = CASES / "ro-2025-014", CASES / "pl-2025-007"
DAY = date(2025, 9, 30)

Break = Callable[..., list[str]]


def told_about(path: Path, on: date | None = DAY) -> list[str]:
    """The lines a user sees: place, message and hint, without the folder."""
    try:
        load_case(path, on=on)
    except CaseFileError as error:
        return [str(p).removeprefix(f"{path.parent}/") for p in error.problems]
    return []


@pytest.fixture
def broken(tmp_path: Path) -> Break:
    """Copy a sample case, change its text, and return what the user is told."""

    def breaking(*changes: tuple[str, str], sample: Path = RO, on: date | None = DAY) -> list[str]:
        folder = tmp_path / sample.name
        shutil.copytree(sample, folder, dirs_exist_ok=True)
        text = (sample / "case.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, f"the sample does not say {old}"
            text = text.replace(old, new, 1)
        (folder / "case.yaml").write_text(text, encoding="utf-8")
        return told_about(folder / "case.yaml", on)

    return breaking


@pytest.fixture
def told() -> Callable[..., list[str]]:
    return told_about
