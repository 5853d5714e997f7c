"""Which papers do the facts of a case allow on a day, and which not, and why?

The names and rules of the papers are in one table, `KINDS`. Rules follow the law and the custom of
the country; a paper asked for by name that the law does not allow is refused with the reason and,
where one can be told, the earliest day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from demandgen.casefile.model import Case, Country, PaperId
from demandgen.claim.dunning import demand_days, ladder_for
from demandgen.claim.inputs import is_held
from demandgen.claim.model import Claim
from demandgen.claim.progress import declaration_days
from demandgen.documents.letter import Paper
from demandgen.documents.plans import debts_of
from demandgen.documents.reminders import courtesy_days, reminder_of, reminder_term
from demandgen.documents.views import history_of, was_about_late
from demandgen.law.calendar import next_working_day
from demandgen.problems import Message, NotAllowedError, Problem, UsageError, say

DAY: Final = timedelta(days=1)
REPLY_TERM: Final = 14
"""Days to return a balance confirmation; no law fixes them."""


@dataclass(frozen=True)
class PaperRequest:
    """A paper asked for: its id, a reminder's level, and to which of several debtors."""

    id: PaperId
    level: int = 1
    debtor: int = 0


@dataclass(frozen=True)
class Refusal:
    """A paper that the facts do not allow on the day: why, and from which day it may be."""

    request: PaperRequest
    code: str
    reason: Message
    earliest: date | None = None

    @property
    def problem(self) -> Problem:
        """The refusal as a problem; the hint names the earliest day."""
        hint = say("not before {day}", day=self.earliest) if self.earliest else None
        message = say("{paper}: {reason}", paper=self.request.id, reason=self.reason)
        return Problem(self.code, message, hint=hint)


Why = tuple[str, Message, date | None]
Rule = Callable[[Case, Claim], Why | None]
Term = Callable[[Case], int | None]


@dataclass(frozen=True)
class Kind:
    """A kind of paper in one country: its name there, when it may be made, and its term.

    Papers of both parties, of the debtor, or for the file carry no letterhead; one made `once`
    names all debtors, one for `principals` goes to no guarantor.
    """

    title: str
    allowed: Rule
    term: Term
    letterhead: bool = True
    once: bool = False
    principals: bool = False


def _held(case: Case, claim: Claim) -> Why | None:
    hold = case.hold
    if hold and is_held(hold, claim.as_of):
        until = hold.until + DAY if hold.until else None
        return "case-on-hold", say("the case is on hold: {reason}", reason=hold.reason), until
    return None


def _something_due(case: Case, claim: Claim) -> Why | None:
    if held := _held(case, claim):
        return held
    if claim.due_items:
        return _barred(case, claim)
    upcoming = [item.effective_due + DAY for item in claim.future_items]
    return "nothing-due", say("nothing is overdue on this day"), min(upcoming, default=None)


def _barred(case: Case, claim: Claim) -> Why | None:
    """Polish law bars claiming a prescribed debt from a consumer (k.c. art. 117 § 2¹)."""
    if case.law != "pl" or claim.inputs.debtor_kind != "consumer":
        return None
    barred = [i for i in claim.due_items if i.limitation and i.limitation.earliest < claim.as_of]
    if not barred:
        return None
    numbers = ", ".join(item.number for item in barred)
    return (
        "time-barred",
        say("time-barred against a consumer, art. 117 § 2¹ k.c.: {invoices}", invoices=numbers),
        None,
    )


def _to_remind(case: Case, claim: Claim) -> Why | None:
    """A reminder names principal, late or due soon; interest alone is the matter of a notice."""
    if held := _held(case, claim):
        return held
    reminder = reminder_of(case, claim)
    if reminder:
        return None if reminder.is_courtesy else _barred(case, claim)
    if claim.future_items:
        first = min(item.effective_due for item in claim.future_items)
        told = say("nothing falls due before {day}", day=first)
        return "nothing-due", told, first - courtesy_days(case)
    if claim.due_items:
        return "no-principal-due", say("only interest or compensation is left unpaid"), None
    return "nothing-due", say("nothing is overdue on this day"), None


def _after_a_demand(case: Case, claim: Claim) -> Why | None:
    """A final notice follows an earlier demand whose term has run out."""
    why = _something_due(case, claim)
    if why:
        return why
    since = claim.plan.signed if claim.plan else date.min
    sent = history_of(case, claim.as_of).sent("reminder", "formal-notice", "plan-default-notice")
    earlier = [e for e in sent if e.date >= since and was_about_late(claim, e)]
    if not earlier:
        none = say("no reminder or notice is recorded as sent before")
        if claim.plan and sent:
            none = say("no reminder or notice is recorded as sent since the plan")
        return "no-earlier-demand", none, None
    ends = []
    for event in earlier:
        if event.term_date:
            ends.append(event.term_date)
        elif event.term and event.delivered:
            ends.append(event.delivered + timedelta(days=event.term))
    if ends and max(ends) >= claim.as_of:
        reason = say("the term given last runs until {day}", day=max(ends))
        return "term-running", reason, max(ends) + DAY
    return None


