"""Is everything that bundle and verify say said in Romanian and Polish?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundle_cases import built, case_in

from demandgen.cli import run
from demandgen.language import catalogue

ROOT = Path(__file__).parents[2] / "src" / "demandgen"
PLACES = {"say": 0, "refuse": 1, "_wrong": 2, "words": 0}
"""Which argument is an English template; one fewer where it is called on `self`."""


def templates() -> Iterator[str]:
    for path in [*sorted((ROOT / "bundle").rglob("*.py")), ROOT / "cli" / "bundle.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            own = isinstance(node.func, ast.Attribute) and ast.unparse(node.func) == "self._wrong"
            name = "_wrong" if own else ast.unparse(node.func)
            given = node.args[PLACES[name] - own :][:1] if name in PLACES else []
            yield from (
                a.value for a in given if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_every_message_has_a_translation(language: str) -> None:
    found = set(templates())
    assert {"page {n} lacks its label", "{name} is empty", "Exhibit"} <= found
    assert found - set(catalogue(language)) == set()


def test_verify_speaks_the_language(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built(folder, case_in(folder))
    capsys.readouterr()
    for language, agreed in (("ro", "Setul este coerent cu sine"), ("pl", "Zbiór jest ze sobą")):
        assert run(["verify", str(folder / "out"), "--lang", language]) == 0
        assert agreed in " ".join(capsys.readouterr().out.split())
    (folder / "out/report.txt").write_text("altered")
    for language, altered in (("ro", "fișierul a fost modificat"), ("pl", "plik zmieniono")):
        assert run(["verify", str(folder / "out"), "--lang", language]) == 8
        assert altered in " ".join(capsys.readouterr().err.split())
