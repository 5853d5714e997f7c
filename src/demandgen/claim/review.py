"""What would the opponent say? Every weak point of a claim before it is signed.

Each finding has a code, a severity and a reason; the case file's `accept` waives one by its code,
with a reason and a name, and it then shows as waived.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from demandgen.casefile import checks
from demandgen.casefile.acceptance import waiver_of
from demandgen.casefile.model import Acceptance, Case
from demandgen.claim.dunning import ladder_for
from demandgen.claim.engine import law_of
from demandgen.claim.letters import history_with
from demandgen.claim.model import Claim
from demandgen.claim.standing import Standing
from demandgen.claim.weak_points import SEVERITIES, Severity, weak_points
from demandgen.problems import Problem

_ORDER: tuple[Severity, ...] = ("blocking", "serious", "minor")


@dataclass(frozen=True)
class Finding:
    """A weak point: the problem, how bad it is, its legal source, and who waived it, if anybody."""

    problem: Problem
    severity: Severity
    source: str = ""
    waived: Acceptance | None = None


def review(case: Case, claim: Claim) -> tuple[Finding, ...]:
    """List the weak points of a claim on its day, the worst first, waived ones last."""
    found = {_identity(f.problem): f for f in _all(case, claim)}
    return tuple(sorted(found.values(), key=_rank))


def _all(case: Case, claim: Claim) -> Iterator[Finding]:
    standing = Standing(
        case, claim, ladder_for(case), history_with(case.correspondence, ()), law_of(case)
    )
    for point in weak_points(standing):
        yield Finding(point.problem, point.severity, point.source, waiver_of(case, point.problem))
    for problem in (*claim.warnings, *checks.warnings(case, claim.as_of)):
        severity = SEVERITIES.get(problem.code, "minor")
        yield Finding(problem, severity, waived=waiver_of(case, problem))


def _identity(problem: Problem) -> tuple[str, str]:
    return problem.code, str(problem)


def _rank(finding: Finding) -> tuple[bool, int, str, str]:
    problem = finding.problem
    where = str(problem.where or "")
    return finding.waived is not None, _ORDER.index(finding.severity), problem.code, where