def _something_owed(case: Case, claim: Claim) -> Why | None:
    """Owed, whether due or not: a debtor may acknowledge a debt before its day."""
    if held := _held(case, claim):
        return held
    if not claim.due_items and not claim.future_items:
        return "nothing-owed", say("nothing is owed on this day"), None
    return _barred(case, claim)


def _balance_to_confirm(case: Case, claim: Claim) -> Why | None:
    """A statement of account also tells of an overpayment, or that nothing is owed."""
    return _held(case, claim) or _barred(case, claim)


def _plan_to_sign(case: Case, claim: Claim) -> Why | None:
    """An agreement is made of a plan that is not signed yet."""
    plan = case.instalment_plan
    if plan is None:
        return "no-plan", say("the case states no instalment plan"), None
    if plan.status == "signed":
        signed = say("the plan was signed on {day}", day=plan.signed)
        return "plan-signed", signed, None
    why = _something_due(case, claim)
    if why or len(debts_of(claim)) == 1:
        return why
    money = ", ".join(total.currency for total in debts_of(claim))
    told = say("one agreement settles one currency; owed are {money}", money=money)
    return "plan-currencies", told, None


def _plan_broken(case: Case, claim: Claim) -> Why | None:
    """The clause's condition is met; before that the balance may not be called in."""
    plan, clause = claim.plan, claim.inputs.plan.acceleration if claim.inputs.plan else None
    if plan is None:
        return "no-plan", say("no instalment plan is in force on this day"), None
    if clause is None:
        return "no-clause", say("the plan has no clause that makes the whole balance due"), None
    if held := _held(case, claim):
        return held
    if not plan.balance or plan.accelerates_on is None:
        return "plan-kept", say("no instalment is late enough for the plan's clause"), None
    if plan.accelerates_on > claim.as_of:
        told = say("the plan's clause is not met before {day}", day=plan.accelerates_on)
        return "plan-kept", told, plan.accelerates_on
    return None


def _interest_to_note(case: Case, claim: Claim) -> Why | None:
    """Interest or compensation is owed on invoices, paid late or not at all."""
    if claim.plan:
        return "plan-in-force", say("under a plan its own notice states the interest"), None
    why = _something_due(case, claim)
    if why or any(total.accessories for total in claim.totals):
        return why
    return "no-interest", say("no interest and no compensation is owed on this day"), None


def _always(_: Case, __: Claim) -> Why | None:
    return None


def _demand_term(paper: PaperId) -> Term:
    """The days a demand gives: those of the setting, or of the ladder."""
    return lambda case: demand_days(case, ladder_for(case), paper)


def _reply_term(_: Case) -> int:
    return REPLY_TERM


def _plan_default_term(case: Case) -> int:
    return declaration_days(case, ladder_for(case))


def _no_term(_: Case) -> None:
    return None


KINDS: Final[dict[tuple[Country, PaperId], Kind]] = {
    ("ro", "reminder"): Kind("Înștiințare de plată", _to_remind, _no_term),
    ("ro", "formal-notice"): Kind(
        "Somație de plată", _something_due, _demand_term("formal-notice")
    ),
    ("ro", "default-notice"): Kind(
        "Notificare de punere în întârziere", _something_due, _demand_term("default-notice")
    ),
    ("ro", "instalment-agreement"): Kind(
        "Convenție de eșalonare la plată", _plan_to_sign, _no_term, letterhead=False, once=True
    ),
    ("ro", "plan-default-notice"): Kind(
        "Notificare de declarare a scadenței anticipate", _plan_broken, _plan_default_term
    ),
    ("ro", "account-statement"): Kind("Extras de cont", _balance_to_confirm, _reply_term),
    ("ro", "interest-note"): Kind(
        "Notă de calcul", _interest_to_note, _demand_term("interest-note")
    ),
    ("ro", "debt-acknowledgement"): Kind(
        "Recunoaștere de datorie", _something_owed, _no_term, letterhead=False
    ),
    ("ro", "chronology"): Kind(
        "Cronologia cazului", _always, _no_term, letterhead=False, once=True
    ),
    ("ro", "handover-brief"): Kind(
        "Fișa dosarului", _always, _no_term, letterhead=False, once=True
    ),
    ("pl", "reminder"): Kind("Przypomnienie o płatności", _to_remind, _no_term),
    ("pl", "formal-notice"): Kind(
        "Wezwanie do zapłaty", _something_due, _demand_term("formal-notice")
    ),
    ("pl", "final-notice"): Kind(
        "Ostateczne przedsądowe wezwanie do zapłaty", _after_a_demand, _demand_term("final-notice")
    ),
    ("pl", "instalment-agreement"): Kind(
        "Ugoda w sprawie spłaty długu w ratach",
        _plan_to_sign,
        _no_term,
        letterhead=False,
        once=True,
    ),
    ("pl", "plan-default-notice"): Kind(
        "Wezwanie do zapłaty po naruszeniu ugody", _plan_broken, _plan_default_term
    ),
    ("pl", "account-statement"): Kind(
        "Potwierdzenie salda", _balance_to_confirm, _reply_term, principals=True
    ),
    ("pl", "interest-note"): Kind(
        "Nota odsetkowa", _interest_to_note, _demand_term("interest-note"), principals=True
    ),
    ("pl", "debt-acknowledgement"): Kind(
        "Uznanie długu", _something_owed, _no_term, letterhead=False
    ),
    ("pl", "chronology"): Kind(
        "Chronologia sprawy", _always, _no_term, letterhead=False, once=True
    ),
    ("pl", "handover-brief"): Kind("Karta sprawy", _always, _no_term, letterhead=False, once=True),
}
"""Every paper by country and id, in the order they are made; its wording has the id's name."""


