"""`demandgen review`: the opponent's view of a case before it is signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.claim.review import Finding, review
from demandgen.cli.app import AsJson, CasePath, Language, OnDay, app, out, print_json, today
from demandgen.language import translated
from demandgen.problems import Message, say

_COLOURS = {"blocking": "bold red", "serious": "yellow", "minor": "cyan"}


@app.command("review")
def review_command(
    path: CasePath, on: OnDay = None, as_json: AsJson = False, lang: Language = "en"
) -> None:
    """List the weak points of a case as an opponent would: proof, time, form, power to act.

    A finding is waived in the case file, with who and why; it then shows as waived:

    accept: [{finding: unassigned-payment, reason: agreed by e-mail of 3 March, by: A. Pop}]

    [bold]Examples[/bold]

    demandgen review cases/ro-2025-014/case.yaml --on 2025-09-30

    demandgen review cases/ro-2025-014/case.yaml --on 2025-09-30 --json
    """
    day = on or today()
    case = load_case(path, on=day)
    found = review(case, claim_on(case, day))
    if as_json:
        print_json([_data(f, lang) for f in found])
        return
    for finding in found:
        _print(finding, lang)
    out.print(translated(_verdict(found), lang), markup=False)


def _print(finding: Finding, lang: str) -> None:
    problem, where = finding.problem, finding.problem.where
    place = f"{where}" if where else ""
    line = Text(f"{translated(Message(finding.severity), lang)}: ", _COLOURS[finding.severity])
    line.append(translated(problem.message, lang), "default")
    line.append(f" [{problem.code}]", "dim")
    out.print(line)
    if finding.source or place:
        out.print(Text("    " + "; ".join(p for p in (finding.source, place) if p), "dim"))
    if finding.waived:
        waived = {"by": finding.waived.by, "reason": finding.waived.reason}
        out.print(Text("    " + translated(say("waived by {by}: {reason}", **waived), lang)))


def _verdict(found: Sequence[Finding]) -> Message:
    count = Counter(f.severity for f in found if not f.waived)
    return say(
        "{blocking} blocking, {serious} serious, {minor} minor, {waived} waived",
        blocking=count["blocking"],
        serious=count["serious"],
        minor=count["minor"],
        waived=sum(1 for f in found if f.waived),
    )


def _data(finding: Finding, lang: str) -> dict[str, Any]:
    problem, where = finding.problem, finding.problem.where
    return {
        "code": problem.code,
        "severity": finding.severity,
        "message": translated(problem.message, lang),
        "source": finding.source or None,
        "where": str(where) if where else None,
        "waived": finding.waived.model_dump(exclude_none=True) if finding.waived else None,
    }
