"""Which files of a case are evidence of which fact, and in which order are they filed?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from demandgen.bundle.custom import FRONT, Custom
from demandgen.casefile.model import Case, CorrespondenceEvent, Invoice, Mandate
from demandgen.problems import CaseFileError, say

DEMANDS = frozenset({"formal-notice", "final-notice", "default-notice"})
"""Papers whose text and proof of delivery a court looks for first."""

TALKS = frozenset({"phone", "meeting"})


@dataclass(frozen=True)
class Mention:
    """A fact the case states and the file that proves it; no file is a gap.

    A mention without a title only adds a fact to a file that another one puts in its place.
    `field` is the place in the case file. `proven` is False for what belongs in the bundle but
    proves nothing, such as the request itself. `optional` facts are no gap without a file.
    """

    slot: str
    title: str
    fact: str
    file: str | None
    field: str
    day: date | None = None
    language: str | None = None
    label: str | None = None
    original: bool = False
    proven: bool = True
    invoice: Invoice | None = None


@dataclass(frozen=True)
class Generated:
    """A paper demandgen made for the bundle: its place, title, PDF bytes and day."""

    slot: str
    title: str
    pdf: bytes
    day: date | None = None


@dataclass(frozen=True)
class Cited:
    """One piece of the bundle before it is read: a file of the case, or a generated paper."""

    slot: str
    title: str
    label: str
    day: date | None
    facts: tuple[str, ...]
    file: str | None
    field: str = ""
    generated: Generated | None = None
    language: str | None = None
    original: bool = False
    invoice: Invoice | None = None

    @property
    def key(self) -> str:
        """What tells it apart: the path of the file, or the slot of the generated paper."""
        return self.file or f"generated:{self.slot}"

    @property
    def listed(self) -> bool:
        """The court's list names everything but the request itself."""
        return self.slot != "request"


def cited_pieces(
    case: Case, custom: Custom, papers: Iterable[Generated] = ()
) -> tuple[tuple[Cited, ...], tuple[Mention, ...]]:
    """Return the pieces of the bundle in legal order, labelled, and every fact with its file.

    A file cited for several facts is one piece and proves them all.

    Raises:
        CaseFileError: the case asks for an unknown part in `bundle.order`, or two labels clash.
    """
    mentions = tuple(mentions_of(case, custom))
    order = ordered_slots(case, custom)
    pieces = [*_papers(papers, custom), *_files(mentions)]
    pieces.sort(key=lambda piece: order.index(piece.slot))  # stable: the case's own order within
    return _labelled(case, custom, pieces), mentions


def ordered_slots(case: Case, custom: Custom) -> tuple[str, ...]:
    """Return the parts of the bundle: those the case names first, then the country's others.

    The cover stays first; a part the case does not name keeps its place after those it does.
    """
    unknown = [slot for slot in case.bundle.order if slot not in custom.order]
    if unknown:
        raise CaseFileError.of(
            "bundle-order",
            say("unknown part of a bundle: {names}", names=", ".join(unknown)),
            where=case.where("bundle.order"),
            hint=say("parts are: {names}", names=", ".join(custom.order)),
        )
    wanted = dict.fromkeys(case.bundle.order)
    leading = [s for s in custom.order if s in (*FRONT, "request") and s not in wanted]
    rest = [s for s in custom.order if s not in wanted and s not in leading]
    return (*leading, *wanted, *rest)


def _papers(papers: Iterable[Generated], custom: Custom) -> Iterator[Cited]:
    for paper in papers:
        fact = custom.words["proves"].get(paper.slot)
        facts = (fact,) if fact else ()
        yield Cited(paper.slot, paper.title, "", paper.day, facts, None, generated=paper)


def _files(mentions: Iterable[Mention]) -> Iterable[Cited]:
    pieces: dict[str, Cited] = {}
    for m in sorted(mentions, key=lambda m: not m.title):
        if m.file is None:
            continue
        facts = (m.fact,) if m.proven else ()
        known = pieces.get(m.file)
        if known:
            pieces[m.file] = _also(known, m, facts)
        else:
            pieces[m.file] = Cited(
                m.slot, m.title, m.label or "", m.day, facts, m.file, m.field,
                language=m.language, original=m.original, invoice=m.invoice,
            )  # fmt: skip
    return pieces.values()


def _also(known: Cited, m: Mention, facts: tuple[str, ...]) -> Cited:
    new = tuple(fact for fact in facts if fact not in known.facts)
    return replace(
        known,
        facts=(*known.facts, *new),
        label=known.label or m.label or "",
        language=known.language or m.language,
        original=known.original or m.original,
        invoice=known.invoice or m.invoice,
    )


