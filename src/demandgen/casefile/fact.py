"""What is a stated fact, and which words name its kind?

The base of the models behind a case file, and the closed lists of words they share.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

from demandgen.casefile.scalars import Day, Text

Country = Literal["ro", "pl"]
PartyKind = Literal["business", "consumer", "private", "public-authority", "public-healthcare"]
Form = Literal["company", "sole-trader", "person", "public-body"]
Channel = Literal[
    "registered-declared",
    "bailiff",
    "registered-post",
    "courier",
    "email",
    "e-delivery",
    "hand",
    "phone",
    "sms",
    "meeting",
]
PaperId = Literal[
    "reminder",
    "formal-notice",
    "default-notice",
    "final-notice",
    "instalment-agreement",
    "plan-default-notice",
    "account-statement",
    "interest-note",
    "debt-acknowledgement",
    "chronology",
    "handover-brief",
    "evidence-bundle",
]
ContractKind = Literal[
    "sale",
    "services",
    "works",
    "lease",
    "transport",
    "loan",
    "utilities",
    "condominium",
    "other",
]


def _inside(path: str) -> str:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path:
        raise PydanticCustomError("outside", "outside the case folder")
    return path


EvidencePath = Annotated[Text, AfterValidator(_inside)]
"""A path relative to the folder of the file that names it, which it may not leave."""


class Fact(BaseModel):
    """Base of everything a case states: frozen, closed, field names as in the YAML."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Proof(Fact):
    """Something that happened on a day, and the file that proves it."""

    date: Day
    file: EvidencePath | None = None
