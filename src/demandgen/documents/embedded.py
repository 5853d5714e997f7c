"""Does a letter still say what the law and its facts say?

Each PDF carries its claim with the inputs it follows from. Verifying reads them, computes the
claim again and compares every figure. The creditor's own reckoning of limitation, and the
warnings, stay at home: they are no business of the debtor's.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pikepdf
from pydantic import ValidationError

from demandgen.claim.engine import compute
from demandgen.claim.model import Claim, ClaimInputs
from demandgen.law.parameters import law_for, nearest_overrides
from demandgen.problems import CaseFileError, Location, Problem, VerificationError, say

CLAIM_FILE: Final = "claim.json"
"""The name of the attachment."""

LARGEST: Final = 5_000_000
"""Bytes of an attachment that is read; real ones have a hundredth of that."""

_KEPT_AT_HOME: Final[Any] = {
    "warnings": True,
    "inputs": {"events": True},
    "invoices": {"__all__": {"limitation"}},
    "instalments": {"__all__": {"limitation"}},
}


def claim_json(claim: Claim) -> bytes:
    """Write a claim as its letters carry it."""
    return claim.model_dump_json(
        by_alias=True, exclude_none=True, exclude=_KEPT_AT_HOME, indent=1
    ).encode()


def verify_letter(path: Path) -> Claim:
    """Compute the claim of a letter again from the inputs it carries; return it if it agrees.

    Raises:
        CaseFileError: the file is not a letter of demandgen.
        VerificationError: a figure differs; every difference is named, and which law data changed.
        LawDataError: the law data now lack a value.
    """
    stated = _stated(path)
    try:
        inputs = ClaimInputs.model_validate(stated["inputs"])
        as_of = date.fromisoformat(stated["as_of"])
    except (KeyError, TypeError, ValueError, ValidationError):
        raise _no_letter(path, "its claim cannot be read") from None
    law = law_for(inputs.law, nearest_overrides(path.parent))
    claim = compute(inputs, as_of, law)
    computed = json.loads(claim_json(claim))
    problems = [
        Problem(
            "differs",
            say(
                "{field}: the letter says {stated}, computed {computed}",
                field=field,
                stated=told,
                computed=found,
            ),
            Location(str(path)),
        )
        for field, told, found in _differences(stated, computed)
    ]
    if problems:
        raise VerificationError(*problems, *_changed_law(path, stated, computed))
    return claim


def _stated(path: Path) -> dict[str, Any]:
    try:
        with pikepdf.open(path) as pdf:
            if CLAIM_FILE not in pdf.attachments:
                raise _no_letter(path, "it carries no claim")
            stated = json.loads(_bounded(path, pdf.attachments[CLAIM_FILE].get_file()))
    except (OSError, pikepdf.PdfError, ValueError, RecursionError, zlib.error) as error:
        raise _no_letter(path, str(error)) from None
    if not isinstance(stated, dict):
        raise _no_letter(path, "its claim cannot be read")
    return stated


def _bounded(path: Path, file: pikepdf.AttachedFile) -> bytes:
    """Unpack an attachment by hand, so that a small file cannot swell without end."""
    raw = file.obj.read_raw_bytes()
    if file.obj.get(pikepdf.Name.Filter) != pikepdf.Name.FlateDecode:
        raise _no_letter(path, "its claim is packed in a way that letters do not use")
    unpacked = zlib.decompressobj().decompress(raw, LARGEST + 1)
    if len(unpacked) > LARGEST:
        raise _no_letter(path, "its claim is too large")
    return unpacked


def _no_letter(path: Path, reason: str) -> CaseFileError:
    return CaseFileError.of(
        "no-letter",
        say("not a letter made by demandgen: {reason}", reason=reason),
        where=Location(str(path)),
        hint=say("give the PDF of a letter, or the folder of a bundle"),
    )


def _differences(stated: Any, computed: Any, field: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield field, stated and computed value of whatever differs, law data apart."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in dict.fromkeys([*stated, *computed]):
            if (field, key) != ("", "law_data"):
                inner = f"{field}.{key}" if field else str(key)
                yield from _differences(stated.get(key), computed.get(key), inner)
    elif isinstance(stated, list) and isinstance(computed, list):
        for index in range(max(len(stated), len(computed))):
            told, found = (one[index] if index < len(one) else None for one in (stated, computed))
            yield from _differences(told, found, f"{field}[{index}]")
    elif stated != computed:
        yield field, _shown(stated), _shown(computed)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _changed_law(path: Path, stated: dict[str, Any], computed: dict[str, Any]) -> Iterator[Problem]:
    """Name the tables of the law whose values are not those the letter was made with."""
    now = {datum["parameter"]: datum for datum in computed["law_data"]}
    listed = stated.get("law_data")
    for datum in listed if isinstance(listed, list) else []:
        name = datum.get("parameter") if isinstance(datum, dict) else None
        if name in now and datum.get("sha256") != now[name]["sha256"]:
            message = say(
                "the law data {name} changed: checked on {then}, now on {now}",
                name=name,
                then=datum.get("checked_on"),
                now=now[name]["checked_on"],
            )
            yield Problem("law-data-changed", message, Location(str(path)))
