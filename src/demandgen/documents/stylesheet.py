"""Does a firm's stylesheet keep to what the letters can be printed with?

WeasyPrint replaces a font it does not have without a word, and some settings of fonts make it
lose memory with each letter; so both are looked for before anything is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import tinycss2

from demandgen.documents.templates import Found
from demandgen.problems import Location, Message, Problem, say

FONT: Final = "IBM Plex Serif"
"""The family shipped with the letters."""
_NO_FONT: Final = frozenset({"inherit", "initial", "unset"})
_LEAKING: Final = ("font-variant", "font-kerning", "font-feature-settings", "font-variation")
_FETCHING: Final = frozenset({"import", "font-face"})


def stylesheet_faults(found: Found) -> Iterator[Problem]:
    """Every place of a stylesheet that would break a letter."""
    rules = tinycss2.parse_stylesheet(found.text(), skip_comments=True, skip_whitespace=True)
    for token, message in _of_rules(rules):
        where = Location(found.shown, token.source_line, token.source_column)
        yield Problem("stylesheet", message, where)


def _of_rules(rules: Iterable[Any]) -> Iterator[tuple[Any, Message]]:
    for rule in rules:
        if rule.type == "error":
            yield rule, say("this is no CSS: {reason}", reason=rule.message)
        elif rule.type == "declaration":
            yield from _of_declaration(rule)
        elif rule.type == "at-rule" and rule.lower_at_keyword in _FETCHING:
            yield rule, say("a letter fetches nothing: {rule}", rule=f"@{rule.at_keyword}")
        elif rule.type in {"at-rule", "qualified-rule"} and rule.content is not None:
            inner = tinycss2.parse_blocks_contents(
                rule.content, skip_comments=True, skip_whitespace=True
            )
            yield from _of_rules(inner)


def _of_declaration(declaration: Any) -> Iterator[tuple[Any, Message]]:
    name = declaration.lower_name
    if name.startswith(_LEAKING):
        yield declaration, say("{setting} makes printing lose memory", setting=name)
    if any(_is_address(token) for token in declaration.value):
        yield declaration, say("a letter fetches nothing: {rule}", rule=f"{name}: url()")
    foreign = _foreign_fonts(name, declaration.value)
    if foreign:
        told = say("the letters have the font {ours}, not {found}", ours=FONT, found=foreign)
        yield declaration, told


def _is_address(token: Any) -> bool:
    return bool(token.type == "url" or (token.type == "function" and token.lower_name == "url"))


def _foreign_fonts(name: str, value: Iterable[Any]) -> str:
    """The families that a `font` or `font-family` names, ours apart."""
    if name not in {"font", "font-family"}:
        return ""
    tokens = [token for token in value if token.type in {"string", "ident"}]
    named = [token.value for token in tokens if token.type == "string"]
    words = [token.value for token in tokens if token.type == "ident"]
    if named:
        return ", ".join(one for one in named if one != FONT)
    family = " ".join(words)
    return "" if family in {*_NO_FONT, FONT} or family.endswith(f" {FONT}") else family
