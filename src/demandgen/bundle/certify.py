"""Who may certify that a copy matches its original, and what is printed on the copy?

Romania: the party itself (C. proc. civ. art. 150 (2)). Poland: a notary, or the party's counsel who
is adwokat, radca prawny or rzecznik patentowy (KPC art. 129 § 2); the creditor may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from demandgen.bundle.custom import Custom
from demandgen.bundle.front import Piece
from demandgen.bundle.stamp import Mark, certification
from demandgen.casefile.model import Case
from demandgen.problems import CaseFileError, NotAllowedError, say

_ROOM = "…" * 14


def certifier(case: Case, custom: Custom) -> tuple[str, str]:
    """Return name and role of who certifies.

    Raises:
        NotAllowedError: in Poland, without counsel of a profession that may certify.
        CaseFileError: nobody is named who could sign.
    """
    counsel, representative = case.counsel, case.creditor.representative
    if custom.certifiers is not None:
        if counsel is None or counsel.role not in custom.certifiers:
            raise NotAllowedError.of(
                "may-not-certify",
                say(
                    "copies may be certified only by counsel who is {roles} (KPC art. 129 § 2); "
                    "the creditor may not",
                    roles=", ".join(custom.certifiers),
                ),
                where=case.where("counsel"),
                hint=say("leave certification out, and bring the originals"),
            )
        return counsel.name, counsel.role
    if counsel:
        return counsel.name, counsel.role
    if representative:
        return representative.name, representative.role or ""
    if case.creditor.is_natural_person:
        return case.creditor.name, ""
    raise CaseFileError.of(
        "nobody-certifies",
        say("nobody is named who could certify the copies"),
        where=case.where("creditor.representative"),
        hint=say("name the creditor's representative or counsel"),
    )


@dataclass(frozen=True)
class Certification:
    """What is printed on certified copies: on the first page of each, or on every page."""

    custom: Custom
    signed: str
    every_page: bool

    def mark(self, piece: Piece) -> Mark | None:
        """Return a piece's certification; None for originals and papers of our own."""
        if piece.cited.generated or piece.cited.original or not piece.cited.listed:
            return None
        return certification(self.lines(piece.reading.pages))

    def lines(self, pages: int) -> tuple[str, ...]:
        """Return the certification's lines, with room to sign; an exhibit's tells its pages."""
        number = "" if self.every_page else self.custom.say("words", "certified-pages", n=pages)
        first = self.custom.say("words", "certified", pages=number)
        return first, self.signed, "", f"{self.custom.words['words']['signature']}: {_ROOM}"


def certification_of(
    case: Case, custom: Custom, mode: str, day: date, place: str | None
) -> Certification | None:
    """Return how copies are certified; None when they are not to be.

    Raises:
        NotAllowedError: the law does not let this case's people certify.
        CaseFileError: no signer or no place is known.
    """
    if mode == "none":
        return None
    name, role = certifier(case, custom)
    place = place or _place(case)
    if place is None:
        raise CaseFileError.of(
            "no-place",
            say("a certification needs its place"),
            hint=say("give it with --place, or state the creditor's address"),
        )
    who = {"name": name, "role": f", {role}" if role else "", "place": place}
    signed = custom.say("words", "certified-by", **who, day=f", {custom.day(day)}")
    return Certification(custom, signed, mode == "page")


def _place(case: Case) -> str | None:
    for party in (case.counsel, case.creditor):
        if party and party.address:
            return party.address.city
    return None
