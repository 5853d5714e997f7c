"""Does a firm's own folder win, file by file, in both formats, and is every fault in it found?"""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from reading_back import compared, text_of_docx, text_of_html, text_of_pdf
from sample_letters import claimed

from demandgen.documents.embedded import verify_letter
from demandgen.documents.firm_folder import in_force, not_used, put_new, to_start_from
from demandgen.documents.letter import Letter
from demandgen.documents.papers import PaperRequest
from demandgen.documents.press import Press
from demandgen.documents.proofs import proof_of
from demandgen.documents.stylesheet import stylesheet_faults
from demandgen.documents.templates import Found, WordingError
from demandgen.problems import OutputError

FIRM = Path(__file__).parent / "firm"
OURS = Press(FIRM)


def letter(paper: str = "formal-notice", press: Press = OURS) -> Letter:
    return press.letter(*claimed("ro-2025-014"), PaperRequest(paper))  # type: ignore[arg-type]  # a paper's id


def test_letterhead_and_clause_of_the_firm_stand_in_both_formats() -> None:
    made = letter()
    golden = text_of_html(OURS._letterhead(made) + made.body)
    assert "Servicii juridice pentru comerț" in golden
    assert "Pentru orice lămurire vă stăm la dispoziție" in golden
    assert "soluție amiabilă" not in golden
    assert text_of_pdf(OURS.pdf(made), made.body) == compared(golden)
    assert text_of_docx(OURS.docx(made)) == compared(golden)


def test_a_whole_word_paper_is_used_for_word() -> None:
    document = Document(io.BytesIO(OURS.docx(letter("default-notice"))))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "Hotel Măgura SRL\nBulevardul Unirii nr.\N{NO-BREAK SPACE}70" in text
    assert "15\N{NO-BREAK SPACE}(cincisprezece) zile" in text
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[1] == ["ABF 1041", "14.02.2025", "13.941,07 lei".replace(" ", "\N{NO-BREAK SPACE}")]
    assert document.core_properties.title == "Notificare de punere în întârziere, RO-2025-014"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_its_pdf_is_printed_by_libreoffice_with_the_claim(tmp_path: Path) -> None:
    made = letter("default-notice")
    printed = OURS.pdf(made)
    assert printed == OURS.pdf(made)
    (tmp_path / "a.pdf").write_bytes(printed)
    assert verify_letter(tmp_path / "a.pdf").case == "RO-2025-014"


def test_without_libreoffice_its_pdf_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OutputError) as caught:
        OURS.pdf(letter("default-notice"))
    assert str(caught.value) == (
        "Notificare de punere în întârziere exists as a Word document only; its PDF needs"
        " LibreOffice, which is not installed (make it with --format docx, or install LibreOffice)"
    )


def test_beside_a_wording_of_the_firm_the_document_is_for_word_only(tmp_path: Path) -> None:
    shutil.copytree(FIRM, tmp_path / "own")
    (tmp_path / "own/ro/default-notice.html").write_text("<p>Scurt.</p>", encoding="utf-8")
    made = letter("default-notice", Press(tmp_path / "own"))
    assert made.body == "<p>Scurt.</p>"
    assert made.own_document is not None


def test_what_comes_from_where() -> None:
    found = {one.name: one.origin for one in in_force(["ro"], FIRM)}
    own = {name for name, origin in found.items() if origin == "firm"}
    assert own == {
        "letterhead.docx",
        "letterhead.html",
        "ro/default-notice.docx",
        "ro/parts/contact.html",
    }
    assert "ro/default-notice.html" not in found
    assert not [name for name in found if name.startswith("pl/")]


def test_a_start_is_the_paper_itself(tmp_path: Path) -> None:
    files = to_start_from("ro", "formal-notice")
    assert {
        "ro/formal-notice.html",
        "ro/parts/annex.html",
        "ro/phrases.jinja",
        "letter.css",
        "letterhead.docx",
        "word/ro/formal-notice.docx",
    } <= set(files)
    put_new(tmp_path, files)
    assert letter(press=Press(tmp_path)).body == letter(press=Press()).body
    assert not list(not_used(tmp_path))
    (tmp_path / "word/ro/formal-notice.docx").rename(tmp_path / "ro/formal-notice.docx")
    (tmp_path / "ro/formal-notice.html").unlink()
    word = Press(tmp_path)
    assert text_of_docx(word.docx(letter(press=word))) == text_of_docx(
        Press().docx(letter(press=Press()))
    )


def test_nothing_is_written_over_a_file(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"mine")
    with pytest.raises(OutputError, match="this file exists; it is left as it is"):
        put_new(tmp_path, {"a": b"1", "b": b"2"})
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_the_test_firms_templates_work() -> None:
    proof = proof_of(FIRM)
    assert [str(fault) for fault in proof.faults] == []
    assert proof.papers > 10
    assert len(proof.files) == 4


