"""A portfolio from proposal to post, the ordinary way."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from small_portfolio import COUNT, DAY, batch, case, edit, files, letters, propose, rows, run


@pytest.mark.usefixtures("done")
def test_letters_are_numbered_in_postal_order_and_posted_with_their_list() -> None:
    found = letters()
    assert [x.number for x in found] == [1, 2, 3, 4]
    codes = [x.recipient.postal_code for x in found]
    assert codes == sorted(codes) == ["700005", "700006", "700007", "700008"]
    listed = rows(f"out/{DAY}-1/print-1/posting-list.csv")
    assert [(x["number"], x["postal_code"], x["part"]) for x in listed] == [
        ("1", "700005", "1"),
        ("2", "700006", "1"),
        ("3", "700007", "1"),
        ("4", "700008", "2"),
    ]


@pytest.mark.usefixtures("done")
def test_manifest_agrees_with_the_files_and_the_pages() -> None:
    folder = Path(f"out/{DAY}-1")
    manifest = json.loads((folder / "print-1/manifest.json").read_text())
    for file in manifest["files"]:
        assert (
            sha256((folder / "print-1" / file["name"]).read_bytes()).hexdigest() == file["sha256"]
        )
    assert len(manifest["letters"]) == COUNT
    for entry in manifest["letters"]:
        with (
            pikepdf.open(folder / entry["file"]) as letter,
            pikepdf.open(folder / f"print-1/part-{entry['part']:03}.pdf") as part,
        ):
            assert len(letter.pages) == entry["pages"]
            first = part.pages[entry["first_page"] - 1]
            assert _text(first) == _text(letter.pages[0])
            assert entry["first_page"] % 2 == 1  # duplex: a letter begins on the front


def _text(page: pikepdf.Page) -> bytes:
    return b"".join(stream.read_bytes() for stream in _streams(page))


def _streams(page: pikepdf.Page) -> Iterator[Any]:
    contents = page.obj.Contents
    yield from (contents if isinstance(contents, pikepdf.Array) else [contents])


@pytest.mark.usefixtures("done")
def test_printed_letters_look_as_before_and_share_their_fonts() -> None:
    part = f"out/{DAY}-1/print-1/part-001.pdf"
    fonts = subprocess.run(["pdffonts", part], capture_output=True, text=True, check=True).stdout
    programs = set()
    with pikepdf.open(part) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                programs.add(thing.FontFile2.objgen)
    with pikepdf.open(f"out/{DAY}-1/{letters()[0].file}") as one:
        kinds = {
            str(t.FontName)
            for t in one.objects
            if isinstance(t, pikepdf.Dictionary) and "/FontName" in t
        }
    assert len(programs) <= len(kinds) + 1  # the separator's sheet brings one of its own
    assert "no  " not in re.sub(r".*---\n", "", fonts, flags=re.DOTALL).replace("yes", "")
    first = _image(part, 3)
    assert first == _image(f"out/{DAY}-1/{letters()[0].file}", 1)


def _image(path: str, page: int) -> bytes:
    command = ["pdftoppm", "-r", "40", "-f", str(page), "-l", str(page), "-png", path]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.usefixtures("done")
def test_a_second_run_changes_nothing() -> None:
    before = files(f"out/{DAY}-1")
    assert run() == 0
    assert files(f"out/{DAY}-1") == before


@pytest.mark.usefixtures("done")
def test_a_lost_letter_is_rendered_again_to_the_same_bytes() -> None:
    before = files(f"out/{DAY}-1")
    (Path(f"out/{DAY}-1") / (letters()[1].file or "")).unlink()
    assert run() == 0
    assert files(f"out/{DAY}-1") == before


@pytest.mark.usefixtures("home")
def test_only_approved_lines_are_rendered() -> None:
    assert propose() == 0
    edit(f"out/{DAY}-1/proposal.csv", lambda found: [{**found[0], "approve": "nu"}, *found[1:3]])
    assert run() == 0
    assert [x.state for x in letters()] == ["proposed", "proposed", "rendered", "rendered"]


@pytest.mark.usefixtures("home")
def test_a_proposal_edited_otherwise_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert propose() == 0
    edit(f"out/{DAY}-1/proposal.csv", lambda found: [{**found[0], "debtor": "Altul"}, found[1], found[1], {**found[2], "letter": "x"}, {**found[3], "currency": "EUR"}])  # fmt: skip
    capsys.readouterr()
    assert run() == 3
    told = capsys.readouterr().err
    assert "debtor was Țînțaru Răzvan 4 in the proposal, found Altul" in told
    assert "currency was RON in the proposal, found EUR" in told
    assert "proposal.csv:4:1: error: this letter stands twice" in told
    assert "no letter x was proposed in this run" in told
    assert not Path(f"out/{DAY}-1/letters").exists()


@pytest.mark.usefixtures("home")
def test_a_later_proposal_takes_the_place_of_an_older_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert propose(paper="default-notice") in {0, 7}
    assert propose() == 0
    if letters(f"{DAY}-1"):
        assert run(f"{DAY}-1") == 7
        assert "a later proposal took its place" in capsys.readouterr().err


@pytest.mark.usefixtures("done")
def test_letters_cannot_have_gone_before_their_day_nor_tomorrow(
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-09-29") == 2
    assert "has letters of 2025-09-30; they cannot have gone on 2025-09-29" in (
        capsys.readouterr().err
    )
    assert batch("sent", f"out/{DAY}-1", "--on", "2199-01-01") == 2
    assert "2199-01-01 has not come yet" in capsys.readouterr().err
    assert {x.state for x in letters()} == {"rendered"}
    assert batch("sent", f"out/{DAY}-1", "--on", DAY) == 0


@pytest.mark.parametrize("what", ["delivered", "paid"])
def test_no_ledger_is_begun_where_there_is_none(what: str, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("letter,delivered\nx,2025-10-01\n", encoding="utf-8")
    assert batch(what, "list.csv", "--in", ".") == 6
    assert [p.name for p in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.usefixtures("done")
def test_sent_letters_are_not_proposed_again() -> None:
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01", "--withdraw", "4") == 0
    assert [x.state for x in letters()] == ["posted", "posted", "posted", "withdrawn"]
    assert propose(day="2025-10-20") == 0
    again = letters("2025-10-20-1")
    assert [x.case_id for x in again] == ["C-1"]  # only the one that did not go


@pytest.mark.usefixtures("done")
def test_telling_twice_that_a_letter_did_not_go_changes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sent = ("sent", f"out/{DAY}-1", "--on", "2025-10-01", "--withdraw")
    capsys.readouterr()
    assert batch(*sent, "4") == 0
    assert batch(*sent, "4") == 0
    assert batch(*sent, "1,4") == 6  # the first went with the post
    assert capsys.readouterr().out.splitlines() == [
        "3 letters sent, 1 withdrawn",
        "0 letters sent, 0 withdrawn, 1 before",
    ]
    assert [x.state for x in letters()] == ["posted", "posted", "posted", "withdrawn"]


@pytest.mark.usefixtures("home")
def test_a_paper_the_country_does_not_have_is_left_out() -> None:
    assert propose(paper="final-notice") == 0
    assert letters() == []
    assert "ro has no paper final-notice" in Path(f"out/{DAY}-1/proposal.html").read_text()


@pytest.mark.usefixtures("home")
def test_cases_the_law_refuses_are_left_out_with_the_reason() -> None:
    assert propose(day="2025-02-14") == 0  # the due day itself
    assert letters("2025-02-14-1") == []
    page = Path("out/2025-02-14-1/proposal.html").read_text()
    assert page.count("nothing is overdue on this day (not before 2025-02-15)") == COUNT


@pytest.mark.usefixtures("home")
def test_single_letters_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert propose() == 0
    second = letters()[1].id
    assert run(f"{DAY}-1", "--only", second) == 0
    assert {x.id: x.state for x in letters()}[second] == "rendered"
    assert [x.state for x in letters()].count("proposed") == COUNT - 1
    assert run(f"{DAY}-1", "--only", "nonsense") == 2
    assert "does not approve the letter nonsense" in " ".join(capsys.readouterr().err.split())


@pytest.mark.usefixtures("done")
def test_rendered_letters_wait_for_the_post_before_anything_else() -> None:
    assert propose(paper="reminder") == 0
    assert letters(f"{DAY}-2") == []
    page = Path(f"out/{DAY}-2/proposal.html").read_text()
    assert f"formal-notice of run {DAY}-1 is rendered, but not marked as sent" in page


@pytest.mark.usefixtures("done")
def test_the_ladder_goes_on_from_what_the_ledger_knows() -> None:
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    Path("post.csv").write_text("letter,delivered,returned\n" + f"{letters()[3].id},2025-10-04,\n")
    assert batch("delivered", "post.csv", "--in", "out") == 0
    assert propose(day="2025-10-10", paper="auto") == 0
    assert letters("2025-10-10-1") == []
    assert (
        "2025-10-20" in Path("out/2025-10-10-1/proposal.html").read_text()
    )  # 15 days from receipt


@pytest.mark.usefixtures("done")
def test_lists_of_post_and_bank_are_taken_once(capsys: pytest.CaptureFixture[str]) -> None:
    listed = f"out/{DAY}-1/print-1/posting-list.csv"
    edit(listed, lambda found: [{**x, "tracking": f"RR{x['case'][-1]}"} for x in found])
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01", "--tracking", listed) == 0
    Path("post.csv").write_text("tracking,delivered,returned\nRR1,2025-10-04,\nRR2,,2025-10-20\n")
    Path("bank.csv").write_text(
        "date,amount,currency,invoice,reference\n2025-10-02,100.00,RON,F 1,OP 7\n"
    )
    capsys.readouterr()
    for _ in range(2):
        assert batch("delivered", "post.csv", "--in", "out") == 0
        assert batch("paid", "bank.csv", "--in", "out") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 delivered, 1 returned",
        "1 new payments, 0 known already",
        "0 delivered, 0 returned",
        "0 new payments, 1 known already",
    ]
    assert [x.state for x in letters()] == ["posted", "posted", "returned", "delivered"]
    assert propose(day="2025-10-20", paper="auto") == 0
    page = Path("out/2025-10-20-1/proposal.html").read_text()
    assert re.search(r"C-1</td><td>Țînțaru Răzvan 1</td><td>nothing is owed", page)


@pytest.mark.parametrize(
    ("command", "text", "message"),
    [
        ("delivered", "letter,delivered\nx,2025-10-04\n", "no letter has this number"),
        ("delivered", "letter,delivered\n{id},2025-10-04\n", "the letter is rendered, not sent"),
        ("delivered", "letter,delivered\n{id},4.10.2025\n", "expected a date as YYYY-MM-DD, found '4.10.2025'"),
        ("paid", "date,amount,currency,invoice\n2025-10-02,1,RON,F 99\n", "no letter of the ledger claims invoice F 99"),
        ("paid", 'date,amount,currency,case\n2025-10-02,"1,5",RON,C-1\n', "found '1,5'"),
        ("paid", "date,amount,currency,case\n2025-10-02,=1+1,RON,C-1\n", "the cell holds a formula"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("done")
def test_wrong_lines_of_a_list_are_named_and_nothing_is_taken(
    capsys: pytest.CaptureFixture[str], command: str, text: str, message: str
) -> None:
    Path("list.csv").write_text(text.replace("{id}", letters()[0].id))
    capsys.readouterr()
    assert batch(command, "list.csv", "--in", "out") == 3
    assert message in " ".join(capsys.readouterr().err.split())


@pytest.mark.usefixtures("done")
def test_reprint_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert batch("reprint", f"out/{DAY}-1", "--range", "2,4") == 0
    with pikepdf.open(f"out/{DAY}-1/reprint-2,4.pdf") as pdf:
        assert len(pdf.pages) == letters()[1].pages + letters()[3].pages
    assert [x.state for x in letters()] == ["rendered"] * COUNT
    assert batch("reprint", f"out/{DAY}-1", "--range", "3-9") == 2
    assert "has no letter number 5, 6, 7, 8, 9" in capsys.readouterr().err


def test_messages_instead_of_print_leave_the_others_for_the_printer(home: Path) -> None:
    case(home, 2, email="doi@example.com")
    assert propose() == 0
    assert run(f"{DAY}-1", "--by", "email") == 7
    (message,) = Path(f"out/{DAY}-1/email-1").glob("*.eml")
    mail = message_from_bytes(message.read_bytes())
    assert str(make_header(decode_header(mail["To"]))) == "Țînțaru Răzvan 2 <doi@example.com>"
    assert [p.get_filename() for p in mail.walk() if p.get_filename()] == [
        message.with_suffix(".pdf").name
    ]
    assert run() == 0
    assert len(rows(f"out/{DAY}-1/print-2/posting-list.csv")) == COUNT - 1


def test_what_was_neither_printed_nor_mailed_cannot_have_been_sent(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case(home, 2, email="doi@example.com")
    assert propose() == 0
    assert run(f"{DAY}-1", "--by", "email") == 7  # three have no address
    capsys.readouterr()
    for words in ([], ["--only", "1,3"]):
        made = not words
        code = batch("sent", f"out/{DAY}-1", "--on", "2025-10-01", *words)
        shown = " ".join("".join(capsys.readouterr()).split())
        assert code == (0 if made else 2)
        assert ("1 letters sent, 0 withdrawn" in shown) is made
        left = "1, 2, 4" if made else "1"
        assert f"neither printed nor written as an e-mail: letters {left}" in shown
        assert [x.state for x in letters()] == ["rendered", "rendered", "posted", "rendered"]
    assert run(f"{DAY}-1", "--by", "post") == 0
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "3 letters sent, 0 withdrawn"


def test_nothing_is_left_of_a_job_whose_letters_have_no_address(home: Path) -> None:
    assert propose() == 0
    assert run(f"{DAY}-1", "--by", "email") == 7
    assert {path.name for path in (home / f"out/{DAY}-1").iterdir()} == {
        "letters",
        "proposal.csv",
        "proposal.html",
    }


def test_letters_go_out_as_they_were_proposed(home: Path) -> None:
    case(home, 2, email="doi@example.com")
    assert propose(paper="auto") == 0
    by = {x.case_id: x.channel for x in letters()}
    assert by["C-2"] == "email"
    assert run() == 0
    assert len(rows(f"out/{DAY}-1/print-1/posting-list.csv")) == COUNT - 1
    assert [x["case"] for x in rows(f"out/{DAY}-1/email-2/posting-list.csv")] == ["C-2"]


@pytest.mark.usefixtures("home")
def test_zip_holds_the_whole_job() -> None:
    assert propose() == 0
    assert run(f"{DAY}-1", "--zip") == 0
    names = subprocess.run(
        ["unzip", "-Z1", f"out/{DAY}-1/print-1.zip"], capture_output=True, text=True, check=True
    )
    assert {"manifest.json", "part-001.pdf", "posting-list.csv"} <= set(names.stdout.split())
    assert not Path(f"out/{DAY}-1/print-1").exists()


def test_user_text_is_text_in_page_and_table(home: Path) -> None:
    case(home, 5, "=HYPERLINK(1) <script>alert(1)</script>")
    assert propose() == 0
    page = Path(f"out/{DAY}-1/proposal.html").read_text()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert any(x["debtor"].startswith("'=HYPERLINK") for x in rows(f"out/{DAY}-1/proposal.csv"))
    assert run() == 0
