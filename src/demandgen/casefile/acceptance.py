"""Which findings did somebody accept in the case file, with a reason and a name?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from demandgen.casefile.identifiers import OVERRULABLE
from demandgen.casefile.model import Acceptance, Case
from demandgen.problems import Problem, say


def not_overruled(case: Case, faults: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the faults, without wrong check digits that the case accepts at their field."""
    for fault in faults:
        if fault.code not in OVERRULABLE or not any(_covers(case, a, fault) for a in case.accept):
            yield fault


def not_waived(case: Case, warnings: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the warnings without those the case accepts, by name (`finding`), field, or both."""
    for warning in warnings:
        if not any(_covers(case, a, warning) for a in case.accept):
            yield warning


def waiver_of(case: Case, finding: Problem) -> Acceptance | None:
    """Return the entry of `accept` that waives a finding, if there is one."""
    return next((a for a in case.accept if _covers(case, a, finding)), None)


def useless_acceptances(case: Case, findings: Iterable[Problem]) -> Iterator[Problem]:
    """Yield a warning for each entry of `accept` that matches none of the findings."""
    known = tuple(findings)
    for index, acceptance in enumerate(case.accept):
        if not any(_covers(case, acceptance, finding) for finding in known):
            message = say("this entry accepts nothing: there is no such finding")
            hint = say("delete it, or correct `field` and `finding`")
            yield Problem("accepts-nothing", message, case.where(f"accept[{index}]"), hint)


def _covers(case: Case, acceptance: Acceptance, finding: Problem) -> bool:
    if acceptance.finding is not None and acceptance.finding != finding.code:
        return False
    if acceptance.field is None:
        return acceptance.finding is not None
    return finding.where is not None and case.where(acceptance.field).field == finding.where.field