def own(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


FAULTY = {
    "chronology.html": ("<p>{{ debtr.name }}</p>", ["chronology.html:1:1: debtr is unknown (did you mean debtor?)"]),
    "reminder.html": ("<p>a</p>\n<p>{{ on | dya }}</p>", ["reminder.html:2:1: No filter named 'dya'."]),
    "debt-acknowledgement.html": ("<p>a</p>\n{% if case.interest.kind == 'x' %}\n<p>{{ nobody }}</p>\n{% endif %}", ["debt-acknowledgement.html:3:1: nobody is unknown"]),
    "interest-note.html": ("<p>{{ debtor.nmae }}</p>", ["interest-note.html:1:1: 'demandgen.casefile.parties.Debtor object' has no attribute 'nmae'"]),
    "handover-brief.html": ("<p>a", ["handover-brief.html:1:1: <p> is never closed"]),
    "formal-notce.html": ("<p>a</p>", ["formal-notce.html: no paper asks for this file (did you mean ro/formal-notice.html?)"]),
}  # fmt: skip


def test_faults_of_wordings_are_told_with_their_places(tmp_path: Path) -> None:
    own(tmp_path, **{f"ro/{name}": text for name, (text, _) in FAULTY.items()})
    told = [
        str(fault).removeprefix(f"{tmp_path}{os.sep}ro{os.sep}")
        for fault in proof_of(tmp_path).faults
    ]
    assert sorted(told) == sorted(line for _, lines in FAULTY.values() for line in lines)


def rewritten(source: Path, target: Path, change: Callable[[str], str]) -> None:
    """A Word document with its text changed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/document.xml":
                content = change(content.decode()).encode()
            new.writestr(name, content)


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ("{{ signer.name }}", "{{ singer.name }}", "singer is unknown, in word/document.xml: {{ singer.name }}"),
        ("{{ on | day }}", "{{ on | dya }}", "No filter named 'dya'., in word/document.xml: {{ on | dya }}"),
        ("{{ on | day }}", "{{ on }}", "2025-09-30 (date) printed without a filter, in word/document.xml: {{ on }}"),
    ],
)  # fmt: skip
def test_faults_of_a_word_document_are_told_with_part_and_sentence(
    tmp_path: Path, good: str, bad: str, told: str
) -> None:
    path = tmp_path / "ro/default-notice.docx"
    rewritten(FIRM / "ro/default-notice.docx", path, lambda text: text.replace(good, bad))
    assert [str(fault) for fault in proof_of(tmp_path).faults] == [f"{path}: {told}"]


def test_a_document_that_is_none_or_fetches_is_refused(tmp_path: Path) -> None:
    path = own(tmp_path, **{"ro/default-notice.docx": "no"}) / "ro/default-notice.docx"
    with pytest.raises(WordingError, match=r"this is not a Word document \(.docx\)"):
        Press(tmp_path).docx(letter("default-notice", Press(tmp_path)))
    document = Document(str(FIRM / "ro/default-notice.docx"))
    document.part.relate_to(
        "http://example.org/a.dotm", "http://x/attachedTemplate", is_external=True
    )
    document.save(str(path))
    with pytest.raises(WordingError, match=r"it fetches http://example.org/a.dotm"):
        Press(tmp_path).docx(letter("default-notice", Press(tmp_path)))


@pytest.mark.parametrize(
    ("css", "told"),
    [
        ('p { font-family: "Arial" }', ["1:5: the letters have the font IBM Plex Serif, not Arial"]),
        ("\np { font: 10pt Georgia, serif }", ["2:5: the letters have the font IBM Plex Serif, not Georgia serif"]),
        ("p { font-variant-numeric: tabular-nums }", ["1:5: font-variant-numeric makes printing lose memory"]),
        ("p { background: url(a.png) }", ["1:5: a letter fetches nothing: background: url()"]),
        ('@import "b.css";', ["1:1: a letter fetches nothing: @import"]),
        ("@page { @top-left { font: 8pt Arial } }", ["1:21: the letters have the font IBM Plex Serif, not Arial"]),
        ('p { font: 10pt/1.2 "IBM Plex Serif" } b { font-family: inherit }', []),
    ],
)  # fmt: skip
def test_what_a_stylesheet_may_not_ask_for(tmp_path: Path, css: str, told: list[str]) -> None:
    path = own(tmp_path, **{"letter.css": css}) / "letter.css"
    faults = stylesheet_faults(Found("letter.css", path, "firm"))
    assert [str(fault).removeprefix(f"{path}:") for fault in faults] == told


def test_our_own_stylesheet_keeps_to_the_rules() -> None:
    shipped = next(one for one in in_force(["ro"], None) if one.name == "letter.css")
    assert not list(stylesheet_faults(shipped))
