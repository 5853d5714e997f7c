"""Which choices of the calculation and the papers can a case or a firm state?"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Discriminator, Tag

from demandgen.casefile.fact import Fact
from demandgen.casefile.scalars import Amount, Day, PositiveInt, Text


class Bureau(Fact):
    """A Polish credit bureau as the user took it from the official list."""

    name: Text
    seat: Text
    checked_on: Day


def _none_or_amount(value: Any) -> str:
    return "<word>" if value == "none" else "<amount>"


def _off_or_list(value: Any) -> str:
    return "<Bureau>" if isinstance(value, list | tuple) else "<word>"


_Fee = Annotated[
    Annotated[Literal["none"], Tag("<word>")] | Annotated[Amount, Tag("<amount>")],
    Discriminator(_none_or_amount),
]
_Warning = Annotated[
    Annotated[Literal["off"], Tag("<word>")] | Annotated[tuple[Bureau, ...], Tag("<Bureau>")],
    Discriminator(_off_or_list),
]


class Settings(Fact):
    """Choices of the calculation and the papers; None means the default of the law.

    Names and values are explained in docs/settings.md.
    """

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    day_count: Literal["actual/365"] | None = None
    rate_fixing: Literal["semester", "per-change"] | None = None
    due_date_shift: Literal["none", "next-working-day", "kc115"] | None = None
    days_term_count: Literal["civil-2553", "plain"] | None = None
    rounding: Literal["per-period", "once"] | None = None
    imputation: Literal["statutory", "interest-first", "principal-first"] | None = None
    consumer_rate: Literal["plus4", "plus4-x080"] | None = None
    compensation: Literal["on", "off"] | None = None
    compensation_fx_day: Literal["payment-date"] | None = None
    compensation_fx_month: Literal["month-of-shifted-due-date", "month-of-next-day"] | None = None
    limitation_start: Literal["due-date", "day-after"] | None = None
    pre_2020_contract: Literal["split-at-2020", "old-law"] | None = None
    demand_term_days: PositiveInt | None = None
    agreed_rate_floor: Literal["on", "off"] | None = None
    somatie_delivery: Literal["bailiff", "declared-content-letter"] | None = None
    big_warning: _Warning | None = None
    reminder_fee: _Fee | None = None
    amount_words: Literal["words", "words-and-hundredths"] | None = None
    claim_value: Literal["principal", "principal-plus-accessories"] | None = None
    copies: Literal["creditors-plus-debtors-plus-1", "debtors-plus-1"] | None = None
    disputed: Literal["left-out", "included"] | None = None

    @classmethod
    def choices(cls, name: str) -> tuple[str, ...]:
        """The values a setting may have, by its name in a case file."""
        annotation = cls.model_fields[name.replace("-", "_")].annotation
        return tuple(v for choice in get_args(annotation) for v in get_args(choice))

    def over(self, other: Settings | None) -> Settings:
        """These settings, with `other` filling what is not set here."""
        if other is None:
            return self
        return other.model_copy(update=self.model_dump(exclude_none=True))
