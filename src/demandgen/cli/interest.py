"""`demandgen interest`: a one-line question to the engine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError

from demandgen.casefile.model import Settings
from demandgen.casefile.scalars import Amount, Percent
from demandgen.claim.interest import DAY, rate_line, simple_interest, unconfirmed, yearly
from demandgen.claim.model import InterestRow
from demandgen.cli.app import (
    AsJson,
    Language,
    app,
    out,
    parse_day,
    print_json,
    print_problems,
    refuse,
)
from demandgen.cli.claim import print_interest
from demandgen.language import translated
from demandgen.law.calendar import shifted
from demandgen.law.parameters import law_for, nearest_overrides
from demandgen.law.rates import CountryRules, rules_for
from demandgen.money import rounded, total
from demandgen.problems import Message, UsageError, say

AMOUNT: TypeAdapter[Decimal] = TypeAdapter(Amount)
PERCENT: TypeAdapter[Decimal] = TypeAdapter(Percent)


@app.command("interest")
def interest_command(
    law: Annotated[str, typer.Option(help="ro or pl.")],
    regime: Annotated[str, typer.Option(help="professionals, ordinary ... commercial, delay ...")],
    amount: Annotated[str, typer.Option(help="The amount owed, with a dot: 10000.00.")],
    due: Annotated[date, typer.Option(parser=parse_day, metavar="DAY", help="Stated due day.")],
    to: Annotated[date, typer.Option(parser=parse_day, metavar="DAY", help="Last day, counted.")],
    rounding: Annotated[str | None, typer.Option(help="per-period or once.")] = None,
    rate_fixing: Annotated[str | None, typer.Option(help="semester or per-change.")] = None,
    due_date_shift: Annotated[
        str | None, typer.Option(help="none, next-working-day or kc115.")
    ] = None,
    rate: Annotated[str | None, typer.Option(help="Agreed rate in percent (contractual).")] = None,
    per: Annotated[str | None, typer.Option(help="day, month or year (with --rate).")] = None,
    cap: Annotated[str | None, typer.Option(help="Cap in percent of the amount.")] = None,
    as_json: AsJson = False,
    lang: Language = "en",
) -> None:
    """Answer a one-line question with the same engine and the same table.

    [bold]Examples[/bold]

    demandgen interest --law pl --regime commercial --amount 10000 --due 2024-03-25 --to 2024-09-30

    demandgen interest --law ro --regime contractual --rate 0.1 --per day --cap 100
    --amount 1000 --due 2025-01-15 --to 2025-06-30
    """
    stated = {"rounding": rounding, "rate-fixing": rate_fixing, "due-date-shift": due_date_shift}
    rules = _rules(law)
    base = _base_regime(rules, law, regime)
    contractual = regime == "contractual"
    _check_contractual(regime, rate, per, cap)
    settings = _settings(rules, base, stated, contractual=contractual)
    agreed = yearly(_percent(rate, "rate"), per) if rate is not None and per else None
    whole = _amount(amount)
    effective = shifted(due, law, settings["due-date-shift"])  # type: ignore[arg-type]  # checked
    known = law_for(law, nearest_overrides(Path.cwd()))
    line = rate_line(known, base, effective + DAY, to, settings, agreed=agreed)
    limit = rounded(whole * _percent(cap, "cap") / 100) if cap is not None else None
    rows = simple_interest(line, whole, effective, to, limit)
    days = max(0, (to - effective).days)
    warnings = list(unconfirmed(known, [line]))
    if as_json:
        print_json(
            {
                "total": f"{total(r.amount for r in rows):.2f}",
                "days": days,
                "effective_due": effective.isoformat(),
                "rows": [r.model_dump(mode="json", by_alias=True) for r in rows],
                "conventions": settings,
                "warnings": [{"code": w.code, "message": str(w.message)} for w in warnings],
            }
        )
        return
    _print_rows([(regime, r) for r in rows], _why_none(whole, effective, to), lang)
    summary = say(
        "Due {due}, counted from {effective}; {days} days; interest {sum}",
        due=due,
        effective=effective,
        days=days,
        sum=total(r.amount for r in rows),
    )
    out.print(f"\n{translated(summary, lang)}", style="bold", markup=False)
    named = ", ".join(f"{name} {value}" for name, value in settings.items())
    out.print(translated(say("Conventions: {named}", named=named), lang), markup=False)
    print_problems(warnings, kind="warning", lang=lang)


def _print_rows(rows: Sequence[tuple[str, InterestRow]], why_none: Message, lang: str) -> None:
    if rows:
        print_interest(rows, lang)
    else:
        out.print(translated(why_none, lang), markup=False)


def _why_none(amount: Decimal, effective: date, to: date) -> Message:
    """Why there is no row: the law has interest for every day late of anything owed."""
    if to <= effective:
        return say(
            "No interest: not late on {day}, but from {first} on", day=to, first=effective + DAY
        )
    if not amount:
        return say("No interest: the amount is nothing")
    return say("No interest: the cap is nothing")


def _rules(law: str) -> CountryRules:
    if law not in {"ro", "pl"}:
        refuse("unknown-law", "expected --law ro or pl, found {law}", law=law)
    return rules_for(law)


def _base_regime(rules: CountryRules, law: str, regime: str) -> str:
    """The statutory regime behind a contractual question: the one with the general limits."""
    if regime == "contractual":
        return "professionals" if law == "ro" else "delay"
    if regime not in rules.REGIMES:
        known = ", ".join([*rules.REGIMES, "contractual"])
        refuse(
            "unknown-regime", "expected one of {known}, found {found}", known=known, found=regime
        )
    return regime


def _settings(
    rules: CountryRules, regime: str, stated: dict[str, str | None], *, contractual: bool
) -> dict[str, str]:
    settings = rules.default_settings(regime, contractual=contractual)
    chosen = {name: value for name, value in stated.items() if value is not None}
    if contractual and "rate-fixing" in chosen:
        refuse("rate-fixing-of-statute", "--rate-fixing is for statutory rates: leave it out")
    for name, value in chosen.items():
        allowed = Settings.choices(name)
        if value not in allowed:
            refuse(
                "unknown-setting-value",
                "--{name}: expected one of {allowed}, found {found}",
                name=name,
                allowed=", ".join(allowed),
                found=value,
            )
    settings |= chosen
    if wrong := list(rules.check_settings(regime, settings)):
        raise UsageError(*wrong)
    kept = ("day-count", "rate-fixing", "due-date-shift", "rounding", "consumer-rate")
    return {name: settings[name] for name in kept if name in settings}


def _check_contractual(regime: str, rate: str | None, per: str | None, cap: str | None) -> None:
    """An agreed rate needs its time; a statutory regime has neither rate nor cap to agree."""
    if regime == "contractual" and (rate is None or per is None):
        refuse("rate-and-regime", "--regime contractual needs --rate and --per day, month or year")
    if regime != "contractual" and (rate, per, cap) != (None, None, None):
        refuse("rate-and-regime", "--rate, --per and --cap belong to --regime contractual")
    if per not in {None, "day", "month", "year"}:
        refuse("unknown-per", "--per: expected day, month or year, found {found}", found=per)


def _amount(text: str) -> Decimal:
    try:
        return AMOUNT.validate_python(text)
    except ValidationError:
        refuse(
            "not-an-amount",
            "--amount: expected an amount with a dot and at most two decimals, found {found}",
            found=text,
        )


def _percent(text: str, name: str) -> Decimal:
    try:
        return PERCENT.validate_python(text)
    except ValidationError:
        refuse(
            "not-a-number",
            "--{name}: expected a number with a dot, without the percent sign, found {found}",
            name=name,
            found=text,
        )
