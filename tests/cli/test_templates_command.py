"""`demandgen templates` as a user runs it: what machines read, and what a misuse is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from demandgen.cli import run

Captured = pytest.CaptureFixture[str]
STATEMENT = ("templates", "export", "account-statement", "--law", "ro", "--out", "ours")


@pytest.fixture(autouse=True)
def _away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answer(capsys: Captured, *arguments: str, code: int = 0) -> Any:
    assert run([*arguments, "--json"]) == code
    shown = capsys.readouterr()
    assert not shown.err
    return json.loads(shown.out)


def test_what_was_copied_is_listed_and_is_there(capsys: Captured) -> None:
    written = answer(capsys, *STATEMENT)["files"]
    assert {"ours/ro/account-statement.html", "ours/letter.css"} <= set(written)
    assert all(Path(name).stat().st_size for name in written)
    assert len(set(written)) == len(written)
    assert sorted(written) == sorted(str(p) for p in Path("ours").rglob("*") if p.is_file())


def test_a_template_tells_from_where_it_comes(capsys: Captured) -> None:
    own = Path("ours/ro/account-statement.html")
    own.parent.mkdir(parents=True)
    own.write_text("<h1>{{ paper.title }}</h1>\n", encoding="utf-8")
    Path("ours/ro/remainder.html").touch()  # meant: reminder
    shown = answer(capsys, "templates", "list", "--law", "ro", "--templates", "ours")
    origins = {one["name"]: (one["origin"], one["file"]) for one in shown["templates"]}
    assert origins["ro/account-statement.html"] == ("firm", str(own))
    assert origins["ro/reminder.html"][0] == "shipped"
    assert Path(origins["ro/reminder.html"][1]).is_file()
    assert not [name for name in origins if name.startswith("pl/")]
    assert shown["not_used"] == ["ro/remainder.html"]
    both = answer(capsys, "templates", "list")
    assert {one["name"][:3] for one in both["templates"]} >= {"ro/", "pl/"}
    assert {one["origin"] for one in both["templates"]} == {"shipped"}
    assert both["not_used"] == []


def test_a_check_tells_what_it_tried_and_every_fault_with_its_place(capsys: Captured) -> None:
    own = Path("ours/ro/account-statement.html")
    own.parent.mkdir(parents=True)
    own.write_text("<h1>{{ paper.title }}</h1>\n", encoding="utf-8")
    tried = answer(capsys, "templates", "check", "ours")
    assert (tried["files"], tried["faults"]) == (["ro/account-statement.html"], [])
    assert tried["papers"] > 0
    own.write_text("<blink>\n{{ nonsense }}\n", encoding="utf-8")
    faults = answer(capsys, "templates", "check", "ours", code=3)["faults"]
    assert {"code": "wording", "message": "<blink> is outside the subset", "where": f"{own}:1:1"} in faults  # fmt: skip
    assert run(["templates", "check", "ours"]) == 3
    assert f"{own}:1:1: error: <blink> is outside the subset" in capsys.readouterr().err


def test_nothing_is_copied_over_what_is_there(capsys: Captured) -> None:
    assert run([*STATEMENT]) == 0
    Path("ours/letter.css").write_text("/* ours */", encoding="utf-8")
    capsys.readouterr()
    assert run([*STATEMENT, "--json"]) == 6
    shown = capsys.readouterr()
    assert "ours/letter.css: error: this file exists; it is left as it is" in shown.err
    assert not shown.out
    assert Path("ours/letter.css").read_text("utf-8") == "/* ours */"


MISUSE = [
    (("export", "final-notice", "--law", "ro"), "ro has no paper final-notice; there are: reminder,"),
    (("export", "nonsense", "--law", "pl"), "pl has no paper nonsense; there are: reminder,"),
    (("export", "reminder"), "Missing option '--law'"),
    (("export", "reminder", "--law", "de"), "Invalid value for '--law'"),
    (("export",), "Missing argument 'paper'"),
    (("list", "--law", "de"), "Invalid value for '--law'"),
    (("list", "--templates", "nowhere"), "'nowhere' does not exist"),
    (("list", "--lang", "de"), "expected one of en, ro, pl, found 'de'"),
    (("check",), "Missing argument 'DIR'"),
    (("check", "nowhere"), "'nowhere' does not exist"),
    (("check", "file"), "'file' is a file"),
    (("nonsense",), "No such command 'nonsense'"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "told"), MISUSE)
def test_a_misuse_is_told_and_leaves_nothing(
    arguments: tuple[str, ...], told: str, capsys: Captured
) -> None:
    Path("file").touch()
    assert run(["templates", *arguments]) == 2
    shown = capsys.readouterr()
    assert told in " ".join(shown.err.replace("│", " ").split())
    assert not shown.out
    assert [path.name for path in Path().iterdir()] == ["file"]
