"""`demandgen words` as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


def words(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    run = subprocess.run(
        [sys.executable, "-m", "demandgen", "words", *arguments],
        input=given,
        capture_output=True,
        check=False,
    )
    return subprocess.CompletedProcess(
        run.args, run.returncode, run.stdout.decode(), run.stderr.decode()
    )


RON = ("--currency", "RON", "--language", "ro")
PLN = ("--currency", "PLN", "--language", "pl")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((*RON,), "o mie două sute treizeci și patru de lei și cincizeci și șase de bani\n"),
        ((*PLN,), "jeden tysiąc dwieście trzydzieści cztery złote 56/100\n"),
        (
            (*PLN, "--style", "words"),
            "jeden tysiąc dwieście trzydzieści cztery złote pięćdziesiąt sześć groszy\n",
        ),
        ((*RON, "--style", "glued"), "unamiedouăsutetreizecișipatrulei și cincizecișișasebani\n"),
    ],
)
def test_one_amount(arguments: tuple[str, ...], expected: str) -> None:
    run = words("1234.56", *arguments)
    assert (run.returncode, run.stdout, run.stderr) == (0, expected, "")


def test_amounts_from_standard_input() -> None:
    run = words("-", *RON, given=b"\xef\xbb\xbf1\r\n\r\n21.20\r\n")
    assert run.stdout == "un leu\ndouăzeci și unu de lei și douăzeci de bani\n"
    assert words("-", *RON, given=b"").stdout == ""


def test_for_machines() -> None:
    run = words("-", *PLN, "--json", given=b"1\n2.5\n")
    assert json.loads(run.stdout) == [
        {"amount": "1.00", "currency": "PLN", "words": "jeden złoty 00/100"},
        {"amount": "2.50", "currency": "PLN", "words": "dwa złote 50/100"},
    ]


def test_every_bad_line_is_named_and_nothing_written() -> None:
    given = "1.00\nzece\n-5\n1 234,56 zł\n999999999999999.99\n1000000000000000\n1.0005\n٣\n"
    run = words("-", *PLN, given=given.encode() + b"\xff\n" + b"9" * 5000)
    assert run.returncode == 2
    assert run.stdout == ""
    expected = "expected an amount with a dot and at most two decimals, found"
    assert run.stderr.splitlines() == [
        f"stdin:2:1: error: {expected} zece [amount]",
        f"stdin:3:1: error: {expected} -5 [amount]",
        "    an amount in words has no sign",
        f"stdin:4:1: error: {expected} 1 234,56 zł [amount]",
        "    write 1234.56",
        "stdin:6:1: error: 1000000000000000 is too large: at most 999999999999999.99 [amount-too-large]",
        f"stdin:7:1: error: {expected} 1.0005 [amount]",
        f"stdin:8:1: error: {expected} ٣ [amount]",
        "    write 3.00",
        f"stdin:9:1: error: {expected} \ufffd [amount]",
        f"stdin:10:1: error: {'9' * 40}… is too large: at most 999999999999999.99 [amount-too-large]",
    ]


def test_one_bad_amount() -> None:
    run = words("18.450,00", *RON)
    assert run.returncode == 2
    assert run.stderr == (
        "error: expected an amount with a dot and at most two decimals, found 18.450,00 [amount]\n"
        "    write 18450.00\n"
    )


def test_wrong_choices_end_with_2() -> None:
    assert words("1", "--currency", "USD", "--language", "ro").returncode == 2
    assert words("1", "--currency", "RON").returncode == 2
    run = words("1", *PLN, "--style", "glued")
    assert (run.returncode, run.stderr) == (2, "error: the style glued is Romanian only [style]\n")
