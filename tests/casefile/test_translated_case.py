"""Is everything `check`, `new` and `evidence` say about a case said in Romanian and Polish?"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from demandgen.casefile import faults, yamltext
from demandgen.casefile.reading import load_case
from demandgen.language import catalogue, translated
from demandgen.problems import CaseFileError

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "demandgen"
MODULES = [
    *(f"casefile/{name}.py" for name in ("acceptance", "checks", "dates", "evidence", "faults")),
    *(f"casefile/{name}.py" for name in ("identifiers", "reading", "starter", "yamltext")),
    "cli/casefile.py",
]


def templates(module: str) -> Iterator[str]:
    """The English templates of a module: what `say` is given, directly or as `template`."""
    for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
        given: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            given = node.args[0]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "template":
            given = node.value
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            yield given.value


def tables() -> set[str]:
    """The templates that stand in tables."""
    sentences = {*faults._SENTENCES.values(), *faults._WAYS_OUT.values(), *faults._SHAPES.values()}
    return sentences | {text for row in yamltext._SYNTAX for text in row[1:]}


@pytest.mark.parametrize("language", ["ro", "pl"])
@pytest.mark.parametrize("module", MODULES)
def test_every_message_is_translated(language: str, module: str) -> None:
    found = set(templates(module))
    assert found
    assert not found - set(catalogue(language))


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_every_table_is_translated(language: str) -> None:
    assert not tables() - set(catalogue(language))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ro", ("se aștepta o dată în forma AAAA-LL-ZZ, s-a găsit '15.01.2025'", "scrieți 2025-01-15")),
        ("pl", ("oczekiwano daty w postaci RRRR-MM-DD, znaleziono '15.01.2025'", "proszę napisać 2025-01-15")),
    ],
)  # fmt: skip
def test_values_stay_in_the_translated_sentence(
    tmp_path: Path, language: str, said: tuple[str, str]
) -> None:
    text = (ROOT / "cases" / "ro-2025-014" / "case.yaml").read_text(encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text(text.replace("2025-01-15", "15.01.2025", 1), encoding="utf-8")
    with pytest.raises(CaseFileError) as caught:
        load_case(path)
    problem = next(p for p in caught.value.problems if p.code == "date")
    assert problem.hint
    assert (translated(problem.message, language), translated(problem.hint, language)) == said
