"""What is the wording of a paper, whole and ready to print?

Included files are put in their place first, so that PDF and Word are made from one and the same
text; then the text is read by the rules of `demandgen.documents.subset`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NoReturn

from demandgen.casefile.model import Country
from demandgen.documents.subset import Node, Reader, Token
from demandgen.documents.templates import Found, WordingError
from demandgen.documents.typography import unbroken, unsuited
from demandgen.problems import Location, Message, Problem, say

_TOKEN = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|</?[A-Za-z][^<>]*>|[^{<]+|[{<]", re.DOTALL)
_INCLUDE = re.compile(r'\s*{%\s*include\s+"([^"]+)"\s*%}\s*')


@dataclass(frozen=True)
class Wording:
    """A wording ready to print.

    `source` is the Jinja text of the HTML; its line n was read at `places[n - 1]`.
    """

    name: str
    source: str
    nodes: tuple[Node, ...]
    places: tuple[Location, ...]

    def place(self, line: int) -> Location:
        """Where a line of the source was read."""
        return self.places[min(max(line, 1), len(self.places)) - 1]


def read_wording(found: Found, language: Country, included: Callable[[str], Found]) -> Wording:
    """Read a wording with everything it includes.

    `included` finds a file by the name that an include gives.

    Raises:
        WordingError: with every place that is outside the subset.
    """
    lines = list(_flattened(found, included, (found.name.partition("/")[2],)))
    if not lines:
        raise WordingError.of(
            "wording-empty", say("the wording is empty"), where=Location(found.shown)
        )
    places = tuple(place for _, place in lines)
    tokens = _tokens("\n".join(text for text, _ in lines), places)
    tokens = _typeset(tokens, language)
    nodes = Reader().read(tokens)
    source = "".join(_as_html(token.text) for token in tokens)
    return Wording(found.name, source, nodes, places)


def _flattened(
    found: Found, included: Callable[[str], Found], above: tuple[str, ...]
) -> Iterator[tuple[str, Location]]:
    for number, line in enumerate(found.text().splitlines(), 1):
        where = Location(found.shown, number, 1)
        match = _INCLUDE.fullmatch(line)
        if match is None:
            if re.search(r"{%\s*include", line):
                _refuse("wording-include", say("an include stands alone on its line"), where)
            yield line, where
        elif match[1] in above or len(above) > 20:
            _refuse("wording-include", say("{name} includes itself", name=match[1]), where)
        else:
            yield from _flattened(
                _included(match[1], included, where), included, (*above, match[1])
            )


def _included(name: str, included: Callable[[str], Found], where: Location) -> Found:
    try:
        return included(name)
    except WordingError as error:
        raise WordingError(*(Problem(p.code, p.message, where) for p in error.problems)) from None


def _refuse(code: str, message: Message, where: Location) -> NoReturn:
    raise WordingError.of(code, message, where=where)


def _tokens(text: str, places: tuple[Location, ...]) -> list[Token]:
    tokens, line, column = [], 0, 1
    for match in _TOKEN.finditer(text):
        place = places[line]
        tokens.append(Token(match[0], Location(place.file, place.line, column)))
        line += match[0].count("\n")
        column = (
            column + len(match[0])
            if "\n" not in match[0]
            else len(match[0].rpartition("\n")[2]) + 1
        )
    return _joined_text(tokens)


def _is_text(token: Token) -> bool:
    return token.text.startswith("{{") or not token.text.startswith(("{%", "{#", "<"))


def _joined_text(tokens: list[Token]) -> list[Token]:
    """Put runs of text and outputs together, so that typography sees what stands side by side."""
    joined: list[Token] = []
    for token in tokens:
        if joined and _is_text(token) and _is_text(joined[-1]):
            joined[-1] = Token(joined[-1].text + token.text, joined[-1].where)
        else:
            joined.append(token)
    return joined


def _typeset(tokens: list[Token], language: Country) -> list[Token]:
    problems, result = [], []
    for token in tokens:
        if not _is_text(token):
            result.append(token)
            continue
        wrong = unsuited(re.sub(r"{{.*?}}", "", token.text, flags=re.DOTALL))
        if wrong:
            problems.append(
                Problem(
                    "wording-character",
                    say("the wording does not use {found}", found=wrong),
                    token.where,
                    say("write „ ” for quotes, … for dots, ș and ț with a comma below"),
                )
            )
        result.append(Token(typeset(token.text, language), token.where))
    if problems:
        raise WordingError(*problems)
    return result


def typeset(text: str, language: Country) -> str:
    """Apply typography to text with outputs, seeing each output as a digit beside it."""
    pieces = re.split(r"({{.*?}})", text, flags=re.DOTALL)
    outputs = iter(pieces[1::2])
    whole = unbroken("\x000".join(pieces[::2]), language)
    return "".join(part + next(outputs, "") for part in whole.split("\x000"))


def _as_html(token: str) -> str:
    """A token for the HTML: column widths become style, a picture gets its place, comments go."""
    if token.startswith(("{#", "<!--")):
        return "\n" * token.count("\n")
    if token.startswith("<"):
        token = re.sub(r' width="(\d+)%?"', r' style="width:\1%"', token)
        return token.replace("<img ", '<img src="payment-code:" ', 1)
    return token
