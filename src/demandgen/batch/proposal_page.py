"""What page does a person read before approving a proposal, in which language?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from demandgen.batch.identity import instalment_number
from demandgen.batch.letters import Letter, Owed
from demandgen.casefile.model import Country
from demandgen.documents import formats
from demandgen.documents.papers import KINDS
from demandgen.language import catalogue, translated
from demandgen.money import CENT
from demandgen.problems import Message, Problem, say

_TABLES = (".csv", ".xlsx")


def render_page(language: str, **content: Any) -> str:
    """Return the page of a proposal in a language: `content` is what `proposal.html.j2` names."""
    tongue = _Tongue(language)
    return _page().render(
        language=language,
        words=tongue.words,
        told=tongue.told,
        day=tongue.day,
        amount=tongue.amount,
        place=tongue.place,
        items=tongue.items,
        title=_title,
        code=_code,
        name=_name,
        **content,
    )


def counted(kinds: Iterable[str]) -> list[tuple[Message, int]]:
    """Return how many cases were left out for each kind of reason, the most frequent first."""
    return [(Message(kind), count) for kind, count in Counter(kinds).most_common()]


def items_told(names: Iterable[str], language: str) -> str:
    """Return what a letter asks for: invoices by number, instalments in words, the first first."""
    numbers = {name: instalment_number(name) for name in names}
    told = {
        name: translated(say("instalment {number}", number=number), language) if number else name
        for name, number in numbers.items()
    }
    return ", ".join(told[name] for name in sorted(told, key=lambda name: numbers[name] or 0))


class _Tongue:
    """How one language says what stands on the page: words, amounts, days."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._country: Country | None = (
            "ro" if language == "ro" else "pl" if language == "pl" else None
        )

    def words(self, template: str, **values: Any) -> Markup:
        """A sentence of the page; values that are markup stay so."""
        text = catalogue(self._language).get(template, template)
        return Markup(escape(text)).format(**values)  # noqa: S704  # escaped before

    def told(self, message: Message) -> str:
        """A message, the amounts and days in it as the language writes them."""
        return translated(self._localised(message), self._language)

    def _localised(self, message: Message) -> Message:
        return Message(message.template, {n: self._value(v) for n, v in message.values.items()})

    def _value(self, value: Any) -> Any:
        if isinstance(value, Message):
            return self._localised(value)
        if isinstance(value, date):
            return self.day(value)
        return self._figure(value) if isinstance(value, Decimal) else value

    def day(self, on: date) -> str:
        """A day."""
        if self._country:
            return formats.day(on, self._country, "table")
        return on.isoformat()

    def amount(self, owed: Owed) -> str:
        """An amount with its currency."""
        if self._country:
            return formats.money(owed.total, owed.currency, self._country)
        return f"{owed.total:,.2f}{formats.NBSP}{owed.currency}"

    def items(self, letter: Letter) -> str:
        """What a letter asks for."""
        return items_told(letter.invoices, self._language)

    def _figure(self, number: Decimal) -> str:
        if self._country:
            exact = number == number.quantize(CENT)
            return formats.figure(number, self._country) if exact else f"{number}".replace(".", ",")
        return f"{number:,}"

    def place(self, problem: Problem, case: str) -> str:
        """Where a problem is, without the file that stands beside it already."""
        where = problem.where
        if where is None:
            return ""
        parts = [where.file] if not case.startswith(where.file) else []
        at = say("line {line}, column {column}", line=where.line, column=where.column)
        if where.file.endswith(_TABLES):
            at = say("row {row}, column {column}", row=where.line, column=where.column)
        if where.line:
            parts.append(self.told(at))
        return ", ".join([*parts, where.field] if where.field else parts)


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(text)


def _title(letter: Letter) -> str:
    """What the paper is called in its own country."""
    return KINDS[letter.law, letter.paper].title


def _name(case: str) -> str:
    """A case's id; of a case without one the name of its file, without the folders."""
    path = PurePath(case)
    return path.name if path.is_absolute() else case


@cache
def _page() -> Template:
    text = resources.files("demandgen.batch").joinpath("proposal.html.j2").read_text("utf-8")
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(text)
