"""Which creditor, which debtor, which letter is this?

Names for things that stay the same from one night's export to the next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from demandgen.casefile.model import Case, Country, PaperId, Party

_PREFIXED = re.compile(r"(?:RO|PL)(\d+)")
_INSTALMENT = re.compile(r"plan:.+/\d{4}-\d{2}-\d{2}/(\d+)")


def party_identity(party: Party) -> str:
    """Return the tax number without prefix or spaces; else name, postal code and street."""
    if party.tax_id:
        number = re.sub(r"[^0-9A-Z]", "", party.tax_id.upper())
        prefixed = _PREFIXED.fullmatch(number)
        return f"tax:{prefixed[1] if prefixed else number}"
    address = party.address
    place = [address.postal_code or address.city, address.street] if address else []
    return "name:" + "|".join(" ".join(part.casefold().split()) for part in [party.name, *place])


def debtor_identity(law: Country, debtor: Party) -> str:
    """Return a debtor's identity under a law.

    The law belongs to it: a Romanian and a Polish number may have the same digits.
    """
    return f"{law} {party_identity(debtor)}"


def table_case_id(law: Country, creditor: Party, debtor: Party) -> str:
    """Return the id of a table's case: the same debtor of the same creditor, every night."""
    return "T-" + _digest([party_identity(creditor), debtor_identity(law, debtor)], 12)


@dataclass(frozen=True)
class CaseItems:
    """What the letters of a case are about: its invoices, and the instalments of its signed plan.

    The ledger names an invoice by its number. Instalments are 1, 2, 3 in every plan: their names
    begin with `plan`, which tells the case and the day of its plan (empty without one).
    """

    invoices: frozenset[str] = frozenset()
    plan: str = ""

    @classmethod
    def of(cls, case: Case) -> CaseItems:
        """Read them off a case."""
        signed = case.instalment_plan.signed if case.instalment_plan else None
        plan = f"plan:{case.id}/{signed}/" if signed else ""
        return cls(frozenset(invoice.number for invoice in case.invoices), plan)

    def named(self, numbers: Iterable[str], *, instalments: bool) -> tuple[str, ...]:
        """The names of items of a claim, in order and each once."""
        return tuple(sorted({f"{self.plan if instalments else ''}{n}" for n in numbers}))

    def numbers(self, names: Iterable[str]) -> tuple[str, ...]:
        """What a claim calls the items with these names."""
        return tuple(name.removeprefix(self.plan) for name in names)

    def has_any(self, names: Iterable[str]) -> bool:
        """Tell whether one of these names is an item of the case."""
        return any(x in self.invoices or (self.plan and x.startswith(self.plan)) for x in names)


def instalment_number(name: str) -> int | None:
    """Return the number of an instalment named as the ledger does; None for an invoice."""
    found = _INSTALMENT.fullmatch(name)
    return int(found[1]) if found else None


@dataclass(frozen=True)
class LetterKey:
    """What makes two letters the same letter; the day is no part of it.

    A paper without levels has level 0; `invoices` are in order. A letter that is served again, as
    it came back or nobody knows of its receipt, is another letter: the next `attempt`.
    """

    creditor: str
    debtor: str
    paper: PaperId
    level: int
    invoices: tuple[str, ...]
    attempt: int = 1

    @property
    def id(self) -> str:
        """A short name for the key, the same on every machine."""
        level = str(self.level) if self.attempt == 1 else f"{self.level}/{self.attempt}"
        return _digest([self.creditor, self.debtor, self.paper, level, *self.invoices], 16)


def _digest(parts: Sequence[object], length: int) -> str:
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return sha256(text.encode()).hexdigest()[:length]
