"""How are the models' refusals told to the person who wrote the file?

Pydantic says what it could not take; here each refusal becomes a `Problem` in our own words, with
the place in the file, what was found and the way out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from demandgen.casefile.model import Case
from demandgen.casefile.sources import Sources
from demandgen.problems import Location, Message, Problem, say

Loc = tuple[int | str, ...]

_SENTENCES: Mapping[str, str] = {
    "date": "expected a date as YYYY-MM-DD, found {found}",
    "impossible-date": "expected a day that exists, found {found}",
    "far-date": "expected a day between 1900 and 2199, found {found}",
    "amount": "expected an amount with a dot and at most two decimals, found {found}",
    "negative-amount": "expected an amount that is not negative, found {found}",
    "percent": "expected a number with a dot and without the percent sign, found {found}",
    "whole-number": "expected a whole number, found {found}",
    "yes-no": "expected true or false, found {found}",
    "outside": "expected a file inside the case folder, found {found}",
    "greater_than": "expected more than {gt}, found {found}",
    "greater_than_equal": "expected {ge} or more, found {found}",
    "less_than_equal": "expected {le} or less, found {found}",
    "string_too_long": "expected at most {max_length} characters, found {found}",
    "contractual-incomplete": "contractual interest needs `rate` (percent) and `per`",
    "rate-not-contractual": "a rate is stated, but the interest is not contractual",
    "signed-incomplete": "a signed plan needs the day it was signed and the debt it states",
    "too_short": "expected at least one item",
    "control": "expected a text without control characters, found {found}",
    "colour": "expected a colour as #RRGGBB, found {found}",
    "country": "expected the two letters of a country, found {found}",
}
_WAYS_OUT: Mapping[str, str] = {
    "negative-amount": "write it without a sign; what lowers an invoice goes into `credit_notes`",
    "country": "write for example RO, PL or DE",
    "whole-number": "write digits only, for example 15",
    "outside": "copy it into the case folder and name it from there: evidence/file.pdf",
    "contractual-incomplete": "write for example `rate: 0.1` and `per: day`",
    "rate-not-contractual": "write `kind: contractual`, or delete the rate",
    "signed-incomplete": "add `signed` and `debt`, or write `status: proposed`",
}
_OF_GROUPS = {"contractual-incomplete", "rate-not-contractual", "signed-incomplete", "too_short"}
_SHAPES: Mapping[tuple[str, type], str] = {
    ("model_type", list): "expected fields with values, found a list",
    ("model_type", str): "expected fields with values, found {found}",
    ("tuple_type", dict): "expected a list (each item after a dash), found fields with values",
    ("tuple_type", str): "expected a list (each item after a dash), found {found}",
    ("", list): "expected one value, found a list",
    ("", dict): "expected one value, found fields with values",
}
_CURRENCIES = {"lei": "RON", "leu": "RON", "zł": "PLN", "zl": "PLN", "€": "EUR", "euro": "EUR"}


def problems_of(error: ValidationError, sources: Sources) -> Iterator[Problem]:
    """Translate what the models refused, without what is only the consequence of another fault.

    A mistyped name makes a field missing; faulty items make a list seem empty.
    """
    faults = [_Fault(e["loc"], e["type"], e.get("input"), e.get("ctx", {})) for e in error.errors()]
    guesses = {(*f.loc[:-1], f.meant) for f in faults if f.meant}
    holders = {f.loc[:depth] for f in faults for depth in range(len(f.loc))}
    for fault in faults:
        guessed = fault.code == "missing" and fault.loc in guesses
        emptied = fault.code == "too_short" and fault.loc in holders
        if not guessed and not emptied:
            yield fault.problem(sources)


def unknown_empty_fields(empty: Iterable[tuple[str, str]], sources: Sources) -> Iterator[Problem]:
    """Yield a problem for each field without a value that does not exist at all.

    Among them are the ends of texts with a comma, unquoted between braces.
    """
    for group, name in empty:
        loc = (*loc_of(group), name)
        known = fields_at(loc[:-1])
        if known and name not in (*known, "debtor"):
            where = sources.locate(f"{group}.{name}" if group else name)
            yield _Fault(loc, "extra_forbidden", None, {}).problem_at(where)


def loc_of(path: str) -> Loc:
    """Return the place in the models of a field path; the short form `debtor` is the first."""
    parts = re.findall(r"\[\d+\]|[^.\[]+", path)
    loc: Loc = tuple(int(p[1:-1]) if p.startswith("[") else p for p in parts)
    return ("debtors", 0, *loc[1:]) if loc[:1] == ("debtor",) else loc


def path_of(loc: Loc) -> str:
    """Return the field path of an error's place: ``invoices[0].due``."""
    path = ""
    for part in loc:
        if isinstance(part, int):
            path += f"[{part}]"
        elif not part.startswith("<"):
            path += f".{part}" if path else part
    return path


