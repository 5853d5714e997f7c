"""What does a letter say?

A wording and a claim become a `Letter`: rendered once as HTML for the PDF, while the same
context fills the Word document. Everything printed comes from the case or the frozen claim.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from typing import Any, Final, NoReturn

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateRuntimeError,
    TemplateSyntaxError,
    Undefined,
    meta,
    nodes,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from demandgen.casefile.model import Case, Country
from demandgen.claim.balance import Balance, balances_of
from demandgen.claim.model import Claim
from demandgen.documents import addresses, formats, views, words
from demandgen.documents.annexes import annexes_of
from demandgen.documents.bureau import bureau_warning
from demandgen.documents.chronology import chronology_of
from demandgen.documents.handover import missing_of
from demandgen.documents.logo import logo_of
from demandgen.documents.payment import payment_block
from demandgen.documents.plans import agreement_of, called_in, due_instalments
from demandgen.documents.reminders import reminder_of
from demandgen.documents.templates import Found, WordingError
from demandgen.documents.typography import unbroken, unbroken_value
from demandgen.documents.wording import Wording, typeset
from demandgen.money import Currency
from demandgen.problems import Location, Problem, say

_SPACES = re.compile(r"[ \t\r\n\f\v]+")
"""What HTML takes for one space; a no-break space is not among them."""


_HISTORIES = frozenset({"chronology", "handover-brief"})


WORDING_FAULTS: Final = (TemplateRuntimeError, TypeError, ValueError, AttributeError, LookupError)
"""What a fault in a wording raises while it is filled."""


class Unformatted(TypeError):  # noqa: N818  # it names the mistake
    """A value that a wording printed without saying how."""


def _printable(value: Any, language: Country) -> Any:
    """What a ``{{ }}`` prints. Only text and whole numbers may be printed as they are."""
    if isinstance(value, Markup | Undefined):
        return value
    if isinstance(value, str):
        text = _SPACES.sub(" ", unicodedata.normalize("NFC", value))
        return unbroken_value(text, language)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    shown = "nothing" if value is None else f"{value} ({type(value).__name__})"
    raise Unformatted(f"{shown} printed without a filter")


def environment(language: Country, line_break: str) -> ImmutableSandboxedEnvironment:
    """The Jinja environment of a country's wordings; `line_break` is what `lines` puts in."""
    printable = partial(_printable, language=language)
    env = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=printable
    )
    env.filters |= {
        "money": partial(formats.money, language=language),
        "figure": partial(formats.figure, language=language),
        "day": partial(formats.day, language=language),
        "numeric_day": partial(formats.day, language="ro"),
        "plain": _plain,
        "percent": partial(formats.percent, language=language),
        "counted": partial(formats.counted, language=language),
        "written_twice": partial(formats.written_twice, language=language),
        "term": partial(formats.term, language=language),
        "iban": formats.iban,
        "in_words": _in_words(language),
        "lines": partial(_on_its_lines, printable, Markup(line_break)),  # noqa: S704  # our own tag
    }
    env.globals |= {
        "identified": lambda party: unbroken(addresses.identified(party), "ro"),
        "undersigned": addresses.undersigned,
        "representative_of": addresses.representative_of,
        "shown_tax_id": addresses.shown_tax_id,
        "one_line": partial(addresses.one_line, home=language),
        "town_first": lambda address: unbroken(addresses.town_first(address), "ro"),
        "postal_lines": partial(addresses.postal_lines, home=language),
    }
    return env


def _plain(number: Decimal) -> str:
    """A number as it is, with a decimal comma: points of a margin, a rate of exchange."""
    return f"{number.normalize():f}".replace(".", ",")


def _on_its_lines(printable: Callable[[Any], Any], line_break: Markup, text: str) -> Markup:
    """A text of several lines, each on its own."""
    return line_break.join(printable(line) for line in text.strip().splitlines())


def _in_words(language: Country) -> Callable[[Context, Decimal, Currency], str]:
    """The filter that says an amount in the style of the settings, else the country's."""
    usual: words.Style = "words-and-hundredths" if language == "pl" else "words"

    @pass_context
    def in_words(context: Context, amount: Decimal, currency: Currency) -> str:
        style = context["settings"].amount_words or usual
        return words.amount_in_words(amount, currency, language, style)

    return in_words


