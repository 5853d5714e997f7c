"""`demandgen words`: how is an amount written in words?"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

import typer

from demandgen.casefile.model import Country
from demandgen.casefile.scalars import plain_amount
from demandgen.cli.app import AsJson, app, print_json
from demandgen.documents.words import LARGEST, USUAL, Style, amount_in_words
from demandgen.money import Currency
from demandgen.problems import Location, Message, Problem, UsageError, say

_AMOUNT = re.compile(r"[0-9]+(\.[0-9]{1,2})?")
_SHOWN = 40
"""Characters of a bad amount that a message repeats."""


@app.command()
def words(
    amount: Annotated[
        str, typer.Argument(metavar="AMOUNT", help="For example 1234.56; - reads one a line.")
    ],
    currency: Annotated[Currency, typer.Option(help="The amount's currency.")],
    language: Annotated[Country, typer.Option(help="The language of the words.")],
    style: Annotated[
        Style | None,
        typer.Option(
            help="Hundredths in words or in figures; glued: Romanian, without spaces. "
            "Default: words in Romanian, words-and-hundredths in Polish."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write an amount in words, as the papers do.

    With `-` the amounts come from standard input, one a line. A bad line stops all of them.

    [bold]Examples[/bold]

    demandgen words 1234.56 --currency RON --language ro

    demandgen words - --currency PLN --language pl --style words-and-hundredths < amounts.txt
    """
    if style == "glued" and language != "ro":
        raise UsageError.of("style", say("the style {style} is Romanian only", style=style))
    amounts = _amounts(_lines() if amount == "-" else [(None, amount)])
    said = [amount_in_words(a, currency, language, style or USUAL[language]) for a in amounts]
    if as_json:
        rows = zip(amounts, said, strict=True)
        print_json([{"amount": f"{a:.2f}", "currency": currency, "words": w} for a, w in rows])
    elif said:
        typer.echo("\n".join(said))


def _lines() -> list[tuple[Location | None, str]]:
    """The lines of standard input that are not empty, each with its place."""
    text = sys.stdin.buffer.read().decode("utf-8-sig", errors="replace")
    lines = enumerate(text.splitlines(), start=1)
    return [(Location("stdin", number, 1), line.strip()) for number, line in lines if line.strip()]


def _amounts(lines: Iterable[tuple[Location | None, str]]) -> list[Decimal]:
    """Read every amount, or name every line that is none."""
    lines = list(lines)
    problems = [problem for where, text in lines if (problem := _fault(where, text))]
    if problems:
        raise UsageError(*problems)
    return [Decimal(text) for _, text in lines]


def _fault(where: Location | None, text: str) -> Problem | None:
    found = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    if not _AMOUNT.fullmatch(text):
        wanted = "expected an amount with a dot and at most two decimals, found {found}"
        return Problem("amount", say(wanted, found=found), where, _way_out(text))
    if Decimal(text) > LARGEST:
        message = say("{found} is too large: at most {most}", found=found, most=LARGEST)
        return Problem("amount-too-large", message, where)
    return None


def _way_out(text: str) -> Message | None:
    if text.startswith(("-", "\u2212")):
        return say("an amount in words has no sign")
    right = plain_amount(text)
    return say("write {amount}", amount=right) if right else None
