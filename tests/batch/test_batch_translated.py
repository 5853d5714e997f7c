"""Does the batch speak the reader's language: screens, refusals, and the page to read?"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from small_portfolio import DAY, batch, case, letters, propose, rows, run

from demandgen.batch.letters import NEXT
from demandgen.claim.next_step import State
from demandgen.language import catalogue

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "demandgen"
SAMPLES = ROOT / "cases" / "portfolio"
PLACES = {"say": 0, "_refusal": 1, "_unusable": 2}
"""Which argument is an English template."""
PAGE = (SOURCE / "batch" / "proposal.html.j2").read_text("utf-8")
TABLES = {"ro": "facturi.csv", "pl": "faktury.csv"}
Captured = pytest.CaptureFixture[str]


def templates() -> Iterator[str]:
    for path in sorted((SOURCE / "batch").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).removeprefix("self.")
                given = node.args[PLACES[name] :][:1] if name in PLACES else []
                yield from (x.value for x in given if isinstance(x, ast.Constant))  # type: ignore[misc]  # texts
    yield from re.findall(r'words\("([^"]*)"', PAGE)


def has_words(template: str) -> bool:
    return bool(re.search("[a-z]", re.sub(r"{[^{}]*}", "", template)))


def kinds() -> Iterator[str]:
    """The words that cases left out are counted by: states, refusals, what the batch adds."""
    yield from get_args(State)
    papers = ast.parse((SOURCE / "documents" / "papers.py").read_text("utf-8"))
    for node in ast.walk(papers):
        returned = node.value if isinstance(node, ast.Return) else None
        first = returned.elts[0] if isinstance(returned, ast.Tuple) else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value
    for room in (SOURCE / "batch", SOURCE / "claim"):
        for path in room.rglob("*.py"):
            text = path.read_text("utf-8")
            yield from re.findall(r'Nothing\.because\(\s*"([^"]+)"', text)
            if path.name == "standing.py":
                yield from re.findall(r'Reason\("([^"]+)"', text)


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_every_message_has_a_translation(language: str) -> None:
    found = {text for text in templates() if has_words(text)}
    assert {"there is no ledger here", "has more than {limit} rows", "Why now"} <= found
    assert found - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", ["ro", "pl"])
def test_every_state_and_every_reason_to_count_by_has_a_name(language: str) -> None:
    named = {*NEXT, *kinds(), "no-such-paper", "time-barred-consumer"}
    assert {"nothing-due", "on-hold", "sent already", "plan-kept"} <= named
    assert named - set(catalogue(language)) == set()


def test_the_page_says_nothing_of_its_own() -> None:
    """Whatever it shows goes through a language."""
    body = re.sub(r"{{.*?}}|{%.*?%}|<[^>]*>", " ", PAGE.partition("<body>")[2], flags=re.DOTALL)
    assert not re.search(r"\w", body)


def sample(law: str, folder: Path) -> Path:
    """A copy of a sample portfolio."""
    shutil.copytree(SAMPLES / law, folder / law)
    return folder / law / TABLES[law]


@pytest.mark.parametrize(
    ("law", "shown"),
    [
        (
            "ro",
            (
                '<html lang="ro">',
                "<title>Propunerea 2025-09-30-1</title>",
                "Ce ar urma să plece",
                "Scrisori datate 30.09.2025.",
                "Înștiințare de plată",
                "scadentă la 18.09.2025; încă nu s-a trimis nicio cerere de plată",
                "10.294,30\N{NO-BREAK SPACE}lei",
            ),
        ),
        (
            "pl",
            (
                '<html lang="pl">',
                "<title>Propozycja 2025-09-30-1</title>",
                "Co miałoby wyjść",
                "Data pism: 30.09.2025\N{NO-BREAK SPACE}r. – niczego",
                "Przypomnienie o płatności",
                "zapłata do 07.10.2025\N{NO-BREAK SPACE}r.",
                "17\N{NO-BREAK SPACE}573,07\N{NO-BREAK SPACE}zł",
            ),
        ),
    ],
)
def test_the_page_is_in_the_language_asked(
    law: str, shown: tuple[str, ...], tmp_path: Path
) -> None:
    words = ("--on", DAY, "--workers", "1", "--out", "out", "--lang", law)
    assert batch("propose", str(sample(law, tmp_path)), *words) == 0
    page = Path(f"out/{DAY}-1/proposal.html").read_text("utf-8")
    assert [text for text in shown if text not in page] == []
    assert not re.search(r"\d{4}-\d{2}-\d{2}(?!-\d)", re.sub(r"<title>.*?</h1>", "", page, flags=re.DOTALL))  # fmt: skip
    assert "r.." not in page  # the Polish year ends in a dot already
    listed = rows(f"out/{DAY}-1/proposal.csv")
    assert list(listed[0])[:4] == ["approve", "letter", "paper", "level"]
    assert {x["approve"] for x in listed} == {"yes"}
    assert re.fullmatch(r"\d+\.\d\d", listed[0]["total"])
    assert listed[0]["why"].startswith(
        {"ro": "scadentă la 2025-", "pl": "termin zapłaty 2025-"}[law]
    )


def test_the_english_page_stays_as_it_was(tmp_path: Path) -> None:
    words = ("--on", DAY, "--workers", "1", "--out", "out")
    assert batch("propose", str(sample("ro", tmp_path)), *words) == 0
    page = Path(f"out/{DAY}-1/proposal.html").read_text("utf-8")
    for text in ('<html lang="en">', "Letters dated 2025-09-30.", "10,294.30\N{NO-BREAK SPACE}RON"):
        assert text in page


@pytest.mark.parametrize(
    ("law", "wrong", "told", "placed"),
    [
        (
            "ro",
            {2: (9, "32.06.2025"), 3: (11, "13.228,8x"), 4: (1, "PX")},
            [
                "2:10: Data emiterii: eroare: se aștepta o zi care există, s-a găsit '32.06.2025' [impossible-date]",
                "3:12: Valoare: eroare: se aștepta o sumă în forma 1234,50, s-a găsit '13.228,8x' [amount]",
                "4:2: Tip client: eroare: Tip client este 'PX', dar 'PJ' în rândul 2 al aceluiași debitor [rows-disagree]",
            ],
            "rândul 3, coloana 12, Valoare</b>: se aștepta o sumă",
        ),
        (
            "pl",
            {2: (8, "2025/03/10")},
            [
                "2:9: Data wystawienia: błąd: oczekiwano daty w postaci DD.MM.YYYY, znaleziono '2025/03/10' [date]",
            ],
            "wiersz 2, kolumna 9, Data wystawienia</b>: oczekiwano daty",
        ),
    ],
)
def test_rows_that_are_wrong_are_told_one_by_one_with_what_the_cell_says(
    law: str,
    wrong: dict[int, tuple[int, str]],
    told: list[str],
    placed: str,
    tmp_path: Path,
    capsys: Captured,
) -> None:
    table = sample(law, tmp_path)
    lines = table.read_text("utf-8-sig").splitlines()
    for row, (column, text) in wrong.items():
        cells = lines[row - 1].split(";")
        cells[column] = text
        lines[row - 1] = ";".join(cells)
    table.write_text("\n".join(lines), encoding="utf-8")
    words = ("--on", DAY, "--workers", "1", "--out", "out", "--lang", law)
    assert batch("propose", str(table), *words) == 7
    assert capsys.readouterr().err.splitlines() == [f"{table}:{line}" for line in told]
    page = Path(f"out/{DAY}-1/proposal.html").read_text("utf-8")
    assert placed in page
    assert " | " not in page
    assert batch("failures", f"out/{DAY}-1", "--lang", law) == 7
    shown = " ".join(capsys.readouterr().out.split())
    assert "s-a găsit" in shown or "znaleziono" in shown


@pytest.mark.usefixtures("home")
def test_a_case_that_cannot_be_read_is_named_once(home: Path, capsys: Captured) -> None:
    broken = case(home, 9)
    broken.write_text("case: C-9\nlaw: ro\ninvoices: 7\n", encoding="utf-8")
    assert propose("--lang", "pl") == 7
    told = capsys.readouterr().err.splitlines()
    errors = [line for line in told if "błąd: " in line]
    assert len(errors) > 1
    assert {line.count(str(broken)) for line in errors} == {1}
    page = Path(f"out/{DAY}-1/proposal.html").read_text("utf-8")
    assert page.count(str(broken)) == 1
    assert f'<td title="{broken}">c9.yaml</td>' in page


@pytest.mark.usefixtures("home")
def test_the_screens_are_in_the_language_asked(capsys: Captured) -> None:
    """From proposal to payment, by the option and by nothing else."""
    assert propose("--lang", "pl") == 0
    shown = capsys.readouterr().out
    assert [w for w in ("Propozycja", "Pisma", "Do zapłaty", "Do przeczytania:") if w not in shown] == []  # fmt: skip
    assert run(f"{DAY}-1", "--lang", "ro") == 0
    shown = capsys.readouterr().out
    assert "redactată" in shown
    assert "redactate: 4, neschimbate: 0, eșuate: 0; datorat: 1000.00 RON" in shown
    for words, line in (
        (("status", "out", "--lang", "pl"), "utworzone"),
        (("failures", f"out/{DAY}-1", "--lang", "pl"), "Wszystko się udało."),
        (("reprint", f"out/{DAY}-1", "--range", "2", "--lang", "ro"), "scrisori: 1: "),
        (
            ("sent", f"out/{DAY}-1", "--on", DAY, "--withdraw", "4", "--lang", "ro"),
            "scrisori trimise: 3, retrase: 1",
        ),
        (
            ("sent", f"out/{DAY}-1", "--on", DAY, "--withdraw", "4", "--lang", "pl"),
            "wysłane pisma: 0, wycofane: 0, wycofane wcześniej: 1",
        ),
    ):
        assert batch(*words) == 0
        assert line in capsys.readouterr().out
    first = letters()[0].id
    Path("post.csv").write_text(f"letter,delivered\n{first},2025-10-02\n", encoding="utf-8")
    Path("bank.csv").write_text(
        "date,amount,currency,invoice\n2025-10-02,1.00,RON,F 1\n", encoding="utf-8"
    )
    assert batch("delivered", "post.csv", "--in", "out", "--lang", "ro") == 0
    assert batch("paid", "bank.csv", "--in", "out", "--lang", "pl") == 0
    assert capsys.readouterr().out.splitlines() == [
        "comunicate: 1, returnate: 0",
        "nowe wpłaty: 1, znane już: 0",
    ]


@pytest.mark.usefixtures("done")
def test_what_failed_is_told_in_any_language_afterwards(capsys: Captured) -> None:
    assert run(f"{DAY}-1", "--by", "email") == 0  # all are in a print job already
    letter = letters()[0]
    (Path(f"out/{DAY}-1") / (letter.file or "")).write_bytes(b"edited")
    capsys.readouterr()
    assert run(f"{DAY}-1", "--lang", "ro") == 7
    assert f"eroare: {letter.id}: a fost schimbat după redactare" in capsys.readouterr().err
    for language, line in (
        ("pl", "zmieniono go po utworzeniu; nie zostanie nadpisany"),
        ("en", "was changed after it was rendered; it is not written over"),
    ):
        assert batch("failures", f"out/{DAY}-1", "--json", "--lang", language) == 7
        assert line in capsys.readouterr().out
    status = ("status", "out", "--lang", "ro")
    assert batch(*status) == 0
    assert f"Seria {DAY}-1: eșuate: 1" in " ".join(capsys.readouterr().out.split())


@pytest.mark.usefixtures("done")
def test_a_refusal_is_in_the_language_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("DEMANDGEN_LANG", "pl")
    assert batch("status", "nowhere") == 6
    assert "nie ma tu rejestru" in capsys.readouterr().err
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-09-29") == 2
    assert "ma pisma z 2025-09-30; nie mogły wyjść 2025-09-29" in capsys.readouterr().err
