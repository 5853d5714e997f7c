"""What value does a parameter of the law have on a day, since when, and by what authority?

A parameter is a table of dated values read from `law/data/<country>/*.yaml`. A user may add
newer values in a `law-overrides.yaml`; they show as user-supplied wherever they are used.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from demandgen.problems import CaseFileError, LawDataError, Location, Problem, say


@dataclass(frozen=True)
class DatedValue:
    """A value in force from `start` on; `reference` names act, article and journal."""

    start: date
    value: Any
    reference: str
    note: str | None = None
    user_supplied: bool = False


@dataclass(frozen=True)
class Parameter:
    """A table of the law.

    `checked_on` is the day of the last check against its source; `until` the last day covered,
    where the law needs a new publication for each period; `verified` is False where a lawyer
    still has to confirm the value.
    """

    name: str
    title: str
    unit: str
    checked_on: date
    verified: bool
    values: tuple[DatedValue, ...]
    sha256: str
    until: date | None = None
    note: str | None = None

    @property
    def user_supplied(self) -> bool:
        """True when the user added a value."""
        return any(v.user_supplied for v in self.values)

    def on(self, day: date) -> DatedValue:
        """Return the value in force on a day.

        Raises:
            LawDataError: the day lies before the first value or past the last period covered.
        """
        index = bisect_right(self.values, day, key=lambda v: v.start) - 1
        if index < 0 or (self.until and day > self.until):
            raise self._missing(day)
        return self.values[index]

    def on_or_first(self, day: date) -> DatedValue:
        """Return the value in force on a day; before the first value, the first."""
        return self.on(max(day, self.values[0].start))

    def pieces(self, first: date, last: date) -> Iterator[tuple[date, date, DatedValue]]:
        """Yield the values in force between two days, both included, with their own days."""
        while first <= last:
            value = self.on(first)
            later = [v.start for v in self.values if v.start > first]
            end = min(last, later[0] - timedelta(days=1)) if later else last
            end = min(end, self.until or end)
            yield first, end, value
            first = end + timedelta(days=1)

    def _missing(self, day: date) -> LawDataError:
        first, last = self.values[0].start, self.until
        later = say(
            "add it with its source to law-overrides.yaml, or compute to {last} at the latest",
            last=last,
        )
        earlier = say(
            "the law of that time is not known here: leave such old debts out of the case"
        )
        known = f"{first} - {last}" if last else f"{first} -"
        return LawDataError.of(
            "law-data-missing",
            say(
                "{title} ({name}) has no value for {day}; known: {known}",
                title=self.title,
                name=self.name,
                day=day,
                known=known,
            ),
            hint=earlier if day < first else later,
        )


@dataclass(frozen=True)
class Law:
    """The parameters of one country, with the user's additions if any."""

    country: str
    parameters: Mapping[str, Parameter]

    def __getitem__(self, name: str) -> Parameter:
        return self.parameters[name]


