"""Portfolios proposed and printed once, copied for each test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from small_portfolio import COUNT, DAY, FIRM, case, propose, run


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proposed")
    (folder / "firm.yaml").write_text(FIRM, encoding="utf-8")
    for n in range(1, COUNT + 1):
        case(folder, n)
    return folder


@pytest.fixture(autouse=True)
def _away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is ever written into the checkout."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home(proposed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four cases, its own copy."""
    shutil.copytree(proposed, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def rendered(proposed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder after a whole run, made once."""
    folder = tmp_path_factory.mktemp("rendered")
    shutil.copytree(proposed, folder, dirs_exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert propose() == 0
        assert run(f"{DAY}-1", "--duplex", "--separator", "--per-file", "3") == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def done(rendered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path
