"""Do a firm's own templates work? Each is read and tried on invented facts before any letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from demandgen.casefile.model import Case, Country
from demandgen.claim.model import Claim
from demandgen.documents import letter as letters
from demandgen.documents.cover import COVERED
from demandgen.documents.firm_folder import SHELLS, in_force, not_used
from demandgen.documents.papers import PaperRequest, paper_for, papers_for
from demandgen.documents.press import Press
from demandgen.documents.specimens import specimens
from demandgen.documents.stylesheet import stylesheet_faults
from demandgen.documents.templates import Found, look_for
from demandgen.problems import DemandgenError, Location, Problem, say, sorted_problems


@dataclass(frozen=True)
class Proof:
    """What trying a folder found: the firm's files that are in use, and every fault."""

    files: tuple[Found, ...]
    papers: int
    """How many papers were made of them."""
    faults: tuple[Problem, ...]


def proof_of(folder: Path) -> Proof:
    """Try a firm's templates on the specimens of each country they are for."""
    own = tuple(one for one in in_force(("ro", "pl"), folder) if one.origin == "firm")
    faults = [*_strangers(folder), *_stylesheet(folder)]
    press, papers, ours = Press(folder), 0, {one.shown for one in own}
    for country in _countries(own):
        phrases = f"{country}/phrases.jinja" in {one.name for one in own}
        printed: set[str] = set()
        for case, claim in specimens(country):
            for request in papers_for(case, claim).papers:
                # The first paper tries the shells for those that nothing else of the firm changes.
                sources = press.sources_of(country, request.id)
                if request.id in COVERED:
                    sources |= press.sources_of(country, "cover-sheet")
                if not printed or phrases or sources & ours:
                    faults += _tried(press, case, claim, request, printed)
                    papers += 1
    return Proof(own, papers, sorted_problems(faults))


def _countries(own: Iterable[Found]) -> list[Country]:
    """The countries whose papers the files change; the shells change both."""
    names = {one.name.partition("/")[0] for one in own}
    both: tuple[Country, ...] = ("ro", "pl")
    return [country for country in both if country in names or names & set(SHELLS)]


def _strangers(folder: Path) -> Iterator[Problem]:
    known = [one.name for one in in_force(("ro", "pl"), None)]
    for one in not_used(folder):
        close = get_close_matches(one.name, known, 1)
        hint = say("did you mean {name}?", name=close[0]) if close else None
        message = say("no paper asks for this file")
        yield Problem("template-not-used", message, Location(one.shown), hint)


def _stylesheet(folder: Path) -> Iterator[Problem]:
    found = look_for("letter.css", folder)
    if found and found.origin == "firm":
        try:
            yield from stylesheet_faults(found)
        except DemandgenError as error:
            yield from error.problems


def _tried(
    press: Press, case: Case, claim: Claim, request: PaperRequest, printed: set[str]
) -> Iterator[Problem]:
    """Every fault of a paper: names that nothing states, then what making it tells."""
    paper = paper_for(case, claim, request)
    stated: set[Location | None] = set()
    try:
        if request.id not in printed:
            known = set(letters.context_of(case, claim, paper, ""))
            faults = list(press.unknown_names(paper, case.law, known))
            stated = {fault.where for fault in faults}
            yield from faults
        letter = press.letter(case, claim, request)
        press.docx(letter)
        if request.id in COVERED:
            press.cover(case, letter, case.law)
        if letter.wording and request.id not in printed:
            printed.add(request.id)
            press.pdf(letter)
    except DemandgenError as error:
        told = (problem for problem in error.problems if problem.where not in stated)
        yield from told
