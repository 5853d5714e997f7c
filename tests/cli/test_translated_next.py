"""Is all of `next`, `review` and the recording commands said in Romanian and Polish?"""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from demandgen.claim.next_step import State
from demandgen.claim.weak_points import Severity
from demandgen.cli import run
from demandgen.language import catalogue

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "demandgen"
MODULES = [
    *(f"law/{name}_procedure.py" for name in ("romania", "poland")),
    *(
        f"claim/{name}.py"
        for name in (
            "deadlines",
            "dunning",
            "next_step",
            "options",
            "progress",
            "proposals",
            "standing",
            "suit",
            "watch",
            "weak_points",
        )
    ),
    "documents/calendar.py",
    *(f"cli/{name}.py" for name in ("next", "next_shown", "record", "review")),
    *(f"casefile/{name}.py" for name in ("insertion", "record")),
]


def templates(module: str) -> Iterator[str]:
    """The English templates of a module: what `say` and `refuse` are given."""
    place = {"say": 0, "refuse": 1}
    for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in place:
            given = node.args[place[node.func.id]]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value


def fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", ["ro", "pl"])
@pytest.mark.parametrize("module", MODULES)
def test_every_message_is_translated(language: str, module: str) -> None:
    found = set(templates(module))
    assert found
    assert not found - set(catalogue(language))


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_states_and_severities_are_translated(language: str) -> None:
    assert {*get_args(State), *get_args(Severity)} <= set(catalogue(language))


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_a_translation_keeps_every_value(language: str) -> None:
    wrong = {k: v for k, v in catalogue(language).items() if fields(k) != fields(v)}
    assert not wrong


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ro", "RO-2025-014, Hotel Măgura SRL: gata de instanță la 2025-06-24"),
        ("pl", "RO-2025-014, Hotel Măgura SRL: gotowe do sądu na dzień 2025-06-24"),
    ],
)
def test_in_the_users_language(
    language: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = str(ROOT / "cases" / "ro-2025-014" / "case.yaml")
    assert run(["next", case, "--on", "2025-06-24", "--lang", language]) == 0
    assert capsys.readouterr().out.splitlines()[0] == line
