"""Does the source keep to the plan of the house?"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

import demandgen

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "demandgen"
MODULES = sorted(SOURCE.rglob("*.py"))
SCRIPTS = sorted(
    path for room in ("tests", "bench", "script") for path in (ROOT / room).rglob("*.py")
)

FOUNDATION = {"problems", "money", "language"}
MAY_IMPORT = {
    "problems": set[str](),
    "money": set[str](),
    "language": {"problems"},
    "casefile": FOUNDATION,
    "law": FOUNDATION,
    "claim": FOUNDATION | {"casefile", "law"},
    "documents": FOUNDATION | {"casefile", "law", "claim"},
    "bundle": FOUNDATION | {"casefile", "law", "claim", "documents"},
    "batch": FOUNDATION | {"casefile", "law", "claim", "documents"},
    "cli": FOUNDATION | {"casefile", "law", "claim", "documents", "bundle", "batch"},
    "__main__": {"cli"},
    "__init__": set[str](),
}
"""What each room may import, itself apart: the one-way street of the design."""

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 40


def room_of(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported_rooms(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and room of every import of our own modules, also those inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: relative import"
            module = node.module or ""
            names = [module]
            if module == "demandgen":
                names = [f"demandgen.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            package, _, rest = name.partition(".")
            if package == "demandgen" and rest and not rest.startswith("__version__"):
                yield node.lineno, rest.split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    assert room in MAY_IMPORT, f"{room} has no place in the house: add it to MAY_IMPORT"
    wrong = [
        f"{path}:{line}: {room} imports {other}"
        for line, other in imported_rooms(tree_of(path))
        if other != room and other not in MAY_IMPORT[room]
    ]
    assert not wrong, "\n".join(wrong)


def test_an_import_against_the_stream_is_seen() -> None:
    tree = ast.parse(
        "import demandgen.cli.app\ndef f():\n    from demandgen import bundle\n"
        "from demandgen import __version__\nimport datetime\n"
    )
    assert sorted(imported_rooms(tree)) == [(1, "cli"), (3, "bundle")]


def test_no_utils() -> None:
    vague = {"utils", "util", "helpers", "common", "misc", "manager", "managers"}
    assert not [
        path for path in MODULES if vague & {part.removesuffix(".py") for part in path.parts}
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_module_says_which_question_it_answers(path: Path) -> None:
    if path.read_text(encoding="utf-8").strip():
        assert ast.get_docstring(tree_of(path)), f"{path} has no docstring"


def test_no_file_is_too_long() -> None:
    lengths = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines())
        for path in MODULES + SCRIPTS
    }
    assert not {path: lines for path, lines in lengths.items() if lines > MAX_FILE_LINES}


def function_lengths(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Name and length of every function, without its documentation.

    The signature of a decorated function is left out too: it declares a command's options.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0].lineno if node.decorator_list else node.lineno
            lines = (node.end_lineno or first) - first + 1
            if ast.get_docstring(node):
                text = node.body[0]
                lines -= (text.end_lineno or text.lineno) - text.lineno + 1
            yield f"{node.name} (line {node.lineno})", lines


def test_no_function_is_too_long() -> None:
    too_long = [
        f"{path.relative_to(ROOT)}: {name}: {lines} lines"
        for path in MODULES + SCRIPTS
        for name, lines in function_lengths(tree_of(path))
        if lines > MAX_FUNCTION_LINES
    ]
    assert not too_long, "\n".join(too_long)


def test_function_lengths_leave_the_documentation_out() -> None:
    body = '    """One\n    two.\n    """\n    a = 1\n    return a\n'
    assert list(function_lengths(ast.parse(f"def f(\n    x,\n):\n{body}"))) == [("f (line 1)", 5)]
    assert list(function_lengths(ast.parse(f"@c\ndef f(\n    x,\n):\n{body}"))) == [
        ("f (line 2)", 2)
    ]


CLOCKS = {"today", "now", "utcnow"}
TIME_FUNCTIONS = {"time", "time_ns", "localtime", "gmtime", "strftime", "ctime", "asctime"}


def clock_readings(tree: ast.Module) -> Iterator[int]:
    """Lines that read the day or the hour; measuring durations is something else."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value).rpartition(".")[2]
            of_day = owner in {"date", "datetime"} and node.attr in CLOCKS
            if of_day or (owner == "time" and node.attr in TIME_FUNCTIONS):
                yield node.lineno
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (node.lineno for alias in node.names if alias.name in TIME_FUNCTIONS)


def test_only_the_command_line_reads_the_clock() -> None:
    readings = [
        f"{path}:{line}"
        for path in MODULES
        if room_of(path) != "cli"
        for line in clock_readings(tree_of(path))
    ]
    assert not readings, "\n".join(readings)


@pytest.mark.parametrize(
    "code",
    [
        "date.today()",
        "datetime.datetime.now(tz)",
        "time.time()",
        "from time import time",
        "datetime.utcnow()",
        "clock = date.today",
    ],
)
def test_every_way_of_reading_the_clock_is_seen(code: str) -> None:
    assert list(clock_readings(ast.parse(code))) == [1]


def test_what_is_not_a_clock_is_left_alone() -> None:
    code = "step.now\ntime.perf_counter()\nfrom time import perf_counter\ndate(2025, 1, 1)"
    assert not list(clock_readings(ast.parse(code)))


# Names of the place where this was written would be noise, or worse a dependency, elsewhere.
FOREIGN = re.compile(rf"(?<![\w.]){re.escape(str(ROOT))}\b|/root/|/opt/|/home/")
OUR_FOLDERS = ("src", "templates", "cases", "tests", "bench", "docs", "script", ".ci")
TEXT = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".yaml",
    ".yml",
    ".toml",
    ".txt",
    ".json",
    ".eml",
    ".xml",
    "",
}


def our_texts() -> Iterator[Path]:
    yield from (path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT)
    for folder in OUR_FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in TEXT and "__pycache__" not in path.parts:
                yield path


def test_no_file_names_a_machine_or_workplace() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in our_texts()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if FOREIGN.search(line)
    ]
    assert not found, "\n".join(found)


def test_the_version_comes_from_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/demandgen/__init__.py"
    assert version("demandgen") == demandgen.__version__
    said = [
        p for p in MODULES if re.search(r"^__version__\s*=", p.read_text("utf-8"), re.MULTILINE)
    ]
    assert said == [SOURCE / "__init__.py"]


def test_the_changelog_knows_the_version() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings
    assert headings[0] == demandgen.__version__