def _fingerprint(values: list[dict[str, Any]]) -> str:
    canonical = json.dumps(values, default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _parameter(data: dict[str, Any]) -> Parameter:
    return Parameter(
        name=data["parameter"],
        title=data["title"],
        unit=data["unit"],
        checked_on=data["checked_on"],
        verified=data["verified"],
        until=data.get("until"),
        note=data.get("note"),
        values=tuple(
            DatedValue(v["from"], v["value"], v["reference"], v.get("note")) for v in data["values"]
        ),
        sha256=_fingerprint(data["values"]),
    )


@cache
def published_law(country: str) -> Law:
    """Return the law of a country ('ro' or 'pl') as shipped with demandgen."""
    found: dict[str, Parameter] = {}
    folder = resources.files("demandgen.law").joinpath("data", country)
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for data in loaded if isinstance(loaded, list) else [loaded]:
            parameter = _parameter(data)
            found[parameter.name] = parameter
    return Law(country, found)


COUNTRIES = ("ro", "pl")
OVERRIDES = "law-overrides.yaml"
"""The name of a user's file with newer values."""


def nearest_overrides(folder: Path) -> Path | None:
    """Return the user's file of newer values in a folder or the one above it, if there is one."""
    places = (folder / OVERRIDES, folder.parent / OVERRIDES)
    return next((path for path in places if path.is_file()), None)


def law_for(country: str, overrides: Path | None = None) -> Law:
    """Return the law of a country, with the user's own values from a file.

    The file maps parameter names to lists of `{from, value, reference}`.

    Raises:
        CaseFileError: the file is not of that form or names an unknown parameter.
    """
    law = published_law(country)
    if overrides is None:
        return law
    extra = {k: v for k, v in _read_overrides(overrides).items() if k.startswith(f"{country}/")}
    changed = {name: _extended(law, name, rows, overrides) for name, rows in extra.items()}
    return replace(law, parameters={**law.parameters, **changed})


def _read_overrides(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
        repeated = list(_repetitions(yaml.compose(text, yaml.CSafeLoader), path))
        loaded = yaml.load(text, Loader=yaml.CSafeLoader) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise _bad_overrides(path, str(error)) from None
    if repeated:
        raise CaseFileError(*repeated)
    if not isinstance(loaded, dict):
        raise _bad_overrides(path, "expected parameter names with lists of values")
    known = {name for country in COUNTRIES for name in published_law(country).parameters}
    for name in loaded:
        if name not in known:
            raise _bad_overrides(path, f"unknown parameter {name!r}")
    return loaded


def _repetitions(top: yaml.Node | None, path: Path) -> Iterator[Problem]:
    """Yield a problem for each name written twice: YAML would silently let the last one win."""
    todo, seen = [(top, "")], set[int]()
    while todo:
        node, at = todo.pop()
        if id(node) in seen:  # reached by a reference
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            todo += [(item, f"{at}[{index}]") for index, item in enumerate(node.value)]
        first: dict[str, int] = {}
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            name = str(key.value)
            place = f"{at}.{name}" if at else name
            where = Location(str(path), key.start_mark.line + 1, key.start_mark.column + 1, place)
            if name in first:
                yield _repetition(name, first[name], where)
            first.setdefault(name, where.line)
            todo.append((value, place))


def _repetition(name: str, line: int, where: Location) -> Problem:
    """As of a case file, see `casefile.yamltext`."""
    message = say("the field {name} is written twice, first on line {line}", name=name, line=line)
    return Problem("repeated-field", message, where, say("delete one of the two"))


def _bad_overrides(path: Path, reason: str) -> CaseFileError:
    return CaseFileError.of(
        "law-overrides",
        say("this file of law values cannot be used: {reason}", reason=reason),
        where=Location(str(path)),
        hint=say("each value needs: from (date), value, reference; see docs/law.md"),
    )


def _extended(law: Law, name: str, rows: Any, path: Path) -> Parameter:
    old, added = law[name], _added(law[name], rows, path)
    starts = {v.start for v in added}
    if len(starts) < len(added):
        raise _bad_overrides(path, f"{name}: two values begin on the same day")
    values = sorted([v for v in old.values if v.start not in starts] + added, key=lambda v: v.start)
    return replace(
        old,
        values=tuple(values),
        checked_on=max(old.checked_on, *starts),
        until=_covered(old, starts, path) if old.until else None,
        sha256=_fingerprint([{"from": v.start, "value": v.value} for v in values]),
    )


def _added(old: Parameter, rows: Any, path: Path) -> list[DatedValue]:
    """The user's values of a parameter, of the same form as the published ones."""
    form = old.values[-1].value
    try:
        added = [
            DatedValue(r["from"], _like(form, r["value"]), r["reference"], user_supplied=True)
            for r in rows
        ]
    except (TypeError, KeyError):
        told = f"{old.name}: each value needs from, value and reference"
        raise _bad_overrides(path, told) from None
    except (ValueError, InvalidOperation):
        raise _bad_overrides(path, f"{old.name}: a value looks like {form!r}") from None
    if not added:
        raise _bad_overrides(path, f"{old.name}: no values given")
    if not all(type(v.start) is date and isinstance(v.reference, str) for v in added):
        raise _bad_overrides(path, f"{old.name}: from must be a date and reference a text")
    return added


def _like(form: Any, value: Any) -> Any:
    """A value in the form of a published one: a number as text, or groups and lists of them."""
    if isinstance(form, dict) and isinstance(value, dict) and set(form) == set(value):
        return {name: _like(form[name], value[name]) for name in form}
    if isinstance(form, list) and isinstance(value, list) and value:
        names, needed = set().union(*form), set(form[0]).intersection(*form)
        if all(isinstance(row, dict) and needed <= set(row) <= names for row in value):
            return [{name: _like("0", v) for name, v in row.items()} for row in value]
    is_number = isinstance(form, str) and isinstance(value, str | int | float)
    if not is_number or isinstance(value, bool) or not Decimal(str(value)).is_finite():
        raise ValueError(value)
    return str(value)


def _covered(old: Parameter, starts: set[date], path: Path) -> date | None:
    """The last day covered: each period begins where one began, or follows the last without a gap.

    A half-year left out would silently take the rate of the one before it.
    """
    until, begun = old.until, {v.start for v in old.values}
    for start in sorted(starts - begun):
        if until is None or start != until + timedelta(days=1):
            told = f"{old.name}: {start} does not begin a half-year that follows {until}"
            raise _bad_overrides(path, told)
        until = _half_year_end(start)
    return until


def _half_year_end(day: date) -> date:
    return date(day.year, 6, 30) if day.month <= 6 else date(day.year, 12, 31)
