"""How does a country's court want a bundle ordered and worded?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

import yaml
from babel.numbers import format_decimal

from demandgen.casefile.model import Country
from demandgen.documents.typography import unbroken

FRONT = ("cover", "index", "matrix", "processing")
"""The parts of a bundle that demandgen typesets around the evidence."""


@dataclass(frozen=True)
class Custom:
    """A country's order, label and words, as `data/{ro,pl}.yaml` states them."""

    country: Country
    label: str
    order: tuple[str, ...]
    certifiers: tuple[str, ...] | None
    """The roles that may certify copies; None: anybody."""
    words: Mapping[str, Mapping[str, str]]

    def say(self, section: str, key: str, /, **values: Any) -> str:
        """Return a phrase of the country, filled in."""
        return self.words[section][key].format_map(values)

    def part(self, key: str, value: str | date | None) -> str:
        """Return an optional part of a phrase, or nothing where there is no value."""
        if value is None or value == "":
            return ""
        name = "day" if isinstance(value, date) else key
        text = self.day(value) if isinstance(value, date) else value
        return self.say("parts", key, **{name: text})

    def day(self, day: date | None) -> str:
        """Write a date as both countries do: 03.04.2025."""
        return f"{day:%d.%m.%Y}" if day else ""

    def money(self, amount: Decimal, currency: str) -> str:
        """Write an amount with its currency: 5.000,00 lei, 5 000,00 zł."""
        figure = format_decimal(amount, "#,##0.00", locale=self.country)
        return f"{figure}\u00a0{self.words['currencies'].get(currency, currency)}"


@cache
def custom_of(country: Country) -> Custom:
    """Return the custom of a country."""
    source = resources.files("demandgen.bundle").joinpath("data", f"{country}.yaml")
    data = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    certifiers = data.pop("certifiers")
    for section in ("words", "notes"):  # sentences; titles are searched for and stay plain
        data[section] = {key: unbroken(text, country) for key, text in data[section].items()}
    return Custom(
        country=data.pop("country"),
        label=data.pop("label"),
        order=tuple(data.pop("order")),
        certifiers=None if certifiers == "any" else tuple(certifiers),
        words=data,
    )