def did_you_mean(found: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to what was written, if one is near."""
    words = {word.casefold(): word for word in known}
    near = get_close_matches(found.casefold().replace(" ", "_"), words, n=1, cutoff=0.65)
    return words[near[0]] if near else None


def shown(value: Any) -> str:
    """Return a value as it appears in a message: quoted, on one line, not too long."""
    words = " ".join(str(value).split())
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in words)
    return f"'{text[:57]}...'" if len(text) > 60 else f"'{text}'"


def _name(part: int | str) -> str:
    text = str(part)
    return text if text.isprintable() and text and " " not in text else shown(text)


class _Fault:
    """One refusal of the models."""

    def __init__(self, loc: Loc, code: str, found: Any, context: Mapping[str, Any]) -> None:
        self.loc, self.found, self.context = loc, found, context
        self.code = str(loc[-1]) if code == "string_pattern_mismatch" else code
        self.meant = self._meant() if code == "extra_forbidden" else None

    def problem(self, sources: Sources) -> Problem:
        return self.problem_at(sources.locate(path_of(self.loc)))

    def problem_at(self, where: Location) -> Problem:
        code, message, hint = self._told()
        return Problem(code, message, where, hint)

    def _told(self) -> tuple[str, Message, Message | None]:
        if self.code == "extra_forbidden":
            return (
                "unknown-field",
                say("there is no field {name} here", name=_name(self.loc[-1])),
                self._known(),
            )
        if self.code == "missing":
            return "missing", say("this field is missing"), _example(self.loc)
        if shape := self._shape():
            return "wrong-shape", shape, self._fields_wanted()
        if self.code == "literal_error":
            return self._word()
        template = _SENTENCES.get(self.code, "this value cannot be used: {found}")
        message = say(template, **{**self.context, "found": shown(self.found)})
        return self.code.replace("_", "-"), message, self._way_out()

    def _way_out(self) -> Message | None:
        if right := self.context.get("right"):
            return say("write {right}", right=right)
        return say(_WAYS_OUT[self.code]) if self.code in _WAYS_OUT else None

    def _shape(self) -> Message | None:
        """Tell when a list, a group of fields or a value stands where another belongs."""
        if self.code in _OF_GROUPS:
            return None
        code = self.code if self.code in ("model_type", "tuple_type") else ""
        form = type(self.found) if isinstance(self.found, list | dict) else str
        template = _SHAPES.get((code, form))
        return say(template, found=shown(self.found)) if template else None

    def _fields_wanted(self) -> Message | None:
        wanted = fields_at(self.loc) if self.code == "model_type" else ()
        return say("fields here: {words}", words=", ".join(wanted)) if wanted else None

    def _word(self) -> tuple[str, Message, Message | None]:
        allowed = re.findall(r"'([^']*)'", self.context["expected"])
        words, found = ", ".join(allowed), shown(self.found)
        near = did_you_mean(str(self.found), allowed)
        if self.loc[-1] == "currency":
            near = near or _CURRENCIES.get(str(self.found).casefold())
            message = say(
                "the currency {found} is not supported; known: {words}", found=found, words=words
            )
            return "currency", message, say("write {right}", right=near) if near else None
        message = say("expected one of {words}, found {found}", words=words, found=found)
        return "word", message, say("did you mean {word}?", word=near) if near else None

    def _meant(self) -> str | None:
        return did_you_mean(str(self.loc[-1]), fields_at(self.loc[:-1]))

    def _known(self) -> Message:
        if self.meant:
            return say("did you mean {word}?", word=self.meant)
        if str(self.loc[-1]).isdigit():
            return say("an amount has a dot: 1234.50")
        if " " in str(self.loc[-1]):
            return say("a text with a comma or a colon goes in quotes")
        return say("known here: {words}", words=", ".join(fields_at(self.loc[:-1])))


def _example(loc: Loc) -> Message | None:
    """Return what could be written in the place of a missing field."""
    name = str(loc[-1])
    for annotation in _annotations(loc):
        inner = tuple(_within(annotation))
        if words := [word for word in inner if isinstance(word, str)]:
            return say("one of {words}", words=", ".join(words))
        for kind, value in ((date, "2025-03-31"), (Decimal, "1234.50")):
            if kind in inner:
                return say("write for example {example}", example=f"{name}: {value}")
    return None


@cache
def fields_at(loc: Loc) -> tuple[str, ...]:
    """Return the names a mapping at this place may have, as the user writes them."""
    return tuple(info.alias or name for m in _models_at(loc) for name, info in _fields(m))


def _fields(model: type[BaseModel]) -> Iterable[tuple[str, Any]]:
    return model.model_fields.items()


def _models_at(loc: Loc) -> tuple[type[BaseModel], ...]:
    models: tuple[type[BaseModel], ...] = (Case,)
    for depth, part in enumerate(loc):
        if isinstance(part, str) and part.startswith("<"):
            models = tuple(m for m in models if m.__name__ == part[1:-1])
        elif isinstance(part, str):
            inner = (x for a in _annotations(loc[: depth + 1]) for x in _within(a))
            models = tuple(x for x in inner if isinstance(x, type) and issubclass(x, BaseModel))
    return models


def _annotations(loc: Loc) -> list[Any]:
    name = loc[-1]
    return [
        info.annotation
        for model in _models_at(loc[:-1])
        for field, info in _fields(model)
        if (info.alias or field) == name
    ]


def _within(annotation: Any) -> Iterator[Any]:
    """Yield the plain types and words an annotation is made of."""
    parts = get_args(annotation)
    for part in parts:
        yield from _within(part)
    if not parts:
        yield annotation