def add_phrases(env: ImmutableSandboxedEnvironment, found: Found, language: Country) -> None:
    """Make the macros of a phrases file callable in every wording of an environment.

    Raises:
        WordingError: the file has an error of syntax.
    """
    text = found.text()
    outside = re.split(r"({%.*?%}|{#.*?#})", text, flags=re.DOTALL)
    outside[::2] = [typeset(piece, language) for piece in outside[::2]]
    try:
        module = env.from_string("".join(outside)).module
    except TemplateSyntaxError as error:
        raise _syntax(error, Location(found.shown, error.lineno, 1)) from None
    for name, macro in vars(module).items():
        if callable(macro) and not name.startswith("_"):
            env.globals[name] = partial(_on_one_line, macro)


def _on_one_line(macro: Callable[..., str], *arguments: Any, **named: Any) -> Markup:
    return Markup(_SPACES.sub(" ", macro(*arguments, **named)).strip())  # noqa: S704  # escaped inside


def compiled(env: ImmutableSandboxedEnvironment, wording: Wording) -> Template:
    """Compile a wording.

    Raises:
        WordingError: with the file and line of an error of syntax.
    """
    try:
        code = env.compile(wording.source, wording.name, wording.name)
    except TemplateSyntaxError as error:
        raise _syntax(error, wording.place(error.lineno)) from None
    return Template.from_code(env, code, env.make_globals(None))


def _syntax(error: TemplateSyntaxError, where: Location) -> WordingError:
    return WordingError.of("wording-syntax", say("{reason}", reason=error.message), where=where)


def unknown_names(
    env: ImmutableSandboxedEnvironment, source: str, known: AbstractSet[str]
) -> Iterator[tuple[str, int]]:
    """The names of a template that neither it nor the facts state, each with its line."""
    tree = env.parse(source)
    names = list(tree.find_all(nodes.Name))
    stated = {name.name for name in names if name.ctx != "load"} | known | set(env.globals)
    unknown = meta.find_undeclared_variables(tree) - stated
    for name in names:
        if name.name in unknown and name.ctx == "load":
            yield name.name, name.lineno


def unknown(name: str, where: Location, known: AbstractSet[str]) -> Problem:
    """The fault of a name that nothing states."""
    close = get_close_matches(name, known, 1)
    hint = say("did you mean {name}?", name=close[0]) if close else None
    return Problem("unknown-name", say("{name} is unknown", name=name), where, hint)


def rendered(template: Template, wording: Wording, context: Mapping[str, Any]) -> str:
    """Fill a wording.

    Raises:
        WordingError: an unknown name, or a value printed without a filter, with file and line.
    """
    try:
        return template.render(context)
    except WORDING_FAULTS as error:
        _blame(error, wording)


def _blame(error: Exception, wording: Wording) -> NoReturn:
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == wording.name:
            line = trace.tb_lineno
        trace = trace.tb_next
    raise WordingError.of(
        "wording-value", say("{reason}", reason=str(error)), where=wording.place(line)
    ) from error


@dataclass(frozen=True)
class Paper:
    """The paper that a letter is: its kind, its name in the country's language, its day."""

    id: str
    level: int
    title: str
    template: str
    debtor: int = 0
    term_days: int | None = None
    term_day: date | None = None
    letterhead: bool = True


@dataclass(frozen=True)
class Letter:
    """A composed letter, to be printed as PDF or as Word.

    `body` is the HTML of its wording; `context` fills the Word document with the same values.
    A firm's `own_document` is the letter's Word document; without a wording also its PDF's.
    """

    paper: Paper
    language: Country
    reference: str
    claim: Claim
    wording: Wording | None
    body: str
    context: Mapping[str, Any]
    notes: tuple[Problem, ...] = ()
    """What the sender should know about the letter; never printed in it."""
    own_document: Found | None = None


