"""How is a scalar of a case file read: dates, amounts, percents, yes and no?

Every scalar arrives as text, exactly as typed. An error says what was expected and found and,
where the user's intention is plain, what to write instead; its type is the problem's code.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, LiteralString

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LOCAL_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s*r\.?)?")
_AMOUNT = re.compile(r"\d{1,13}(\.\d{1,2})?")
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_MINUS = ("-", "\u2212")
YEARS = range(1900, 2200)
"""The years a day may lie in; others are slips, and no calendar reaches them."""
_WHOLE = re.compile(r"\d{1,6}")


def _wrong(
    code: LiteralString, expected: LiteralString, found: Any, right: str | None = ""
) -> PydanticCustomError:
    context = {"found": str(found), "right": right or ""}
    return PydanticCustomError(code, f"expected {expected}, found {{found}}", context)


def _right_day(text: str) -> str:
    """Read a day in the local notation (``31.03.2025``, ``31/03/2025``); '' if it is none."""
    match = _LOCAL_DAY.fullmatch(text.strip())
    if not match:
        return ""
    day, month, year = map(int, match.groups())
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _read_day(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise _wrong("date", "a date as YYYY-MM-DD", value, _right_day(str(value)))
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise _wrong("impossible-date", "a day that exists", value) from None
    if day.year not in YEARS:
        raise _wrong("far-date", "a day between 1900 and 2199", value)
    return day


def plain_amount(text: str) -> str | None:
    """Read a figure in another notation (``18.450,00``, ``1 234,5 zł``); None if unclear."""
    figure = re.sub(r"[\s\u00a0\u202f'’]|lei|zł|RON|PLN|EUR|€", "", text)
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{1,2})?|\d+,\d{1,2}", figure):
        figure = figure.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d{1,2})?", figure):
        figure = figure.replace(",", "")
    return f"{Decimal(figure):.2f}" if _AMOUNT.fullmatch(figure) else None


def _read_amount(value: Any) -> Any:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = str(value)
    if not (isinstance(value, str) and _AMOUNT.fullmatch(value)):
        text = str(value)
        if text.startswith(_MINUS) and plain_amount(text[1:]):
            raise _wrong("negative-amount", "an amount that is not negative", value)
        right = plain_amount(text)
        raise _wrong("amount", "an amount with a dot and at most two decimals", value, right)
    return Decimal(value).quantize(Decimal("0.01"))


def _read_percent(value: Any) -> Any:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = str(value)
    if not (isinstance(value, str) and _NUMBER.fullmatch(value)):
        right = str(value).replace(",", ".").rstrip("% ")
        right = right if _NUMBER.fullmatch(right) else ""
        raise _wrong("percent", "a number with a dot, without the percent sign", value, right)
    return Decimal(value)


def _read_whole(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not (isinstance(value, str) and _WHOLE.fullmatch(value)):
        raise _wrong("whole-number", "a whole number", value)
    return int(value)


def _read_yes_no(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise _wrong("yes-no", "true or false", value)


def has_control_characters(text: str) -> bool:
    """Tell whether a text holds characters that no paper, XML or terminal can show."""
    return _CONTROL.search(text) is not None


def _read_text(value: Any) -> Any:
    if isinstance(value, str) and has_control_characters(value):
        raise _wrong("control", "a text without control characters", value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return str(value)
    return value


_two_decimals = PlainSerializer(lambda amount: f"{amount:.2f}", return_type=str, when_used="json")
_plain = PlainSerializer(lambda number: format(number, "f"), return_type=str, when_used="json")


def _schema(kind: Any, **rules: Any) -> WithJsonSchema:
    """What an editor may find: the text as we read it, and the number YAML 1.2 makes of it."""
    return WithJsonSchema({"type": kind, **rules}, mode="validation")


_AMOUNT_TEXT = f"^{_AMOUNT.pattern}$"
_day = _schema("string", format="date", pattern=f"^{_DAY.pattern}$")
_amount = _schema(["number", "string"], minimum=0, pattern=_AMOUNT_TEXT)
_positive = _schema(["number", "string"], exclusiveMinimum=0, pattern=_AMOUNT_TEXT)
_number = _schema(["number", "string"], minimum=0, pattern=f"^{_NUMBER.pattern}$")
_factor = _schema(["number", "string"], exclusiveMinimum=0, pattern=f"^{_NUMBER.pattern}$")
_whole = _schema(["integer", "string"], minimum=0, pattern=f"^{_WHOLE.pattern}$")
_counted = _schema(["integer", "string"], minimum=1, pattern=f"^{_WHOLE.pattern}$")
_switch = WithJsonSchema({"enum": [True, False, "true", "false"]}, mode="validation")
_text = _schema(["string", "number"], minLength=1, maxLength=10_000)

Day = Annotated[date, BeforeValidator(_read_day), _day]
"""A calendar day written YYYY-MM-DD."""
Amount = Annotated[Decimal, BeforeValidator(_read_amount), Field(ge=0), _two_decimals, _amount]
"""An amount of money, not negative, with two decimals."""
PositiveAmount = Annotated[Amount, Field(gt=0), _positive]
"""An amount of money above zero."""
Percent = Annotated[Decimal, BeforeValidator(_read_percent), Field(ge=0), _plain, _number]
"""A percentage as a plain number: 0.1 is 0.1 %."""
Factor = Annotated[Decimal, BeforeValidator(_read_percent), Field(gt=0), _plain, _factor]
"""A plain number above zero, such as an exchange rate."""
PositiveInt = Annotated[int, BeforeValidator(_read_whole), Field(ge=1), _counted]
"""A whole number of at least one."""
WholeNumber = Annotated[int, BeforeValidator(_read_whole), Field(ge=0), _whole]
"""A whole number, also none."""
YesNo = Annotated[bool, BeforeValidator(_read_yes_no), _switch]
"""true or false."""
Text = Annotated[
    str,
    BeforeValidator(_read_text),
    StringConstraints(strip_whitespace=True, min_length=1, max_length=10_000),
    _text,
]
"""Any text, taken as typed."""
MaybeText = Annotated[
    str,
    BeforeValidator(_read_text),
    StringConstraints(max_length=10_000),
    WithJsonSchema({"type": ["string", "number"], "maxLength": 10_000}, mode="validation"),
]
"""Any text, also none, with its blanks."""
