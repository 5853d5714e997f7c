"""Which cases does a table of unpaid invoices describe?

One row per invoice, grouped by debtor; columns are named by the case file's fields. The cases
are built by the case file's own models, so a table meets the same checks as a case file, and
every problem names its row and column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from demandgen.batch.identity import table_case_id
from demandgen.batch.mapping import Mapping, read_mapping, unknown_columns
from demandgen.batch.sheets import Row, read_rows
from demandgen.casefile.faults import shown
from demandgen.casefile.model import Case
from demandgen.casefile.reading import case_from_data
from demandgen.casefile.sources import Sources
from demandgen.casefile.yamltext import YamlText, read_yaml
from demandgen.problems import CaseFileError, Location, Message, Problem, say

_SHARED = ("law", "language", "message", "case", "debtor.", "contract.", "interest.")
"""What all rows of a debtor must agree on."""
_NEEDED = ("law", "debtor.name", "debtor.kind", "invoice.number", "invoice.issued",
           "invoice.amount", "invoice.currency", "interest.kind")  # fmt: skip


@dataclass(frozen=True)
class TableCase:
    """A case of a table, or what is wrong with its rows."""

    file: str
    rows: tuple[int, ...]
    name: str
    case: Case | None
    problems: tuple[Problem, ...] = ()

    @property
    def place(self) -> str:
        """The table and the rows."""
        return f"{self.file}:{','.join(map(str, self.rows))}"


@dataclass
class _Facts:
    """The fields of a row, by name: as the case file writes them, as typed, and their place."""

    row: Row
    texts: dict[str, str]
    typed: dict[str, str] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)

    def where(self, name: str) -> Location:
        return self.places.get(name, self.row.where)


def read_table(
    path: Path, creditor: Path, mapping: Path | None = None, *, on: date
) -> list[TableCase]:
    """Read a table's cases in the order of their first rows.

    `creditor` is a YAML file with the creditor's fields, as a case file includes it; `on` is the
    day of the letters. A debtor whose rows are wrong comes back with problems.

    Raises:
        CaseFileError: the table, the mapping or the creditor's file as a whole is unusable.
    """
    habits = read_mapping(mapping)
    sheet = read_rows(path, encoding=habits.encoding)
    firm = read_yaml(creditor)
    headings = {habits.field_of(cell.text) for cell in sheet.headings} | set(habits.constants)
    missing = [name for name in _NEEDED if name not in headings]
    problems = [*firm.problems, *unknown_columns(sheet.headings, habits)]
    problems += [_missing_column(path, name) for name in missing]
    if problems:
        raise CaseFileError(*problems)
    facts = [_facts(row, habits) for row in sheet.rows]
    return _unique_ids(
        [_table_case(group, firm, creditor, habits, on) for group in _by_debtor(facts)]
    )


def _missing_column(path: Path, name: str) -> Problem:
    return Problem(
        "missing-column",
        say("no column gives {name}", name=name),
        Location(str(path), 1, 1),
        say("add the column, or a constant to the mapping file"),
    )


def _facts(row: Row, habits: Mapping) -> _Facts:
    facts = _Facts(row, dict(habits.constants))
    for heading, cell in row.cells.items():
        name = habits.field_of(heading)
        if name is not None:
            facts.texts[name] = habits.text_of(name, cell.text)
            facts.typed[name] = cell.text
            facts.places[name] = cell.where
    return facts


def _by_debtor(rows: Iterable[_Facts]) -> Iterator[list[_Facts]]:
    groups: dict[tuple[str, ...], list[_Facts]] = {}
    for facts in rows:
        groups.setdefault(_debtor_key(facts.texts), []).append(facts)
    yield from groups.values()


def _debtor_key(texts: dict[str, str]) -> tuple[str, ...]:
    law = texts.get("law", "")
    if tax_id := texts.get("debtor.tax_id"):
        return law, "".join(tax_id.upper().split()).removeprefix(law.upper())
    names = ("debtor.name", "debtor.address.postal_code", "debtor.address.street")
    return law, *(" ".join(texts.get(name, "").casefold().split()) for name in names)


def _table_case(
    group: list[_Facts], firm: YamlText, creditor: Path, habits: Mapping, on: date
) -> TableCase:
    first = group[0]
    numbers = tuple(facts.row.number for facts in group)
    unusable = [problem for facts in group for problem in facts.row.problems]
    taken = {problem.where for problem in unusable}
    named = first.where("debtor.name") not in taken
    name = first.texts.get("debtor.name", "") if named else ""
    problems = list(_disagreements(group))
    data, places = _case_data(group, firm)
    case, faults = _built(data, Sources({**_firm_places(firm), **places}), creditor.parent, on)
    problems += _as_typed(faults, group, habits)
    problems = [x for x in problems if x.where not in taken] + unusable
    file = first.row.where.file
    return TableCase(file, numbers, name, None if problems else case, tuple(problems))


def _as_typed(
    problems: Iterable[Problem], group: Iterable[_Facts], habits: Mapping
) -> Iterator[Problem]:
    """Problems that quote what their cells say, and expect it as the table writes it."""
    cells = {
        (facts.places[name], shown(facts.texts[name])): shown(text)
        for facts in group
        for name, text in facts.typed.items()
    }
    for problem in problems:
        message, where = problem.message, problem.where
        found = cells.get((where, str(message.values.get("found")))) if where else None
        if found is None:
            yield problem
        elif expected := _expected(problem, habits, found):
            yield replace(problem, message=expected, hint=None)
        else:
            values = {**message.values, "found": found}
            yield replace(problem, message=replace(message, values=values))


def _expected(problem: Problem, habits: Mapping, found: str) -> Message | None:
    """What a cell of a foreign table should say, in that table's own notation, if it has one."""
    code, heading = problem.code, problem.where.field if problem.where else ""
    if known := habits.values.get(habits.field_of(heading) or ""):
        return say("expected one of {words}, found {found}", words=", ".join(known), found=found)
    if code == "date" and habits.dates != "YYYY-MM-DD":
        return say("expected a date as {form}, found {found}", form=habits.dates, found=found)
    if code == "amount" and habits.decimal == ",":
        example = "1234,50"
        return say("expected an amount as {form}, found {found}", form=example, found=found)
    return None