def context_of(case: Case, claim: Claim, paper: Paper, transfer_title: str) -> dict[str, Any]:
    """Everything a wording can name; docs/wording.md lists it.

    `transfer_title` is what the wording of the country calls a transfer for this paper.
    """
    debtor, balances = case.debtors[paper.debtor], _balances(claim, paper)
    reminder = reminder_of(case, claim, paper.level) if paper.id == "reminder" else None
    items = reminder.items if reminder else claim.due_items
    return {
        "case": case,
        "claim": claim,
        "paper": paper,
        "on": claim.as_of,
        "creditor": case.creditor,
        "debtor": debtor,
        "debtors": case.debtors,
        "contract": case.contract,
        "assignment": case.assignment,
        "history": views.history_of(case, claim.as_of),
        "demands": reminder.earlier if reminder else views.demands_of(case, claim),
        "demanded_in_part": partial(views.demanded_in_part, claim, items),
        "designated": views.designated_of(claim),
        "imputed_to_interest": not claim.plan
        and views.is_imputed_to_interest(i for own in balances for i in own.listed),
        "reminder": reminder,
        "accounts": views.accounts_for(case, _currencies(claim, balances)),
        "payment": payment_block(case, claim, paper.id, transfer_title, reminder),
        "bureau": bureau_warning(case, claim, paper.id, debtor),
        "chronology": chronology_of(case, claim) if paper.id in _HISTORIES else (),
        "missing": missing_of(case, claim) if paper.id == "handover-brief" else (),
        **_plan(case, claim, paper),
        "attachments": [a for a in annexes_of(case, claim, debtor) if a.is_named],
        "balances": balances,
        "settings": case.effective_settings,
        "items": items,
        "later_items": claim.future_items,
        **_rates(claim),
        "only_accessories": not any(t.outstanding for t in claim.totals),
        "next_day": claim.as_of + timedelta(days=1),
        **_writer(views.as_written(case, paper.id), paper),
        "reference": case.id,
        **page_words(case.law),
    }


def _writer(case: Case, paper: Paper) -> dict[str, Any]:
    """Who writes and signs a paper, and for whom."""
    return {
        "counsel": case.counsel,
        "agent": case.agent,
        "sender": views.sender_of(case),
        "signer": views.signer_of(case),
        "letterhead": views.letterhead_of(case, is_sender=paper.letterhead),
        "logo": logo_of(case) if paper.letterhead else None,
    }


def _plan(case: Case, claim: Claim, paper: Paper) -> dict[str, Any]:
    """What an instalment plan comes to: to be signed, in force, broken."""
    return {
        "agreement": agreement_of(case, claim) if paper.id == "instalment-agreement" else None,
        "called": called_in(claim),
        "instalments_due": due_instalments(claim),
    }


def page_words(language: Country) -> dict[str, str]:
    """The words of the running header: page x of y."""
    page, of = {"ro": ("pagina", "din"), "pl": ("strona", "z")}[language]
    return {"page_word": page, "of_word": of}


def _rates(claim: Claim) -> dict[str, Any]:
    """What the annexes tell of the rates of interest."""
    return {
        "sources": views.sources_of(claim.due_items),
        "rates": views.rates_of(claim.due_items),
        "compensation_sources": views.compensation_sources(claim.due_items),
        "margins": views.margins_of(claim.due_items),
        "reduced": views.is_reduced(claim.due_items),
        "rates_checked_on": views.rates_checked_on(claim),
    }


def _balances(claim: Claim, paper: Paper) -> tuple[Balance, ...]:
    """What a statement says of every open item; nobody acknowledges what is disputed."""
    if paper.id not in {"account-statement", "debt-acknowledgement"}:
        return ()
    return balances_of(claim, disputed=paper.id == "account-statement")


def _currencies(claim: Claim, balances: tuple[Balance, ...]) -> tuple[Currency, ...]:
    """The currencies to pay in; of a statement those it is about, though nothing be owed."""
    return views.currencies_to_pay(claim) or tuple(balance.currency for balance in balances)


def text_of(body: str) -> str:
    """The characters of a rendered wording, tags and entities resolved, for checking glyphs."""
    return html.unescape(re.sub(r"<[^>]*>", " ", body))
