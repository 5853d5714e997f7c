"""Is everything the screen says said in Romanian and Polish?"""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from demandgen.casefile.model import Channel
from demandgen.claim.next_step import State
from demandgen.claim.terms import ASSUMPTIONS
from demandgen.claim.weak_points import Severity
from demandgen.cli import run
from demandgen.language import catalogue, translated
from demandgen.problems import say

ROOT = Path(__file__).parent.parent.parent
SOURCE = ROOT / "src" / "demandgen"
ROOMS = ("casefile", "claim", "law", "documents", "cli")
PLACES = {"say": 0, "refuse": 1}
"""Which argument of the two is an English template."""


def templates(room: str) -> Iterator[str]:
    """The English templates of a room: what `say` and `refuse` are given, and headings."""
    for path in sorted((SOURCE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found = [*_given(node), *(_headings(node) if room == "cli" else [])]
            texts = [one.value for one in found if isinstance(one, ast.Constant)]
            yield from (text for text in texts if isinstance(text, str) and _has_words(text))


def _given(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PLACES:
        return node.args[PLACES[node.func.id] :][:1]
    return []


def _headings(node: ast.AST) -> list[ast.expr]:
    """The columns of a table, which a command names before it translates them."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
        named = ast.unparse(node.targets[0]) in {"names", "headings"}
        return node.value.elts if named else []
    return []


def _has_words(template: str) -> bool:
    """It has words of its own, not only values."""
    return bool(re.search("[a-z]", re.sub(r"{[^{}]*}", "", template)))


def fields(template: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("language", ["ro", "pl"])
@pytest.mark.parametrize("room", ROOMS)
def test_every_message_is_translated(language: str, room: str) -> None:
    found = set(templates(room))
    assert found
    assert not found - set(catalogue(language))


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_named_values_are_translated(language: str) -> None:
    named = {*get_args(State), *get_args(Severity), *get_args(Channel), *ASSUMPTIONS.values()}
    named |= {"acknowledgement", "request-for-time", "part-payment", "notice", "error", "warning"}
    assert named <= set(catalogue(language))


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


CASE = "cases/ro-2025-014/case.yaml"
SCREENS = (
    # a command, its exit code, and a line in each language
    (
        ["render", CASE, "plan-default-notice", "--on", "2025-09-30"],
        4,
        "eroare: plan-default-notice: la această dată nu este în vigoare un plan de eșalonare",
        "błąd: plan-default-notice: w tym dniu nie obowiązuje plan ratalny",
    ),
    (
        ["render", CASE, "--on", "2025-09-30"],
        2,
        "eroare: numiți actele de făcut sau scrieți --all",
        "błąd: proszę nazwać pisma albo wpisać --all",
    ),
    (
        ["claim", CASE, "--on", "2025-09-30"],
        0,
        "Dosarul RO-2025-014: creanța la 2025-09-30",
        "Sprawa RO-2025-014: roszczenie na 2025-09-30",
    ),
    (
        ["check", CASE, "--on", "2025-09-30"],
        0,
        "în ordine",
        "w porządku",
    ),
    (["doctor"], 0, "scrisori în PDF: da", "pisma w PDF: tak"),
)


@pytest.mark.parametrize(("arguments", "code", "ro", "pl"), SCREENS)
def test_a_screen_is_in_the_language_asked(
    arguments: list[str],
    code: int,
    ro: str,
    pl: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By the option in both its forms, and by the environment; the option wins."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("DEMANDGEN_LANG", "pl")
    for more, line in ([], pl), (["--lang", "ro"], ro), (["--lang=ro"], ro):
        assert run([*arguments, *more]) == code
        shown = capsys.readouterr()
        assert line in shown.out + shown.err


def test_a_message_in_a_message_is_translated_too() -> None:
    reason = say("the plan was signed on {day}", day="2025-04-30")
    message = say("left out: {paper}: {reason}", paper="instalment-agreement", reason=reason)
    romanian = "omis: instalment-agreement: planul a fost semnat la 2025-04-30"
    assert translated(message, "ro") == romanian
    english = "left out: instalment-agreement: the plan was signed on 2025-04-30"
    assert translated(message, "en") == str(message) == english
