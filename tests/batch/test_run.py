"""A portfolio from proposal to post, and everything that can go wrong on the way."""

from __future__ import annotations

import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from demandgen import cli
from demandgen.batch.ledger import Ledger
from demandgen.batch.letters import Letter

DAY = "2025-09-30"
FIRM = """\
name: Recuperări Bârsa SRL
kind: business
tax_id: RO9912345676
registration: J08/99123/2015
address: {street: Strada Lungă nr. 12, city: Brașov, county: Brașov, postal_code: "500035"}
bank_accounts: [{iban: RO49 AAAA 1B31 0075 9384 0000, bank: Banca Exemplu, currency: RON}]
representative: {name: Ștefania Țuțuianu, role: administrator}
contact: {email: office@example.ro}
"""
CASE = """\
case: C-{n}
law: ro
creditor: {{include: ../firm.yaml}}
debtor:
  name: "{name}"
  kind: private
  address: {{street: Strada Florilor nr. {n}, city: Iași, county: Iași, postal_code: "70000{code}"}}
{email}
invoices:
  - {{number: F {n}, issued: 2025-01-15, due: 2025-02-14, amount: {n}00.00, currency: RON}}
interest: {{kind: none}}
"""
COUNT = 4


def case(folder: Path, n: int, name: str = "", *, email: str = "", extra: str = "") -> Path:
    path = folder / "cases" / f"c{n}.yaml"
    path.parent.mkdir(exist_ok=True)
    contact = f"  contact: {{email: {email}}}" if email else ""
    text = CASE.format(n=n, name=name or f"Țînțaru Răzvan {n}", code=9 - n, email=contact)
    path.write_text(text + extra, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("proposed")
    (folder / "firm.yaml").write_text(FIRM, encoding="utf-8")
    for n in range(1, COUNT + 1):
        case(folder, n)
    return folder


@pytest.fixture(autouse=True)
def _away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is ever written into the checkout."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def home(proposed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with four cases, its own copy."""
    shutil.copytree(proposed, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def batch(*words: str) -> int:
    return cli.run(["batch", *words])


def propose(*words: str, day: str = DAY, paper: str = "formal-notice") -> int:
    return batch("propose", "cases", "--out", "out", "--on", day, "--paper", paper, "--workers", "1", *words)  # fmt: skip


def run(run: str = f"{DAY}-1", *words: str) -> int:
    return batch("run", f"out/{run}/proposal.csv", "--on", DAY, "--workers", "1", *words)


def letters(run: str | None = f"{DAY}-1") -> list[Letter]:
    with Ledger(Path("out"), writing=False) as ledger:
        return ledger.letters(run)


def files(folder: str) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file()
    }


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=";"))


