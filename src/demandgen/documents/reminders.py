"""What does a reminder remind of: what is due soon, due today, or late, and for which time?

The dates and the recorded letters decide, not the level alone: ladders number their levels
differently. Only a level that no ladder of ours gives to a first reminder makes the tone firmer
where no earlier letter is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final, Literal

from demandgen.casefile.model import Case, CorrespondenceEvent, Country
from demandgen.claim.dunning import Rung, ladder_for
from demandgen.claim.model import Claim, ClaimItem
from demandgen.documents.views import demands_of
from demandgen.money import Currency, total

Stage = Literal["before-due", "due-today", "overdue", "overdue-again"]
FIRMER: Final = 4
"""The level of the second reminder about a late debt; the ladders are in claim/data."""
USUAL_TERM: Final = 7
"""Days to pay where the ladder has no reminder about a late debt."""

_TITLES: Final[dict[tuple[Country, str], str]] = {
    ("ro", "coming"): "Reamintire privind scadența",
    ("ro", "late"): "Înștiințare de plată",
    ("ro", "repeated"): "Revenire la înștiințarea de plată",
    ("pl", "coming"): "Przypomnienie o terminie płatności",
    ("pl", "late"): "Przypomnienie o płatności",
    ("pl", "repeated"): "Ponowne przypomnienie o płatności",
}


@dataclass(frozen=True)
class Reminded:
    """What a reminder names in one currency: the items, and what is unpaid of them in all."""

    currency: Currency
    items: tuple[ClaimItem, ...]
    outstanding: Decimal


@dataclass(frozen=True)
class Reminder:
    """What a reminder is about. `earlier` are the recorded demands for what is late."""

    stage: Stage
    items: tuple[ClaimItem, ...]
    earlier: tuple[CorrespondenceEvent, ...] = ()

    @property
    def is_courtesy(self) -> bool:
        """Nothing is late: no demand, no term."""
        return self.stage in {"before-due", "due-today"}

    @property
    def sums(self) -> tuple[Reminded, ...]:
        """The items by currency, with what is unpaid: of an instalment all that it consists of."""
        by_currency: dict[Currency, list[ClaimItem]] = {}
        for item in self.items:
            by_currency.setdefault(item.currency, []).append(item)
        return tuple(
            Reminded(currency, tuple(own), total(item.unpaid for item in own))
            for currency, own in by_currency.items()
        )

    @property
    def is_repeated(self) -> bool:
        """An earlier reminder about what is late is recorded."""
        return any(event.paper == "reminder" for event in self.earlier)

    def title(self, country: Country) -> str:
        """What the reminder is called."""
        if self.is_courtesy:
            return _TITLES[country, "coming"]
        return _TITLES[country, "repeated" if self.is_repeated else "late"]


def reminder_of(case: Case, claim: Claim, level: int = 1) -> Reminder | None:
    """Tell what a reminder on the claim's day is about; None if nothing is late or due soon."""
    late = tuple(item for item in claim.due_items if item.unpaid)
    if late:
        earlier = demands_of(case, claim)
        return Reminder("overdue-again" if earlier or level >= FIRMER else "overdue", late, earlier)
    today = tuple(item for item in claim.future_items if item.effective_due == claim.as_of)
    if today:
        return Reminder("due-today", today)
    last = claim.as_of + courtesy_days(case)
    soon = tuple(item for item in claim.future_items if item.effective_due <= last)
    return Reminder("before-due", soon) if soon else None


def courtesy_days(case: Case) -> timedelta:
    """How long before its due day a debt may be recalled: as far as the ladder reaches."""
    return ladder_for(case).reach


def reminder_term(case: Case, reminder: Reminder) -> int | None:
    """The days to pay that the ladder gives; None where nothing is late yet."""
    if reminder.is_courtesy:
        return None
    rungs = [rung for rung in ladder_for(case).levels if _is_about_late(rung)]
    if not rungs:
        return USUAL_TERM
    rung = rungs[0] if reminder.stage == "overdue" else rungs[min(1, len(rungs) - 1)]
    return rung.term_days or USUAL_TERM


def _is_about_late(rung: Rung) -> bool:
    return rung.paper == "reminder" and not rung.is_courtesy
