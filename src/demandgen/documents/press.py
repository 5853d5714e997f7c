"""How are the papers of a case made, one or thousands, in both formats?

A `Press` holds what is slow to prepare, wordings read and Word templates compiled, for one set
of templates; it can make letters for any number of cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from jinja2 import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from demandgen.casefile.model import Case, Country
from demandgen.claim.model import Claim
from demandgen.documents import letter as letters
from demandgen.documents.cover import cover_of
from demandgen.documents.letter import Letter, Paper
from demandgen.documents.papers import PaperRequest, addressed, paper_for
from demandgen.documents.reminders import reminder_of
from demandgen.documents.templates import Found, WordingError, find, look_for
from demandgen.documents.wording import Wording, read_wording
from demandgen.problems import CaseFileError, Location, Problem, say

if TYPE_CHECKING:
    from demandgen.documents.docx import WordTemplate

Window = Literal["left", "right"]
WORD_LINE_BREAK: Final = '</w:t><w:br/><w:t xml:space="preserve">'
"""What a new line inside a text is in Word."""


@dataclass
class Press:
    """Makes letters from the shipped templates, or a firm's own where it has some.

    One press serves any number of letters and keeps no trace of them.
    """

    firm_templates: Path | None = None
    _wordings: dict[tuple[Country, str], Wording] = field(default_factory=dict, repr=False)
    _templates: dict[tuple[Country, str], Template] = field(default_factory=dict, repr=False)
    _word: dict[tuple[str, ...], WordTemplate] = field(default_factory=dict, repr=False)
    _environments: dict[tuple[Country, str], ImmutableSandboxedEnvironment] = field(
        default_factory=dict, repr=False
    )
    _texts: dict[str, str] = field(default_factory=dict, repr=False)

    def letter(self, case: Case, claim: Claim, paper: PaperRequest) -> Letter:
        """Compose a paper of a case on the day of its claim.

        Raises:
            NotAllowedError: the facts do not allow this paper on this day.
            WordingError: the wording is wrong, with its place.
            CaseFileError: the case has a character that the letters cannot print.
        """
        own = addressed(case, paper)
        return self.composed(own, claim, paper_for(own, claim, paper))

    def composed(self, case: Case, claim: Claim, settled: Paper) -> Letter:
        """Compose a paper whose name and term are settled, whether or not it is of `KINDS`.

        Raises:
            WordingError: the wording is wrong, with its place.
            CaseFileError: the case has a character that the letters cannot print.
        """
        title = self._transfer_title(case, claim, settled)
        context = letters.context_of(case, claim, settled, title)
        wording, own = self._sources(settled)
        body = ""
        if wording:
            body = letters.rendered(self._template(case.law, wording), wording, context)
        notes = tuple(n for n in (context["payment"].note, context["bureau"].note) if n)
        letter = Letter(settled, case.law, case.id, claim, wording, body, context, notes, own)
        _check_glyphs(letter)
        return letter

    def cover(self, case: Case, letter: Letter, language: Country) -> Letter:
        """Compose the sender's cover sheet for a notice of a case, in a language.

        Raises:
            WordingError: the wording is wrong, with its place.
        """
        content = cover_of(case, letter, language)
        title = f"{content.title}: {letter.paper.title}"
        template = f"{language}/cover-sheet"
        paper = replace(letter.paper, id="cover-sheet", title=title, template=template)
        paper = replace(paper, letterhead=False)
        context = {
            **letter.context,
            **letters.page_words(language),
            "cover": content,
            "notice": letter.paper,
            "paper": paper,
            "letterhead": None,
            "logo": None,
        }
        wording = self._wording(language, f"{template}.html")
        body = letters.rendered(self._template(language, wording), wording, context)
        sheet = Letter(paper, language, letter.reference, letter.claim, wording, body, context)
        _check_glyphs(sheet)
        return sheet

    def pdf(self, letter: Letter) -> bytes:
        """Print a letter as PDF/A-3b and PDF/UA-1, its claim embedded.

        Raises:
            OutputError: the printer reports anything at all, or is not installed: a firm's own
                Word document is printed by LibreOffice.
        """
        from demandgen.documents.pdf import pdf_of
        from demandgen.documents.wordpaper import pdf_of_word

        if letter.wording is None:
            return pdf_of_word(self.docx(letter), letter)
        if "letter.css" not in self._texts:
            self._texts["letter.css"] = self._found("letter.css").text()
        return pdf_of(letter, self._texts["letter.css"], self._letterhead(letter))

    def eml(self, case: Case, letter: Letter, *, with_invoices: bool = False) -> bytes:
        """Put a letter of a case into an e-mail, its PDF attached.

        Raises:
            CaseFileError: somebody's e-mail address is missing, or an invoice's file.
            OutputError: the printer of the PDF reports anything at all.
        """
        from demandgen.documents.message import mailboxes_of, message_of

        mailboxes_of(case, letter)  # told before the printing, which takes long
        letterhead, pdf = self._letterhead(letter), self.pdf(letter)
        return message_of(case, letter, letterhead, pdf, with_invoices=with_invoices)

    def _letterhead(self, letter: Letter) -> str:
        """The sender above the letter; nothing where the paper is not the sender's alone."""
        if not letter.paper.letterhead:
            return ""
        wording = self._wording(letter.language, "letterhead.html")
        template = self._template(letter.language, wording)
        return letters.rendered(template, wording, letter.context)

    def docx(self, letter: Letter) -> bytes:
        """Make a letter as a Word document with the same text as its PDF.

        Raises:
            WordingError: the letterhead document cannot be used.
        """
        head = letter.context["letterhead"]
        window: Window = head.window if head else "left"
        return self._word_of(letter.paper, letter.language, window).render(letter.context)

    def _word_of(self, paper: Paper, country: Country, window: Window) -> WordTemplate:
        from demandgen.documents.docx import WordTemplate, own_document, word_template

        key = (country, paper.template, window)
        if key not in self._word:
            env = self._environment(country, "word")
            wording, own = self._sources(paper)
            head, on_it = self._found("letterhead.docx"), paper.letterhead
            if wording is not None and own is None:
                document = word_template(wording, head, country, window, on_letterhead=on_it)
            elif own is not None:
                document = own_document(own)
            self._word[key] = WordTemplate(document, env, own.shown if own else paper.template)
        return self._word[key]

    def unknown_names(
        self, paper: Paper, country: Country, known: AbstractSet[str]
    ) -> Iterator[Problem]:
        """The names in a paper's templates that nothing states, also where no fact leads to them.

        Raises:
            WordingError: a template cannot be read.
        """
        env, (wording, own) = self._environment(country), self._sources(paper)
        head = self._wording(country, "letterhead.html")
        for one in (wording, head) if wording else (head,):
            self._template(country, one)
            for name, line in letters.unknown_names(env, one.source, known):
                yield letters.unknown(name, one.place(line), known | set(env.globals))
        word = self._word_of(paper, country, "left")
        yield from word.unknown_names(env, known, body=own is not None)

    def _found(self, name: str) -> Found:
        return find(name, self.firm_templates)

    def sources_of(self, country: Country, paper: str) -> set[str]:
        """The files that a paper's text comes from, as messages name them.

        A wording that cannot be read is its own source; making the paper tells why.
        """
        template = f"{country}/{paper}"
        own = look_for(f"{template}.docx", self.firm_templates)
        files = {own.shown} if own else set()
        try:
            places = self._wording(country, f"{template}.html").places
        except WordingError as error:
            return files | {one.where.file for one in error.problems if one.where}
        return files | {place.file for place in places}

    def _sources(self, paper: Paper) -> tuple[Wording | None, Found | None]:
        """A paper's wording, and a firm's own Word document of it.

        Where a firm has only the document, both formats come from that.
        """
        own = look_for(f"{paper.template}.docx", self.firm_templates)
        name = f"{paper.template}.html"
        if own and self._found(name).origin == "shipped":
            return None, own
        country: Country = "ro" if paper.template.startswith("ro/") else "pl"
        return self._wording(country, name), own

    def _wording(self, country: Country, name: str) -> Wording:
        key = (country, name)
        if key not in self._wordings:
            included = partial(self._included, country)
            self._wordings[key] = read_wording(self._found(name), country, included)
        return self._wordings[key]

    def _included(self, country: Country, name: str) -> Found:
        return self._found(f"{country}/{name}")

    def _template(self, country: Country, wording: Wording) -> Template:
        key = (country, wording.name)
        if key not in self._templates:
            self._templates[key] = letters.compiled(self._environment(country), wording)
        return self._templates[key]

    def _transfer_title(self, case: Case, claim: Claim, paper: Paper) -> str:
        """What the country's wording calls the transfer a paper asks for."""
        phrase = self._environment(case.law).globals.get("transfer_title")
        if not callable(phrase):
            raise WordingError.of(
                "wording-value",
                say("the phrases lack {name}", name="transfer_title"),
                where=Location(self._found(f"{case.law}/phrases.jinja").shown),
            )
        reminder = reminder_of(case, claim, paper.level) if paper.id == "reminder" else None
        items = reminder.items if reminder else claim.due_items
        return " ".join(unescape(str(phrase(claim, items, paper))).split())

    def _environment(
        self, country: Country, target: Literal["html", "word"] = "html"
    ) -> ImmutableSandboxedEnvironment:
        key = (country, target)
        if key not in self._environments:
            env = letters.environment(country, "<br>" if target == "html" else WORD_LINE_BREAK)
            letters.add_phrases(env, self._found(f"{country}/phrases.jinja"), country)
            self._environments[key] = env
        return self._environments[key]


def _check_glyphs(letter: Letter) -> None:
    """Refuse what our fonts cannot print, rather than print a foreign letter or a box."""
    from demandgen.documents.pdf import supported_characters

    missing = set(letters.text_of(letter.body)) - supported_characters() - {"\n"}
    if missing:
        shown = ", ".join(f"{c} (U+{ord(c):04X})" for c in sorted(missing))
        raise CaseFileError.of(
            "missing-glyph",
            say("the letters' fonts have no {characters}", characters=shown),
            hint=say("write the name in Latin letters"),
        )
