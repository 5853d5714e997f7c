"""A letter speaks to its addressee only of letters that went to him."""

from __future__ import annotations

from sample_letters import PRESS
from varied_cases import varied

from demandgen.documents.papers import PaperRequest, refusal_of

CASE = "pl-2025-033"


def test_letters_to_another_debtor_are_not_his() -> None:
    stated, _ = varied(CASE)
    first, second, surety = (debtor.name for debtor in stated.debtors)
    own = tuple(e.model_copy(update={"to": (first,)}) for e in stated.correspondence)
    case, claim = varied(CASE, correspondence=own)
    told = [PRESS.letter(case, claim, PaperRequest("formal-notice", debtor=n)) for n in range(3)]
    assert [bool(letter.context["demands"]) for letter in told] == [True, False, False]
    refused = [refusal_of(case, claim, PaperRequest("final-notice", debtor=n)) for n in range(3)]
    assert [r.code if r else None for r in refused] == [None] + ["no-earlier-demand"] * 2
    reminders = [PRESS.letter(case, claim, PaperRequest("reminder", debtor=n)) for n in range(3)]
    assert [letter.paper.title for letter in reminders] == [
        "Ponowne przypomnienie o płatności",
        "Przypomnienie o płatności",
        "Przypomnienie o płatności",
    ]
    assert second != surety


def test_the_chronology_tells_of_all_letters() -> None:
    stated, _ = varied(CASE)
    own = tuple(
        e.model_copy(update={"to": (stated.debtors[0].name,)}) for e in stated.correspondence
    )
    case, claim = varied(CASE, correspondence=own)
    rows = PRESS.letter(case, claim, PaperRequest("chronology")).context["chronology"]
    assert sum(row.kind == "sent" for row in rows) == sum(e.direction == "sent" for e in own)
