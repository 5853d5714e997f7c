"""Does every command tell examples, and are they commands that exist with options that exist?"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main

from demandgen.cli import app

COMMANDS = typer.main.get_command(app)


def commands(group: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for word, command in group.commands.items():
        full = f"{name} {word}".strip()
        yield from commands(command, full) if hasattr(command, "commands") else [(full, command)]


ALL = dict(commands(COMMANDS))


@pytest.mark.parametrize("name", ALL)
def test_examples_name_the_command_and_options_it_has(name: str) -> None:
    command = ALL[name]
    heading, *examples = re.split(r"\n\n", command.help.split("[bold]Example")[1])
    assert heading in {"[/bold]", "s[/bold]"}
    assert (heading == "s[/bold]") is (len(examples) > 1)
    known = {option for p in command.params for option in (*p.opts, *p.secondary_opts)}
    for example in examples:
        words = shlex.split(" ".join(example.split()))
        assert words[: 1 + len(name.split())] == ["demandgen", *name.split()]
        assert {w for w in words if w.startswith("--")} <= known


@pytest.mark.parametrize(
    "words",
    [
        ["render", "case.yaml"],
        ["render", "case.yaml", "reminder"],
        ["sent", "case.yaml"],
        ["delivered", "case.yaml"],
        ["returned", "case.yaml"],
        ["templates", "export"],
        ["batch", "propose", "--paper"],
    ],
)
def test_the_shell_completes_the_ids_of_papers(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for begun, completed in (("formal-n", ["formal-notice"]), ("final", ["final-notice"])):
        monkeypatch.setenv("_DEMANDGEN_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", shlex.join(["demandgen", *words, begun]))
        monkeypatch.setenv("COMP_CWORD", str(len(words) + 1))
        with pytest.raises(SystemExit):
            app([], prog_name="demandgen")
        assert capsys.readouterr().out.split() == completed