def _labelled(case: Case, custom: Custom, pieces: Iterable[Cited]) -> tuple[Cited, ...]:
    pattern = case.bundle.label or custom.label
    if "{n}" not in pattern:
        raise CaseFileError.of(
            "bundle-label",
            say("expected a label with {n}, found {found}", n="{n}", found=pattern),
            where=case.where("bundle.label"),
        )
    result, number = [], 0
    for piece in pieces:
        number += piece.listed
        label = piece.label or pattern.replace("{n}", str(number)) if piece.listed else ""
        result.append(replace(piece, label=label))
    _distinct(case, result)
    return tuple(result)


def _distinct(case: Case, pieces: Iterable[Cited]) -> None:
    seen: dict[str, Cited] = {}
    for piece in pieces:
        if piece.label and piece.label in seen:
            raise CaseFileError.of(
                "label-twice",
                say("the label {label} is given to two exhibits", label=piece.label),
                where=case.where(piece.field),
            )
        seen[piece.label] = piece


def mentions_of(case: Case, custom: Custom) -> Iterator[Mention]:
    """Yield every fact the claim relies on, in the order of the case file."""
    yield from _filing(case, custom)
    yield from _standing(case, custom)
    yield _contract(case, custom)
    for index, _ in enumerate(case.invoices):
        yield from _invoice(case, custom, index)
    yield from _money(case, custom)
    for index, event in enumerate(case.correspondence):
        yield from _event(custom, event, f"correspondence[{index}]")
    yield from _plan(case, custom)
    for index, item in enumerate(case.evidence):
        yield Mention(
            "other", item.title, item.proves or item.title, item.file, f"evidence[{index}].file",
            item.date, item.language, item.label, item.original, bool(item.proves),
        )  # fmt: skip


def _filing(case: Case, custom: Custom) -> Iterator[Mention]:
    terms = case.bundle
    if terms.request:
        title = custom.say("titles", "request")
        yield Mention("request", title, "", terms.request, "bundle.request", proven=False)
    if terms.fee_proof:
        title, fact = custom.say("titles", "fee-proof"), custom.say("proves", "fee-proof")
        yield Mention("fee-proof", title, fact, terms.fee_proof, "bundle.fee_proof")


def _standing(case: Case, custom: Custom) -> Iterator[Mention]:
    counsel, agent, assignment = case.counsel, case.agent, case.assignment
    if counsel and counsel.power_of_attorney:
        role = counsel.role
        yield _mandate(custom, "counsel", counsel.power_of_attorney, counsel.name, role)
    if agent and agent.mandate:
        yield _mandate(custom, "agent", agent.mandate, agent.name, "")
    if assignment:
        on = custom.part("of_day", assignment.date)
        title = custom.say("titles", "assignment", of_day=on, name=assignment.assignor)
        fact = custom.say("proves", "assignment")
        yield Mention(
            "assignment", title, fact, assignment.file, "assignment.file", assignment.date
        )
        if assignment.notified:
            on = custom.part("of_day", assignment.notified)
            fact = custom.say("proves", "assignment-notified", of_day=on)
            where = "assignment.notified"
            yield Mention("assignment", "", fact, _notice_of_assignment(case), where)


def _notice_of_assignment(case: Case) -> str | None:
    """Return the file of the letter that notified the assignment on its day, if recorded."""
    day = case.assignment.notified if case.assignment else None
    for event in case.correspondence:
        if event.direction == "sent" and day in (event.date, event.delivered):
            return event.delivery_proof or event.file
    return None


def _mandate(custom: Custom, kind: str, mandate: Mandate, name: str, role: str) -> Mention:
    title = custom.say(
        "titles", kind, number=custom.part("number", mandate.number),
        of_day=custom.part("of_day", mandate.signed), name=name, role=role,
    )  # fmt: skip
    field = "counsel.power_of_attorney" if kind == "counsel" else "agent.mandate"
    fact = custom.say("proves", kind)
    return Mention("mandate", title, fact, mandate.file, f"{field}.file", mandate.signed)


def _contract(case: Case, custom: Custom) -> Mention:
    contract = case.contract
    if contract is None:
        return Mention("contract", "", custom.say("proves", "no-contract"), None, "contract")
    title = custom.say(
        "titles", "contract", number=custom.part("number", contract.number),
        of_day=custom.part("of_day", contract.signed),
        subject=custom.part("subject", contract.subject),
    )  # fmt: skip
    fact = custom.say("proves", "contract")
    return Mention("contract", title, fact, contract.file, "contract.file", contract.signed)


