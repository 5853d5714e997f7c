"""`demandgen claim`: what is owed on a day, and where every figure comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

from demandgen.casefile.reading import load_case
from demandgen.claim.compare import compare
from demandgen.claim.engine import claim_on, law_of
from demandgen.claim.model import (
    Claim,
    ClaimItem,
    InterestRow,
    LeftOut,
    LimitationEvent,
    PaymentLine,
)
from demandgen.cli.app import (
    AsJson,
    CasePath,
    Language,
    OnDay,
    app,
    out,
    print_json,
    print_problems,
    refuse,
    table,
    today,
)
from demandgen.language import translated
from demandgen.law.parameters import Law
from demandgen.problems import Message, say

_MARKS: dict[LeftOut | None, str] = {"disputed": " *", "on-hold": " **"}
_LEFT_OUT = {
    "disputed": say("* disputed and left out of the claim"),
    "on-hold": say("** on hold and left out of the claim"),
}


@app.command("claim")
def claim_command(
    path: CasePath,
    on: OnDay = None,
    as_json: AsJson = False,
    compared: Annotated[
        bool, typer.Option("--compare", help="The claim under the other conventions too.")
    ] = False,
    lang: Language = "en",
) -> None:
    """Show what is owed on a day, and where every figure comes from.

    [bold]Examples[/bold]

    demandgen claim cases/ro-2025-014/case.yaml --on 2025-09-30

    demandgen claim cases/ro-2025-014/case.yaml --on 2025-09-30 --compare

    demandgen claim cases/ro-2025-014/case.yaml --on 2025-09-30 --json
    """
    if as_json and compared:
        refuse("compare-as-json", "--compare has no JSON: leave out one of the two")
    day = on or today()
    case = load_case(path, on=day)
    claim = claim_on(case, day)
    if as_json:
        print_json(claim.model_dump(mode="json", by_alias=True))
        return
    _print_claim(claim, lang)
    if compared:
        _print_comparison(claim, law_of(case), lang)
    print_problems(claim.warnings, kind="warning", lang=lang)


def _print_claim(claim: Claim, lang: str) -> None:
    heading = say("Case {case}: the claim on {day}", case=claim.case, day=claim.as_of)
    out.print(translated(heading, lang), style="bold", markup=False)
    shown = claim.instalments if claim.plan else claim.invoices
    out.print(_items(shown, lang), markup=False)
    for why in dict.fromkeys(item.left_out for item in shown):
        if why in _LEFT_OUT:
            out.print(translated(_LEFT_OUT[why], lang), markup=False)
    rows = [(item.number, row) for item in shown for row in item.interest_rows]
    if rows:
        print_interest(rows, lang)
    _print_compensation(shown, lang)
    _print_payments(claim, lang)
    _print_limitation(claim, lang)
    _print_plan(claim, lang)
    out.print()
    out.print(_totals(claim, lang), markup=False)
    _print_grounds(claim, lang)


def _headed(names: Sequence[str], lang: str, right: Iterable[int] = ()) -> Any:
    return table(*(translated(say(name), lang) for name in names), right=right)


def _items(items: Iterable[ClaimItem], lang: str) -> Any:
    names = ("Document", "Due", "Counted from", "Days late", "Principal", "Outstanding", "Interest")
    result = _headed(names, lang, right=(3, 4, 5, 6))
    for item in items:
        result.add_row(
            f"{item.number}{_MARKS.get(item.left_out, '')}",
            f"{item.due}",
            f"{item.effective_due}",
            str(item.days_late),
            f"{item.principal}",
            f"{item.outstanding}",
            f"{item.interest_outstanding}",
        )
    return result


def print_interest(rows: Sequence[tuple[str, InterestRow]], lang: str) -> None:
    """Print interest rows, their sources numbered below the table."""
    names = ("Document", "Period", "Days", "Base", "Rate %", "Interest", "Source")
    result = _headed(names, lang, right=(2, 3, 4, 5, 6))
    sources = list(dict.fromkeys(row.source for _, row in rows))
    for number, row in rows:
        result.add_row(
            number,
            f"{row.first} - {row.last}",
            str(row.days),
            f"{row.base}",
            _rate(row, lang),
            f"{row.amount}",
            f"[{sources.index(row.source) + 1}]",
        )
    out.print()
    out.print(result, markup=False)
    for index, source in enumerate(sources, start=1):
        out.print(f"[{index}] {source}", style="dim", markup=False)


def _rate(row: InterestRow, lang: str) -> str:
    notes = {"capped": say("cap"), "maximum-rate": say("max")}
    cut = f" {translated(notes[row.note], lang)}" if row.note else ""
    if row.reference_rate is None or row.margin is None:
        return f"{row.rate.normalize():f}{cut}"
    times = f" x {row.factor}" if row.factor not in {None, 1} else ""
    return f"({row.reference_rate} + {row.margin}){times} = {row.rate:.2f}{cut}"


def _print_compensation(items: Iterable[ClaimItem], lang: str) -> None:
    """The fixed compensation of each document, its exchange rate and source."""
    names = ("Compensation", "EUR", "Rate", "Rate of", "Amount", "Paid", "Source")
    result = _headed(names, lang, right=(1, 2, 4, 5))
    for item in items:
        if fixed := item.compensation:
            in_euro = fixed.amount is None
            result.add_row(
                item.number,
                f"{fixed.eur}",
                "" if in_euro else f"{fixed.fx_rate}",
                "" if in_euro else f"{fixed.fx_day}",
                f"{fixed.eur} EUR" if in_euro else f"{fixed.amount} {item.currency}",
                f"{fixed.paid}",
                fixed.source,
            )
    if result.row_count:
        out.print()
        out.print(result, markup=False)


def _print_plan(claim: Claim, lang: str) -> None:
    """Where an instalment plan in force stands."""
    if (plan := claim.plan) is None:
        return
    stands = say(
        "Plan of {signed}: {debt} {currency}; {paid} paid, {balance} left, {overdue} overdue",
        signed=plan.signed,
        debt=plan.debt,
        currency=plan.currency,
        paid=plan.paid,
        balance=plan.balance,
        overdue=plan.overdue,
    )
    out.print(f"\n{translated(stands, lang)}", markup=False)
    if plan.accelerated_on:
        due = say("The whole balance fell due on {day}.", day=plan.accelerated_on)
        out.print(translated(due, lang), markup=False)
    elif plan.accelerates_on:
        met = say("The condition of its acceleration clause: {day}.", day=plan.accelerates_on)
        out.print(translated(met, lang), markup=False)


def _print_payments(claim: Claim, lang: str) -> None:
    items = (*claim.invoices, *claim.instalments)
    lines = [(i.number, p) for i in items for p in i.payments]
    for surplus in claim.unallocated_payments:
        line = PaymentLine(date=surplus.date, amount=surplus.amount, whole=surplus.amount)
        nothing = say("{currency}: nothing to pay", currency=surplus.currency)
        lines.append((translated(nothing, lang), line))
    if not lines:
        return
    names = ("Paid on", "Document", "Amount", "To costs", "To interest", "To principal")
    result = _headed(names, lang, right=(2, 3, 4, 5))
    for number, p in lines:
        parts = (p.amount, p.to_costs, p.to_interest, p.to_principal)
        result.add_row(f"{p.date}", number, *(f"{part}" for part in parts))
    out.print()
    out.print(result, markup=False)


def _print_limitation(claim: Claim, lang: str) -> None:
    result = _headed(("Limitation of", "Earliest", "Latest", "Because of"), lang)
    for item in claim.invoices:
        limit = item.limitation
        if limit and (item.outstanding or item.interest_outstanding):
            events = "; ".join(_event(e, lang) for e in limit.events)
            result.add_row(item.number, f"{limit.earliest}", f"{limit.latest}", events)
    if result.row_count:
        out.print()
        out.print(result, markup=False)


def _event(event: LimitationEvent, lang: str) -> str:
    kind = translated(Message(event.kind), lang)
    proof = "" if event.proof else f" ({translated(say('no proof'), lang)})"
    condition = ""
    if event.condition:
        suit = say("suit by {day}", day=event.condition.removeprefix("suit by "))
        condition = f", {translated(suit, lang)}"
    return f"{event.date} {kind}{condition}{proof}"


def _totals(claim: Claim, lang: str) -> Any:
    names = ("Total", "Principal", "Interest", "Compensation", "Costs", "Owed", "Per further day")
    result = _headed(names, lang, right=range(1, 7))
    for t in claim.totals:
        columns = (t.outstanding, t.interest, t.compensation, t.costs, t.total, t.interest_per_day)
        result.add_row(t.currency, *(f"{c}" for c in columns))
    return result


def _print_grounds(claim: Claim, lang: str) -> None:
    regime = say("Regime: {regime}", regime=claim.regime)
    named = ", ".join(f"{name} {value}" for name, value in claim.conventions.items())
    out.print(f"\n{translated(regime, lang)}", markup=False)
    conventions = say("Conventions: {named}", named=named)
    out.print(translated(conventions, lang), markup=False)
    for datum in claim.law_data:
        checked = say("Law data: {name}, checked {day}", name=datum.parameter, day=datum.checked_on)
        out.print(translated(checked, lang), markup=False)
    for assumption in claim.assumptions:
        assumed = say(
            "Assumed: {text} [{code}]", text=Message(assumption.text), code=assumption.code
        )
        out.print(translated(assumed, lang), style="yellow", markup=False)


def _print_comparison(claim: Claim, law: Law, lang: str) -> None:
    """The claim under the other conventions; those the law refuses are named below, with why."""
    names = ("Convention", "Value", "", "Interest", "Owed", "Difference")
    result = _headed(names, lang, right=(3, 4, 5))
    variants = list(compare(claim, law))
    for v in variants:
        if v.refused is None:
            figures = (v.interest, v.total, v.difference)
            result.add_row(v.setting, v.value, v.currency, *(f"{f}" for f in figures))
    out.print()
    out.print(result, markup=False)
    for v in variants:
        if v.refused:
            out.print(f"{v.setting} {v.value}: {translated(v.refused, lang)}", markup=False)
