"""Does the invoice's structured data say the same as the case file?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from demandgen.bundle.custom import Custom
from demandgen.bundle.exhibits import Mention
from demandgen.bundle.reading import Reading
from demandgen.casefile.model import Invoice


def differences(
    mentions: Iterable[Mention], readings: Mapping[str, Reading], custom: Custom
) -> dict[str, list[str]]:
    """Return, by evidence file, each point in which the file says otherwise than the case."""
    result: dict[str, list[str]] = {}
    for mention in mentions:
        reading = readings.get(mention.file or "")
        if mention.invoice is None or mention.file is None or reading is None:
            continue
        lines = list(_compared(mention.invoice, reading.structured, custom))
        if lines:
            result.setdefault(mention.file, []).extend(lines)
    return result


def _compared(invoice: Invoice, found: Mapping[str, str], custom: Custom) -> Iterable[str]:
    label = custom.words["invoice"]
    stated = {
        "number": invoice.number,
        "issued": invoice.issued.isoformat(),
        "due": invoice.due.isoformat() if invoice.due else "",
        "currency": invoice.currency,
    }
    for key, value in stated.items():
        there = found.get(key, "")
        if there and value and "".join(there.split()) != "".join(value.split()):
            yield _line(custom, label.get(key, key), there, value)
    payable = _amount(found.get("payable", ""))
    if payable is not None and payable != invoice.amount:
        currency = found.get("currency", invoice.currency)
        yield _line(
            custom, label["payable"], custom.money(payable, currency),
            custom.money(invoice.amount, invoice.currency),
        )  # fmt: skip


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        return None


def _line(custom: Custom, label: str, found: str, stated: str) -> str:
    return custom.say("words", "differs", label=label, found=found, stated=stated)
