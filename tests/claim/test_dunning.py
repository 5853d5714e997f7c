"""The ladder as data: the default, a firm's own, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest

from demandgen.casefile.fact import PartyKind
from demandgen.casefile.reading import load_case
from demandgen.claim.dunning import ladder_for, read_dunning
from demandgen.problems import CaseFileError

CASE = """\
case: T-1
law: ro
creditor: {include: firm/firm.yaml}
debtor: {name: Debtor Exemplu, kind: KIND}
invoices:
  - {number: A 1, issued: 2025-01-15, due: 2025-02-14, amount: 100.00, currency: RON}
interest: {kind: statutory}
"""
FIRM = "name: Atelier Exemplu\nkind: business\ndunning: ladder.yaml\n"
LADDER = """\
ladders:
  - law: ro
    debtor: [business]
    levels:
      - {paper: reminder, level: 1, days_after_due: 14, channel: email, tone: friendly, term_days: 5}
      - {paper: formal-notice, days_after_previous: 14, channel: bailiff, tone: formal, term_days: 15}
"""


def write(folder: Path, kind: str = "business", ladder: str | None = LADDER) -> Path:
    (folder / "firm").mkdir(exist_ok=True)
    (folder / "firm" / "firm.yaml").write_text(FIRM, encoding="utf-8")
    if ladder is not None:
        (folder / "firm" / "ladder.yaml").write_text(ladder, encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(CASE.replace("KIND", kind), encoding="utf-8")
    return path


def test_a_firms_own_ladder_is_found_beside_the_firms_file(tmp_path: Path) -> None:
    ladder = ladder_for(load_case(write(tmp_path)))
    assert [(r.paper, r.term_days) for r in ladder.levels] == [
        ("reminder", 5),
        ("formal-notice", 15),
    ]
    assert (ladder.due_soon_days, ladder.resend_after_days) == (7, 30)


def test_a_debtor_it_does_not_name_gets_the_default(tmp_path: Path) -> None:
    ladder = ladder_for(load_case(write(tmp_path, "consumer")))
    assert [r.paper for r in ladder.levels][-2:] == ["default-notice", "formal-notice"]


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = write(tmp_path)
    assert ladder_for(load_case(path)).levels[0].term_days == 5
    write(tmp_path, ladder=LADDER.replace("term_days: 5", "term_days: 6"))
    assert ladder_for(load_case(path)).levels[0].term_days == 6


def test_a_missing_file_is_told_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(
        CaseFileError, match=r"the dunning file ladder\.yaml does not exist"
    ) as refusal:
        ladder_for(load_case(write(tmp_path, ladder=None)))
    where = refusal.value.problems[0].where
    assert where is not None
    assert (Path(where.file).name, where.line) == ("firm.yaml", 3)


@pytest.mark.parametrize(
    ("law", "kind"),
    [
        (law, kind)
        for law in ("ro", "pl")
        for kind in get_args(PartyKind)
        if (law, kind) != ("ro", "public-healthcare")  # a Polish kind
    ],
)
def test_the_default_serves_every_debtor(tmp_path: Path, law: str, kind: str) -> None:
    path = write(tmp_path, kind)
    text = path.read_text(encoding="utf-8").replace(
        "{include: firm/firm.yaml}", "{name: A, kind: business}"
    )
    path.write_text(
        text.replace("law: ro", f"law: {law}").replace("RON", "PLN" if law == "pl" else "RON"),
        encoding="utf-8",
    )
    ladder = ladder_for(load_case(path))
    assert ladder.law == law
    assert kind in ladder.debtor
    last = {"ro": "formal-notice", "pl": "final-notice"}[law]
    assert ladder.levels[-1].paper == last
    assert [r.is_courtesy for r in ladder.levels[:3]] == [True, True, False]


def level(**more: Any) -> str:
    fields = {
        "paper": "reminder",
        "level": 1,
        "days_after_due": 7,
        "channel": "email",
        "tone": "firm",
        "term_days": 7,
    }
    fields.update(more)
    return "{" + ", ".join(f"{k}: {v}" for k, v in fields.items() if v is not None) + "}"


NOTICE = {
    "paper": "formal-notice",
    "level": None,
    "days_after_due": None,
    "days_after_previous": 5,
    "channel": "bailiff",
    "tone": "formal",
    "term_days": 15,
}

# fmt: off
REFUSED = [
    ([level(term_days=None)], "a letter about a late debt gives a term: term_days"),
    ([level(days_after_previous=3)], "a level has either days_after_due or days_after_previous"),
    ([level(days_after_due=None, days_after_previous=3)], "the first level counts from the due day: days_after_due"),
    ([level(), level()], "each level goes further than the one before it"),
    ([level(level=2), level(level=1, days_after_due=9)], "each level goes further than the one before it"),
    ([level(), level(level=2, days_after_due=9, tone="friendly")], "the tone does not fall again"),
    ([level(), level(**NOTICE).replace("bailiff", "courier")], "a Romanian formal-notice goes by bailiff or registered-declared (art. 1015)"),
    ([level(), level(**{**NOTICE, "term_days": 14})], "a Romanian formal-notice gives 15 days at least (art. 1015)"),
    ([level(), level(**{**NOTICE, "paper": "final-notice"})], "a final-notice is a Polish paper"),
    ([level(), level(**{**NOTICE, "paper": "plan-default-notice"})], "a plan-default-notice follows from the plan; it is no level of a ladder"),
    ([level(tone="angry")], "expected one of courteous, friendly, firm, formal, final, found 'angry'"),
    ([level(term_days="soon")], "expected a whole number, found 'soon'"),
    ([level(days_after_due="later")], "expected a whole number, found 'later'"),
    ([level(days=3)], "there is no field days here"),
    ([level(minimum="{RON: '5,00'}")], "expected an amount with a dot and at most two decimals, found '5,00'"),
]
# fmt: on


@pytest.mark.parametrize(("levels", "message"), REFUSED, ids=[x[1][:40] for x in REFUSED])
def test_what_is_refused(tmp_path: Path, levels: list[str], message: str) -> None:
    path = tmp_path / "ladder.yaml"
    lines = ["ladders:", "  - law: ro", "    debtor: [business]", "    levels:"]
    path.write_text("\n".join([*lines, *(f"      - {x}" for x in levels), ""]), encoding="utf-8")
    with pytest.raises(CaseFileError) as refusal:
        read_dunning(path)
    told = {str(p.message): p.where for p in refusal.value.problems}
    assert message in told, told
    where = told[message]
    assert where is not None
    assert where.line == 4 + len(levels)


def test_an_accepted_level_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "ladder.yaml"
    lines = ["ladders:", "  - law: ro", "    debtor: [business]", "    levels:"]
    path.write_text(
        "\n".join([*lines, f"      - {level()}", f"      - {level(**NOTICE)}"]), encoding="utf-8"
    )
    assert len(read_dunning(path).ladders[0].levels) == 2
