"""Is what happened written into the case file, and nothing else?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demandgen.casefile.insertion import Entry
from demandgen.casefile.reading import load_case
from demandgen.casefile.record import (
    Change,
    OnItsWay,
    added,
    delivered,
    evidence_name,
    returned,
    write,
)
from demandgen.problems import CaseFileError, OutputError

HEAD = """\
# O poveste inventată: „A & B”.
case: T-1
law: ro
creditor: {name: Atelier Exemplu SRL, kind: business}
debtor: {name: Hotel Exemplu SRL, kind: business}
invoices:
  - {number: A 1, issued: 2025-01-15, due: 2025-02-14, amount: 100.00, currency: RON}
interest: {kind: statutory}
"""
LETTERS = """\
correspondence:   # all of it
  - {date: 2025-03-03, direction: sent, channel: email, paper: reminder}  # friendly
  - date: 2025-04-01
    direction: sent
    channel: registered-declared
    paper: formal-notice      # by post
    tracking: "0012"
  - {date: 2025-05-01, direction: sent, channel: bailiff, paper: formal-notice, delivered: 2025-05-02}
  - date: 2025-04-10
    direction: received
    channel: phone
    summary: |
      Au spus că plătesc.
      # curând
# the end
"""
PAYMENT: Entry = {"date": date(2025, 4, 22), "amount": Decimal("50.00"), "currency": "RON"}
LETTER: Entry = {
    "date": date(2025, 6, 2),
    "direction": "sent",
    "channel": "registered-post",
    "paper": "reminder",
    "level": 3,
    "tracking": "0001234",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_bytes((HEAD + LETTERS).encode())
    return path


def test_a_payment_is_added(file: Path) -> None:
    change = added(file, "payments", PAYMENT)
    assert file.read_bytes() == change.before, "nothing is written before it is shown"
    write(change)
    assert file.read_text(encoding="utf-8") == (HEAD + LETTERS).replace(
        "# the end",
        "payments:\n  - date: 2025-04-22\n    amount: 50.00\n    currency: RON\n# the end",
    )
    (payment,) = load_case(file).payments
    assert (payment.date, payment.amount) == (date(2025, 4, 22), Decimal("50.00"))
    assert list(file.parent.iterdir()) == [file], "no temporary file is left"


def test_a_letter_is_added_and_shown(file: Path) -> None:
    change = added(file, "correspondence", LETTER)
    assert change.difference().splitlines()[3:] == [
        "       Au spus că plătesc.",
        "       # curând",
        "+  - date: 2025-06-02",
        "+    direction: sent",
        "+    channel: registered-post",
        "+    paper: reminder",
        "+    level: 3",
        '+    tracking: "0001234"',
        " # the end",
    ]
    write(change)
    assert load_case(file).correspondence[-1].tracking == "0001234"


def test_delivery_is_added_to_the_letter_on_its_way(file: Path) -> None:
    (file.parent / "evidence").mkdir()
    (file.parent / "evidence" / "ar.jpg").write_bytes(b"jpg")
    write(delivered(file, OnItsWay("formal-notice"), date(2025, 4, 4), "evidence/ar.jpg"))
    assert file.read_text(encoding="utf-8") == (HEAD + LETTERS).replace(
        '    tracking: "0012"\n',
        '    tracking: "0012"\n    delivered: 2025-04-04\n    delivery_proof: evidence/ar.jpg\n',
    )


def test_return_is_added_inside_the_brackets(file: Path) -> None:
    write(returned(file, OnItsWay("reminder"), date(2025, 3, 20)))
    assert file.read_text(encoding="utf-8") == (HEAD + LETTERS).replace(
        "paper: reminder}  # friendly", "paper: reminder, returned: 2025-03-20}  # friendly"
    )


def test_of_several_letters_on_their_way_the_one_named_is_taken(file: Path) -> None:
    write(added(file, "correspondence", {**LETTER, "date": date(2025, 3, 1)}))
    with pytest.raises(CaseFileError, match="several letters reminder are on their way"):
        delivered(file, OnItsWay("reminder"), date(2025, 3, 4))
    write(delivered(file, OnItsWay("reminder", tracking="0001234"), date(2025, 3, 4)))
    first, *_, last = load_case(file).correspondence
    assert (first.delivered, last.delivered) == (None, date(2025, 3, 4))


REFUSALS = [
    (
        "final-notice",
        date(2025, 4, 4),
        "not-on-its-way",
        "no final-notice is on its way: none was sent, or all have arrived",
    ),
    (
        "formal-notice",
        date(2025, 3, 31),
        "delivered-before-sent",
        "the formal-notice was sent on 2025-04-01, after 2025-03-31",
    ),
]


@pytest.mark.parametrize(
    ("paper", "day", "code", "message"), REFUSALS, ids=[r[2] for r in REFUSALS]
)
def test_a_delivery_that_cannot_be_is_refused(
    file: Path, paper: str, day: date, code: str, message: str
) -> None:
    before = file.read_bytes()
    with pytest.raises(CaseFileError) as refusal:
        delivered(file, OnItsWay(paper), day)  # type: ignore[arg-type]  # parametrised text
    assert [(p.code, str(p.message)) for p in refusal.value.problems] == [(code, message)]
    assert file.read_bytes() == before


def test_delivery_on_the_day_of_sending_is_taken(file: Path) -> None:
    assert (
        b"delivered: 2025-04-01"
        in delivered(file, OnItsWay("formal-notice"), date(2025, 4, 1)).after
    )


def test_the_same_entry_twice_is_refused(file: Path) -> None:
    write(added(file, "payments", PAYMENT))
    with pytest.raises(CaseFileError, match="the same entry is there already") as refusal:
        added(file, "payments", PAYMENT)
    assert refusal.value.problems[0].where is not None
    assert refusal.value.problems[0].where.field == "payments[0]"
    write(added(file, "payments", {**PAYMENT, "reference": "OP 2"}))
    assert len(load_case(file).payments) == 2


def test_an_entry_that_does_not_check_is_refused_at_its_place(file: Path) -> None:
    with pytest.raises(CaseFileError) as refusal:
        added(file, "correspondence", {**LETTER, "channel": "pigeon"})
    (problem,) = refusal.value.problems
    assert problem.where is not None
    assert (problem.where.file, problem.where.line) == (str(file), 25)
    assert problem.where.field == "correspondence[4].channel"
    assert file.read_bytes() == (HEAD + LETTERS).encode()
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_does_not_check_is_refused(file: Path) -> None:
    file.write_text(HEAD + "invoces: [1]\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="did you mean invoices"):
        added(file, "payments", PAYMENT)


def test_a_text_that_would_swallow_the_entry_is_refused(file: Path) -> None:
    file.write_bytes((HEAD + "message: |+\n  Vă mulțumim").encode())
    with pytest.raises(CaseFileError, match="cannot be placed without changing other facts"):
        added(file, "payments", PAYMENT)


def test_an_included_list_is_left_alone(file: Path) -> None:
    (file.parent / "letters.yaml").write_text(LETTERS, encoding="utf-8")
    file.write_text(HEAD + "include: letters.yaml\n", encoding="utf-8")
    with pytest.raises(CaseFileError, match="correspondence stands in an included file"):
        added(file, "correspondence", LETTER)
    with pytest.raises(CaseFileError, match=r"correspondence\[0\] stands in an included file"):
        returned(file, OnItsWay("reminder"), date(2025, 3, 20))


def test_a_file_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    change = added(file, "payments", PAYMENT)
    file.write_text(HEAD, encoding="utf-8")
    with pytest.raises(OutputError, match="was changed meanwhile"):
        write(change)
    assert file.read_text(encoding="utf-8") == HEAD


def test_a_file_that_cannot_be_written_is_told(file: Path) -> None:
    change = added(file, "payments", PAYMENT)
    file.unlink()
    with pytest.raises(OutputError) as refusal:
        write(change)
    assert str(refusal.value) == f"{file} cannot be written: No such file or directory"


def test_permissions_and_links_stay(file: Path, tmp_path: Path) -> None:
    file.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    write(added(link, "payments", PAYMENT))
    assert link.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o640
    assert len(load_case(file).payments) == 1


def test_a_byte_order_mark_stays(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + HEAD.encode())
    write(added(file, "payments", PAYMENT))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf" + HEAD.encode())


def _change(path: Path, step: str, number: int, on_its_way: OnItsWay) -> Change:
    if step == "payment":
        return added(path, "payments", {**PAYMENT, "reference": f"OP {number}"})
    if step == "letter":
        return added(path, "correspondence", {**LETTER, "tracking": f"RR{number}"})
    arrived = delivered if step == "delivered" else returned
    return arrived(path, on_its_way, date(2025, 7, 1))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    tail=st.sampled_from(["", LETTERS, "correspondence: []\n", "payments:\n", "payments: # c\n\n"]),
    crlf=st.booleans(),
    open_end=st.booleans(),
    steps=st.lists(st.sampled_from(["payment", "letter", "delivered", "returned"]), max_size=5),
)
def test_taking_the_entries_out_gives_back_the_file(
    tmp_path_factory: pytest.TempPathFactory,
    tail: str,
    crlf: bool,
    open_end: bool,
    steps: list[str],
) -> None:
    path = tmp_path_factory.mktemp("case") / "case.yaml"
    text = (HEAD + tail).replace("\n", "\r\n" if crlf else "\n")
    path.write_bytes((text.rstrip() if open_end else text).encode())
    for number, step in enumerate(steps, 1):
        before, case = path.read_bytes(), load_case(path)
        on_its_way = [
            OnItsWay("reminder", e.date, tracking=e.tracking)
            for e in case.correspondence
            if e.paper == "reminder" and not e.delivered and not e.returned
        ]
        if step in {"delivered", "returned"} and not on_its_way:
            continue
        write(_change(path, step, number, [*on_its_way, OnItsWay("reminder")][0]))
        after = path.read_bytes()
        length = len(after) - len(before)
        assert any(after[:i] + after[i + length :] == before for i in range(len(before) + 1))
        new = load_case(path)
        assert len(new.payments) - len(case.payments) == (step == "payment")
        assert len(new.correspondence) - len(case.correspondence) == (step == "letter")


def test_evidence_is_named_from_the_case_folder(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proof = file.parent / "evidence" / "ar.jpg"
    proof.parent.mkdir()
    proof.write_bytes(b"jpg")
    (file.parent.parent / "stray.jpg").write_bytes(b"jpg")
    assert evidence_name(file, proof) == "evidence/ar.jpg"
    assert evidence_name(file, Path("evidence/ar.jpg")) == "evidence/ar.jpg"
    monkeypatch.chdir(proof.parent)
    assert evidence_name(Path("../case.yaml"), Path("ar.jpg")) == "evidence/ar.jpg"
    for stray in ("nothing.jpg", str(file.parent.parent / "stray.jpg"), "../../stray.jpg"):
        with pytest.raises(CaseFileError, match="is not in the case folder"):
            evidence_name(file, Path(stray))