def _disagreements(group: list[_Facts]) -> Iterator[Problem]:
    first = group[0]
    for facts in group[1:]:
        for name in {**first.texts, **facts.texts}:
            mine, theirs = facts.texts.get(name), first.texts.get(name)
            if name.startswith(_SHARED) and mine != theirs:
                yield Problem(
                    "rows-disagree",
                    say(
                        "{name} is {mine}, but {theirs} in row {row} of the same debtor",
                        name=facts.where(name).field or name,
                        mine=shown(facts.typed.get(name, mine or "")),
                        theirs=shown(first.typed.get(name, theirs or "")),
                        row=first.row.number,
                    ),
                    facts.where(name),
                )


def _case_data(group: list[_Facts], firm: YamlText) -> tuple[dict[str, Any], dict[str, Location]]:
    first = group[0]
    data: dict[str, Any] = {"creditor": firm.data, "invoices": [], "payments": []}
    places = {"": first.row.where}
    for name, text in first.texts.items():
        if name.startswith(_SHARED):
            target = name.replace("debtor.", "debtors[0].", 1)
            _set(data, name.split("."), text)
            places[target] = first.where(name)
    data["debtors"] = [data.pop("debtor", {})]
    for facts in group:
        _add_invoice(data, places, facts)
        _add_payment(data, places, facts)
    return data, places


def _add_invoice(data: dict[str, Any], places: dict[str, Location], facts: _Facts) -> None:
    invoice = _part(facts, "invoice")
    if invoice in data["invoices"]:  # a further payment of the same invoice
        return
    index = len(data["invoices"])
    data["invoices"].append(invoice)
    _place(places, facts, "invoice", f"invoices[{index}]")


def _add_payment(data: dict[str, Any], places: dict[str, Location], facts: _Facts) -> None:
    payment = _part(facts, "payment")
    if not payment:
        return
    payment |= {
        "for": facts.texts.get("invoice.number"),
        "currency": facts.texts.get("invoice.currency"),
    }
    index = len(data["payments"])
    data["payments"].append({key: value for key, value in payment.items() if value})
    _place(places, facts, "payment", f"payments[{index}]")


def _part(facts: _Facts, part: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, text in facts.texts.items():
        if name.startswith(f"{part}."):
            _set(found, name.split(".")[1:], text)
    return found


def _place(places: dict[str, Location], facts: _Facts, part: str, target: str) -> None:
    places[target] = facts.row.where
    for name, where in facts.places.items():
        if name.startswith(f"{part}."):
            places[f"{target}{name.removeprefix(part)}"] = where


def _set(data: dict[str, Any], path: list[str], text: str) -> None:
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = text


def _firm_places(firm: YamlText) -> dict[str, Location]:
    return {f"creditor.{name}": where for name, where in firm.sources.places.items() if name}


_UNNAMED = "T"
"""The id of a case until its debtor is known to be readable."""


def _built(
    data: dict[str, Any], sources: Sources, folder: Path, on: date
) -> tuple[Case | None, list[Problem]]:
    try:
        case = case_from_data({"case": _UNNAMED, **data}, sources=sources, folder=folder, on=on)
    except CaseFileError as error:
        return None, list(error.problems)
    if case.id == _UNNAMED:
        name = table_case_id(case.law, case.creditor, case.debtors[0])
        case = case.model_copy(update={"id": name})
    return case, []


def _unique_ids(cases: list[TableCase]) -> list[TableCase]:
    """Refuse cases that share an id: two debtors told apart by nothing but spelling."""
    count = Counter(c.case.id for c in cases if c.case)
    return [_refused(c) if c.case and count[c.case.id] > 1 else c for c in cases]


def _refused(table_case: TableCase) -> TableCase:
    case = table_case.case
    where = case.where("case") if case else None
    name = case.id if case else ""
    problem = Problem(
        "duplicate-case",
        say("the case id {id} belongs to several debtors of this table", id=name),
        where,
        say("give each debtor one spelling, or each case its own id in the column `case`"),
    )
    return replace(table_case, case=None, problems=(problem,))
