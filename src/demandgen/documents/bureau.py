"""May a Polish letter warn that the debt will be passed on to a credit bureau?

The act of 9 April 2010 on economic information (art. 2, 3, 12, 14, 15, 15a) lets a creditor pass a
debt on only a month after a letter that warned of it by the bureau's firm and seat. The warning is
printed only while the debt itself meets the act's conditions; it is never an announcement that an
entry will follow by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from demandgen.casefile.model import Bureau, Case, Debtor
from demandgen.claim.engine import law_of
from demandgen.claim.model import Claim
from demandgen.law.calendar import after_years
from demandgen.money import total
from demandgen.problems import Message, Problem, say

WARNING: Final = frozenset({"formal-notice", "final-notice", "plan-default-notice"})
"""The papers that may carry the warning; a reminder never does."""


@dataclass(frozen=True)
class BureauWarning:
    """The warning to print: the bureaux, and the article that lets the debt be passed on.

    `months` is how long the creditor waits after the letter; `email` is the article that lets a
    contract provide for sending it by e-mail, empty towards a consumer. Without bureaux nothing is
    printed; `refused` says why, where the warning was asked for.
    """

    bureaus: tuple[Bureau, ...] = ()
    article: str = ""
    months: int = 0
    email: str = ""
    refused: Message | None = None

    @property
    def note(self) -> Problem | None:
        """What the sender should know: why the warning is left out, or what it still takes."""
        if self.refused:
            return Problem("no-bureau-warning", self.refused)
        if not self.bureaus:
            return None
        if self.email:
            told = say(
                "the warning counts by registered post or by hand, by e-mail only if the contract"
                " provides for it ({email}), and for a month; the bureau takes the debt only under"
                " a written contract (art. 12 and {article})",
                email=self.email,
                article=self.article,
            )
        else:
            told = say(
                "the warning counts by registered post or by hand, not by e-mail, and for a month;"
                " the bureau takes the debt only under a written contract (art. 12 and {article})",
                article=self.article,
            )
        return Problem("bureau-warning", told)


def bureau_warning(case: Case, claim: Claim, paper: str, debtor: Debtor) -> BureauWarning:
    """The warning a paper carries to a debtor, empty where it carries none."""
    wanted = case.effective_settings.big_warning
    if case.law != "pl" or paper not in WARNING or not isinstance(wanted, tuple) or not wanted:
        return BureauWarning()
    kind = "consumer" if debtor.kind == "consumer" else "other"
    rule = law_of(case)["pl/bureau-entry"].on(claim.as_of).value[kind]
    reason = _refused(case, claim, rule, wanted)
    if reason:
        told = say("no warning of an entry in a credit bureau: {reason}", reason=reason)
        return BureauWarning(refused=told)
    return BureauWarning(wanted, rule["article"], int(rule["months"]), rule.get("email", ""))


def _refused(
    case: Case, claim: Claim, rule: dict[str, Any], bureaus: tuple[Bureau, ...]
) -> Message | None:
    if case.creditor.kind in {"consumer", "private"}:
        return say("a creditor who is not in business needs an enforceable title (art. 2)")
    if any(item.disputed for item in claim.due_items):
        return say("the debtor contests the debt (art. 15a)")
    late = [bureau.name for bureau in bureaus if bureau.checked_on > claim.as_of]
    if late:
        return say("the seat of {names} was checked only later", names=", ".join(late))
    return _too_little(claim, rule) or _too_old(claim, rule)


def _too_little(claim: Claim, rule: dict[str, Any]) -> Message | None:
    """The sum of what has been due long enough; principal alone, which nobody can doubt."""
    days, least = int(rule["days"]), Decimal(rule["least"])
    due = [i for i in claim.due_items if i.days_late >= days]
    foreign = sorted({i.currency for i in due} - {"PLN"})
    if foreign:
        return say(
            "the threshold of a debt in {money} follows the NBP rate of a later day",
            money=", ".join(foreign),
        )
    owed = total(i.outstanding for i in due)
    if owed >= least:
        return None
    return say(
        "{owed} zł have been due for {days} days, less than {least} zł ({article})",
        owed=owed,
        days=days,
        least=least,
        article=rule["article"],
    )


def _too_old(claim: Claim, rule: dict[str, Any]) -> Message | None:
    if "years" not in rule:
        return None
    years = int(rule["years"])
    old = [i.number for i in claim.due_items if after_years(i.effective_due, years) < claim.as_of]
    if not old:
        return None
    return say(
        "{items} fell due more than {years} years ago ({article})",
        items=", ".join(old),
        years=years,
        article=rule["article"],
    )