def ids_of(country: Country) -> tuple[PaperId, ...]:
    """The papers of a country."""
    return tuple(paper for law, paper in KINDS if law == country)


def paper_for(case: Case, claim: Claim, request: PaperRequest) -> Paper:
    """Settle what a paper asked for by name is called and which term it gives.

    Raises:
        UsageError: the country has no such paper, or the case no such debtor.
        NotAllowedError: the facts do not allow it on this day.
    """
    refusal = refusal_of(case, claim, request)
    if refusal:
        raise NotAllowedError(refusal.problem)
    kind, case = _kind(case, request), addressed(case, request)
    title, days = _title(case, request.id, kind), kind.term(case)
    reminder = reminder_of(case, claim, request.level) if request.id == "reminder" else None
    if reminder:
        title, days = reminder.title(case.law), reminder_term(case, reminder)
    return Paper(
        id=request.id,
        level=request.level,
        title=title,
        template=f"{case.law}/{request.id}",
        debtor=request.debtor,
        term_days=days,
        term_day=next_working_day(claim.as_of + timedelta(days=days), case.law) if days else None,
        letterhead=kind.letterhead,
    )


def _title(case: Case, paper: PaperId, kind: Kind) -> str:
    """A Polish note without interest charges the compensation of art. 10 alone, under its name."""
    if (case.law, paper, case.interest.kind) == ("pl", "interest-note", "none"):
        return "Nota obciążeniowa z tytułu rekompensaty"
    return kind.title


def refusal_of(case: Case, claim: Claim, request: PaperRequest) -> Refusal | None:
    """Tell why a paper may not be made on the claim's day; None if it may."""
    kind = _kind(case, request)
    why = _in_another_language(case) or kind.allowed(addressed(case, request), claim)
    return Refusal(request, *why) if why else None


def addressed(case: Case, request: PaperRequest) -> Case:
    """The case as the addressee of a paper knows it: without our letters to other debtors only."""
    name = case.debtors[request.debtor].name
    known = tuple(e for e in case.correspondence if not e.to or name in e.to)
    if len(known) == len(case.correspondence) or _kind(case, request).once:
        return case
    return case.model_copy(update={"correspondence": known})


def _in_another_language(case: Case) -> Why | None:
    """Papers follow the law and the custom of one country; no wording mixes the two."""
    if case.papers_language == case.law:
        return None
    reason = say(
        "there is no wording in {language} for papers under the law of {law}",
        language=case.papers_language,
        law=case.law,
    )
    return "no-wording", reason, None


def _kind(case: Case, request: PaperRequest) -> Kind:
    if request.debtor >= len(case.debtors):
        raise UsageError.of("no-such-debtor", say("the case has no debtor {n}", n=request.debtor))
    kind = KINDS.get((case.law, request.id))
    if kind is None:
        raise UsageError.of(
            "no-such-paper",
            say("{law} has no paper {paper}", law=case.law, paper=request.id),
            hint=say("papers: {names}", names=", ".join(ids_of(case.law))),
        )
    return kind


@dataclass(frozen=True)
class Offer:
    """The papers that the facts of a case call for on a day, and those left out."""

    papers: tuple[PaperRequest, ...]
    left_out: tuple[Refusal, ...]


def papers_for(case: Case, claim: Claim) -> Offer:
    """Tell which papers the facts allow, one for each debtor, and why the others are left out."""
    requests = [r for paper in ids_of(case.law) for r in requests_for(case, paper)]
    refusals = [refusal_of(case, claim, request) for request in requests]
    return Offer(
        tuple(r for r, refused in zip(requests, refusals, strict=True) if refused is None),
        tuple(refused for refused in refusals if refused),
    )


def requests_for(case: Case, paper: PaperId, level: int = 1) -> Iterator[PaperRequest]:
    """A paper of the case's country for each debtor it is for, or once where it names them all."""
    kind = KINDS[case.law, paper]
    for number, debtor in enumerate(case.debtors[:1] if kind.once else case.debtors):
        if not (kind.principals and debtor.liability == "guarantor"):
            yield PaperRequest(paper, level=level if paper == "reminder" else 1, debtor=number)
