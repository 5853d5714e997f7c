"""A case folder with a contract and an invoice."""

from pathlib import Path

import pytest
from bundle_cases import USUAL, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, USUAL)
    return tmp_path
