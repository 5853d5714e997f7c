"""What does an instalment plan say?"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from demandgen.casefile.fact import EvidencePath, Fact
from demandgen.casefile.scalars import (
    Amount,
    Day,
    Percent,
    PositiveAmount,
    PositiveInt,
    Text,
    WholeNumber,
    YesNo,
)


class PlanDebt(Fact):
    """The debt as the agreement states it on a day."""

    as_of: Day
    principal: Amount
    interest: Amount = Decimal("0.00")
    costs: Amount = Decimal("0.00")


class GivenInstalment(Fact):
    """One instalment with its own day and amount."""

    due: Day
    amount: PositiveAmount


class Instalments(Fact):
    """A regular schedule: equal parts on the same day of each month or each week."""

    count: Annotated[PositiveInt, Field(le=600)]
    first: Day
    every: Literal["week", "month"] = "month"
    down_payment: GivenInstalment | None = None


def _regular_or_given(value: Any) -> str:
    return "<GivenInstalment>" if isinstance(value, list | tuple) else "<Instalments>"


_Schedule = Annotated[
    Annotated[Instalments, Tag("<Instalments>")]
    | Annotated[tuple[GivenInstalment, ...], Tag("<GivenInstalment>")],
    Discriminator(_regular_or_given),
]


class Acceleration(Fact):
    """The clause by which the whole balance falls due."""

    after_days: PositiveInt
    missed: PositiveInt = 1
    notice_days: WholeNumber = 0
    quote: Text | None = None


class EarlyPayment(Fact):
    """A discount for paying the whole balance early."""

    before: Day
    discount_percent: Percent


class InstalmentPlan(Fact):
    """An instalment plan, proposed or signed."""

    status: Literal["proposed", "signed"]
    signed: Day | None = None
    place: Text | None = None
    number: Text | None = None
    file: EvidencePath | None = None
    debt: PlanDebt | None = None
    instalments: _Schedule
    interest: Literal["none", "capital", "delay"] | None = None
    capitalise_arrears: YesNo = False
    early_payment: EarlyPayment | None = None
    acceleration: Acceleration | None = None
    waived_interest: Amount | None = None
    securities: tuple[Text, ...] = ()
    concessions: tuple[Text, ...] = ()
    copies: PositiveInt = 2

    @model_validator(mode="after")
    def _signed_is_complete(self) -> Self:
        if self.status == "signed" and (self.signed is None or self.debt is None):
            raise PydanticCustomError("signed-incomplete", "signed or debt missing")
        return self