def edit(path: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]) -> None:
    found = change(rows(path))
    with Path(path).open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, list(found[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(found)


@pytest.fixture(scope="module")
def rendered(proposed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder after a whole run, made once."""
    folder = tmp_path_factory.mktemp("rendered")
    shutil.copytree(proposed, folder, dirs_exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        assert propose() == 0
        assert run(f"{DAY}-1", "--duplex", "--separator", "--per-file", "3") == 0
    finally:
        os.chdir(before)
    return folder


@pytest.fixture
def done(rendered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(rendered, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- the ordinary way ---


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
    edit(f"out/{DAY}-1/proposal.csv", lambda found: [{**found[0], "debtor": "Altul"}, found[1], found[1], {**found[2], "letter": "x"}])  # fmt: skip
    capsys.readouterr()
    assert run() == 3
    told = capsys.readouterr().err
    assert "debtor was Țînțaru Răzvan 4 in the proposal, found Altul" in told
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
def test_sent_letters_are_not_proposed_again() -> None:
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01", "--withdraw", "4") == 0
    assert [x.state for x in letters()] == ["posted", "posted", "posted", "withdrawn"]
    assert propose(day="2025-10-20") == 0
    again = letters("2025-10-20-1")
    assert [x.case_id for x in again] == ["C-1"]  # only the one that did not go


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


# --- what goes wrong ---


def test_one_bad_case_never_stops_the_rest(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case(home, 5, extra="invoices: twice\n")
    (home / "cases/c6.yaml").write_bytes(b"case: \xff\xfe")
    case(home, 7, "Dublura").write_text((home / "cases/c1.yaml").read_text())
    assert propose() == 7
    told = capsys.readouterr().err
    assert "c5.yaml" in told
    assert "c6.yaml" in told
    assert "another case has the id C-1 too" in told
    assert sorted(x.case_id for x in letters()) == ["C-2", "C-3", "C-4"]
    assert run() == 0


def test_a_case_that_changed_after_approval_is_not_sent_as_approved(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert propose() == 0
    case(home, 3, extra="payments: [{date: 2025-09-01, amount: 50.00, currency: RON}]\n")
    assert run() == 7
    assert "changed since the letter was approved: 300.00 RON, now 250.00 RON" in " ".join(
        capsys.readouterr().err.split()
    )
    assert batch("failures", f"out/{DAY}-1") == 7
    assert len(list(Path(f"out/{DAY}-1/letters").rglob("*.pdf"))) == COUNT - 1
    case(home, 3)
    failed = next(x for x in letters() if x.case_id == "C-3")
    assert run(f"{DAY}-1", "--only", failed.id) == 0
    assert batch("failures", f"out/{DAY}-1") == 0
    assert [x["case"] for x in rows(f"out/{DAY}-1/print-2/posting-list.csv")] == ["C-3"]


@pytest.mark.usefixtures("done")
def test_a_letter_somebody_edited_is_never_written_over(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(f"out/{DAY}-1") / (letters()[0].file or "")
    path.write_bytes(b"signed by hand")
    assert run() == 7
    assert "was changed after it was rendered" in capsys.readouterr().err
    assert path.read_bytes() == b"signed by hand"
    assert batch("reprint", f"out/{DAY}-1", "--range", "1") == 6


def test_a_case_that_changed_after_printing_is_told(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case(done, 1, "Alt nume")
    with Ledger(Path("out"), writing=True) as ledger:  # the copy lies elsewhere than the original
        for known in ledger.letters():
            here = [
                str(done / "cases" / Path(f).name) if "cases" in f else f
                for f in known.source.files
            ]
            moved = known.source.model_copy(update={"files": tuple(here)})
            ledger._update(known.model_copy(update={"source": moved}))
    assert run() == 7
    assert "the case changed after the letter went into print job 1" in " ".join(
        capsys.readouterr().err.split()
    )


def test_a_template_error_fails_its_letters_only(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "firm2.yaml").write_text(FIRM + "templates: own\n", encoding="utf-8")
    own = home / "cases/own/ro"
    own.mkdir(parents=True)
    (own / "formal-notice.html").write_text("<h1>{{ claim.nothing_of_the_kind }}</h1>")
    c2 = home / "cases/c2.yaml"
    c2.write_text(c2.read_text().replace("firm.yaml", "firm2.yaml"))
    assert propose() == 0
    assert run() == 7
    told = capsys.readouterr().err
    assert "nothing_of_the_kind" in told
    assert [x.state for x in letters()].count("rendered") == COUNT - 1


def test_contradicting_histories_stop_the_letter(
    done: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch("sent", f"out/{DAY}-1", "--on", "2025-10-01") == 0
    event = "correspondence: [{date: 2025-10-03, direction: sent, channel: registered-declared, paper: formal-notice}]\n"
    case(done, 1, extra=event)
    assert propose(day="2025-10-20", paper="reminder") == 7
    told = " ".join(capsys.readouterr().err.split())
    assert "formal-notice: date is 2025-10-03 in the case file, 2025-10-01 in the ledger" in told


@pytest.mark.usefixtures("done")
def test_two_runs_at_once_refuse_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    with Ledger(Path("out"), writing=True):
        assert run() == 6
    assert "another run is writing this ledger" in capsys.readouterr().err


@pytest.mark.usefixtures("home")
def test_output_that_cannot_be_written_fails_in_words_and_resumes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert propose() == 0
    blocker = Path(f"out/{DAY}-1/letters")
    blocker.write_text("a file where the folder should be")
    assert run() == 7
    assert "cannot be written: " in capsys.readouterr().err
    blocker.unlink()
    assert run() == 0
    assert [x.state for x in letters()] == ["rendered"] * COUNT


@pytest.mark.usefixtures("home")
def test_a_full_disk_leaves_no_half_letters_and_resumes() -> None:
    assert propose() == 0
    limited = _command(limit=12_000)
    assert limited.returncode == 6
    assert "the ledger cannot be used" in limited.stderr
    assert "Traceback" not in limited.stderr
    assert list(Path("out").rglob("*.pdf")) == []
    assert list(Path("out").rglob("*.part")) == []
    assert run() == 0
    assert [x.state for x in letters()] == ["rendered"] * COUNT


def _command(limit: int | None = None) -> subprocess.CompletedProcess[str]:
    def restrict() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        _words(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=restrict if limit else None,
    )


def _words() -> list[str]:
    words = ["batch", "run", f"out/{DAY}-1/proposal.csv", "--on", DAY, "--workers", "1", "--quiet"]
    return [sys.executable, "-m", "demandgen", *words]


@pytest.mark.usefixtures("home")
def test_a_killed_run_resumes_without_duplicates_or_gaps(rendered: Path) -> None:
    assert propose() == 0
    with subprocess.Popen(_words(), start_new_session=True) as child:
        end = time.monotonic() + 60
        while not list(Path("out").rglob("letters/000/*.pdf")):
            assert time.monotonic() < end
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
    assert run(f"{DAY}-1", "--duplex", "--separator", "--per-file", "3") == 0
    found = letters()
    assert [(x.number, x.state, x.job) for x in found] == [
        (n, "rendered", 1) for n in range(1, COUNT + 1)
    ]
    mine, undisturbed = files(f"out/{DAY}-1/letters"), files(f"{rendered}/out/{DAY}-1/letters")
    assert mine == undisturbed
    assert files(f"out/{DAY}-1/print-1") == files(f"{rendered}/out/{DAY}-1/print-1")


@pytest.mark.usefixtures("home")
def test_quiet_says_nothing_and_the_log_tells_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert propose("--quiet", "--log", "log.jsonl") == 0
    assert run(f"{DAY}-1", "--quiet", "--log", "log.jsonl") == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
    lines = [json.loads(line) for line in Path("log.jsonl").read_text().splitlines()]
    assert [x["event"] for x in lines] == ["stage", "proposed", "run", "stage", "stage", "printed"]


@pytest.mark.usefixtures("done")
def test_status_counts_by_paper_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert batch("status", "out", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "runs": {f"{DAY}-1": [{"paper": "formal-notice", "state": "rendered", "letters": COUNT}]},
        "failures": {f"{DAY}-1": 0},
    }