def _invoice(case: Case, custom: Custom, index: int) -> Iterator[Mention]:
    invoice, field = case.invoices[index], f"invoices[{index}]"
    amount = custom.money(invoice.amount, invoice.currency)
    on = custom.part("of_day", invoice.issued)
    title = custom.say("titles", "invoice", number=invoice.number, of_day=on, amount=amount)
    due = custom.say("proves", "due", day=custom.day(invoice.due)) if invoice.due else ""
    fact = custom.say("proves", "invoice", number=invoice.number, amount=amount, due=due)
    yield Mention(
        "invoices", title, fact, invoice.file, f"{field}.file", invoice.issued, invoice=invoice
    )
    for kind, proof in (("performed", invoice.performed), ("received", invoice.received)):
        on = custom.part("of_day", proof.date if proof else None)
        words = {"number": invoice.number, "of_day": on}
        yield Mention(
            "invoices", custom.say("titles", kind, **words), custom.say("proves", kind, **words),
            proof.file if proof else None, f"{field}.{kind}.file" if proof else field,
            proof.date if proof else None,
        )  # fmt: skip


def _money(case: Case, custom: Custom) -> Iterator[Mention]:
    for index, note in enumerate(case.credit_notes):
        words = {
            "number": note.number,
            "invoice": note.invoice,
            "of_day": custom.part("of_day", note.date),
            "amount": custom.money(note.amount, note.currency),
        }
        title = custom.say("titles", "credit-note", **words)
        fact = custom.say("proves", "credit-note", **words)
        yield Mention("invoices", title, fact, note.file, f"credit_notes[{index}].file", note.date)
    for index, payment in enumerate(case.payments):
        words = {
            "of_day": custom.part("of_day", payment.date),
            "amount": custom.money(payment.amount, payment.currency),
        }
        title, fact = custom.say("titles", "payment", **words), custom.say(
            "proves", "payment", **words
        )  # fmt: skip
        field = f"payments[{index}].file"
        yield Mention("payments", title, fact, payment.file, field, payment.date)


def _event(custom: Custom, event: CorrespondenceEvent, field: str) -> Iterator[Mention]:
    demand = event.paper in DEMANDS and event.direction == "sent"
    papers, channels = custom.words["papers"], custom.words["channels"]
    what = papers[event.paper] if event.paper else channels[event.channel]
    on = custom.part("of_day", event.date)
    words = {
        "what": what,
        "of_day": on,
        "number": custom.part("number", event.ref),
        "subject": custom.part("subject", event.subject),
    }
    slot = "formal-notice" if demand else "correspondence"
    title = custom.say("titles", _kind(event), **words)
    yield Mention(slot, title, _said(custom, event, what), event.file, f"{field}.file", event.date)
    yield from _proofs(custom, event, field, demand, f"{what}{words['number']}{on}")


def _kind(event: CorrespondenceEvent) -> str:
    if event.channel in TALKS:
        return "talk"
    return "sent" if event.direction == "sent" else "received-from"


def _said(custom: Custom, event: CorrespondenceEvent, what: str) -> str:
    kind = _kind(event)
    if event.direction == "received" and event.acknowledges_debt:
        kind = "acknowledgement"
    elif event.direction == "received" and event.asks_for_time:
        kind = "asks-for-time"
    return custom.say("proves", kind, what=what, of_day=custom.part("of_day", event.date))


def _proofs(
    custom: Custom, event: CorrespondenceEvent, field: str, demand: bool, what: str
) -> Iterator[Mention]:
    slot = "notice-proof" if demand else "correspondence"
    if event.posted_proof or demand:
        title = custom.say("titles", "posted", what=what)
        fact = custom.say("proves", "posted", what=what)
        yield Mention(slot, title, fact, event.posted_proof, f"{field}.posted_proof", event.date)
    if event.delivery_proof or event.delivered or event.returned or demand:
        day = event.delivered or event.returned
        kind = "returned" if event.returned and not event.delivered else "delivered"
        fact = custom.say("proves", kind, what=what, of_day=custom.part("of_day", day))
        title = custom.say("titles", "delivered", what=what)
        yield Mention(slot, title, fact, event.delivery_proof, f"{field}.delivery_proof", day)


def _plan(case: Case, custom: Custom) -> Iterator[Mention]:
    plan = case.instalment_plan
    if plan is None:
        return
    kind = f"plan-{plan.status}"
    words = {
        "number": custom.part("number", plan.number),
        "of_day": custom.part("of_day", plan.signed),
    }
    title = custom.say("titles", kind, **words)
    fact = custom.say("proves", kind, **words)
    yield Mention("plan", title, fact, plan.file, "instalment_plan.file", plan.signed)
