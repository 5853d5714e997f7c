"""Which ways of sending a notice are valid, what is handed in, and what proof is kept?

Romania: art. 1015 C. proc. civ. (the somație) and art. 1521-1522 C. civ. (other notices). Poland:
no form is prescribed; the arrival must be provable (art. 61 k.c.). How the warning of a credit
bureau must go is a note of its letter (`demandgen.documents.bureau`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from demandgen.casefile.model import Case, CreditNote, Debtor, Exhibit, Invoice
from demandgen.claim.engine import law_of
from demandgen.claim.model import Claim
from demandgen.documents.annexes import Annex, annexes_of
from demandgen.documents.letter import Letter
from demandgen.problems import Message, say

SUMMONS = "formal-notice"
"""In Romania the somație."""


@dataclass(frozen=True)
class Way:
    """A valid way of sending; `condition` says when it is one, if not always."""

    name: Message
    hand_in: Message
    keep: Message
    source: str
    condition: Message | None = None


def ways_for(case: Case, letter: Letter) -> tuple[Way, ...]:
    """The valid ways of sending a notice, the safest first."""
    if case.law == "pl":
        return tuple(_polish())
    if letter.paper.id == SUMMONS:
        source = law_of(case)["ro/notice-channels"].on_or_first(letter.claim.as_of).reference
        return _bailiff(source), _declared_content(source)
    source = "art. 1522 alin. (2) C. civ."
    other = Way(
        say("registered post, a courier or e-mail"),
        say("the notice with its annexes"),
        say("the proof of sending and of delivery, with its day"),
        source,
        say("only if delivery can be proven"),
    )
    return _bailiff(source), other


def _bailiff(source: str) -> Way:
    return Way(
        say("a bailiff"),
        say("the notice in three copies, an identity document or the mandate, the fee"),
        say("the bailiff's proof of service, with its day"),
        source,
    )


def _declared_content(source: str) -> Way:
    return Way(
        say("a registered letter with declared content and acknowledgement of receipt"),
        say("the notice with its annexes, unsealed; ask the post office what else it needs"),
        say("the receipt of posting, the declaration of content, the acknowledgement of receipt"),
        source,
        say("only if your post office takes it; since 2026 mainly under a contract"),
    )


def _polish() -> Iterator[Way]:
    yield Way(
        say("a registered letter with confirmation of receipt"),
        say("the letter with its annexes, signed"),
        say("the proof of posting and the confirmation of receipt"),
        "art. 61 § 1 k.c.",
    )
    yield Way(
        say("e-delivery"),
        say("the signed letter, to the debtor's address for e-delivery"),
        say("the proof of sending and of receipt; there is none while it is not collected"),
        "art. 61 § 2 k.c.",
        say("as a second channel beside the registered letter"),
    )
    yield Way(
        say("e-mail"),
        say("the letter as PDF"),
        say("the message as sent, and any answer"),
        "art. 61 § 2 k.c.",
        say("only if the contract provides for it"),
    )


def insufficient(case: Case, letter: Letter) -> Iterator[Message]:
    """What will not do, or must not be done."""
    if case.law == "ro" and letter.paper.id == SUMMONS:
        yield say(
            "Not sufficient for the somație: a plain registered letter, Prioripost, a courier, "
            "e-mail. Without proof of service as the law asks, no payment order can be requested."
        )
    elif case.law == "ro":
        yield say("Not sufficient: ordinary post, a phone call, a message without proof.")
        yield say("This notice is not the somație that a payment order requires (art. 1015).")
    else:
        yield say("Not sufficient: ordinary post, a phone call, a text message.")
    if letter.context["debtor"].is_natural_person:
        yield say("Use a neutral envelope: no word or sign that it concerns a debt.")


def copies_for(case: Case, letter: Letter) -> Iterator[Message]:
    """How many copies to print."""
    if case.law == "ro":
        yield say("By bailiff three copies with annexes; otherwise one to send, one for your file.")
    else:
        yield say("Two copies: one to send, one for your file.")
    if len(case.debtors) > 1:
        yield say(
            "Each debtor gets a letter of their own: {count} in all.", count=len(case.debtors)
        )
    if case.law == "ro" and letter.paper.id == SUMMONS:
        yield say("Before sending, look the debtor up in the Buletinul Procedurilor de Insolvență.")


def attachments_of(case: Case, claim: Claim, debtor: Debtor) -> Iterator[Message]:
    """What goes with the letter, each with its file, or that the case has none."""
    for annex in annexes_of(case, claim, debtor):
        of_agent = annex.what == "mandate" and not case.counsel
        yield _attached(say("the mandate") if of_agent else _name(annex), annex.file)


_NAMES: Final = {
    "mandate": say("the power of attorney"),
    "contract": say("the contract"),
    "assignment": say("the assignment"),
    "plan": say("the instalment agreement"),
}


def _name(annex: Annex) -> Message | str:
    """What a document is called; an exhibit has a title of its own."""
    match annex.fact:
        case Exhibit(title=title):
            return title
        case CreditNote(number=number):
            return say("credit note {number}", number=number)
        case Invoice(number=number) if annex.what == "performance":
            return say("proof of performance, {number}", number=number)
        case Invoice(number=number) if annex.what == "invoice-receipt":
            return say("proof of receipt of invoice {number}", number=number)
        case Invoice(number=number):
            return say("invoice {number}", number=number)
    return _NAMES[annex.what]


def _attached(what: Message | str, file: str | None) -> Message:
    if file:
        return say("{what}: {file}", what=what, file=file)
    return say("{what}: not in the case file", what=what)
