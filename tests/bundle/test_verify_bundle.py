"""Is every alteration of a bundle found, also one by somebody who recomputes the hashes?"""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bundle_cases import USUAL, built, case_in, extra, only, put, text_page, text_pdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from demandgen.bundle.custody import PageDigests, canonical, entry, sha256, sha256_of, sums
from demandgen.bundle.verify import verify_bundle


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    put(folder, {**USUAL, "evidence/e.pdf": text_pdf("one", "two", "three")})
    built(folder, case_in(folder, evidence=extra(["evidence/e.pdf"])))
    return folder / "out"


@pytest.fixture
def out(sound: Path, tmp_path: Path) -> Path:
    shutil.copytree(sound, tmp_path / "out")
    return tmp_path / "out"


def altered_pdf(name: str, change: Callable[[Pdf], None]) -> Callable[[Path], None]:
    def alter(out: Path) -> None:
        path = next(out.glob(name))
        with Pdf.open(path, allow_overwriting_input=True) as pdf:
            change(pdf)
            pdf.save(path)

    return alter


def flip(name: str, at: int = -200) -> Callable[[Path], None]:
    def alter(out: Path) -> None:
        path = next(out.glob(name))
        data = bytearray(path.read_bytes())
        data[at] ^= 1
        path.write_bytes(data)

    return alter


def swap_files(one: str, other: str) -> Callable[[Path], None]:
    def alter(out: Path) -> None:
        a, b = next(out.glob(one)), next(out.glob(other))
        first, second = a.read_bytes(), b.read_bytes()
        a.write_bytes(second)
        b.write_bytes(first)

    return alter


def swap_pages(pdf: Pdf) -> None:
    pdf.pages[-1], pdf.pages[-2] = pdf.pages[-2], pdf.pages[-1]


def paint_over(pdf: Pdf) -> None:
    pdf.pages[-1].contents_add(b"1 g 100 400 300 100 re f")


def cover_with_annotation(pdf: Pdf) -> None:
    look = pdf.make_stream(b"1 g 0 0 300 100 re f")
    look.stream_dict.update(Dictionary(Subtype=Name.Form, BBox=Array([0, 0, 300, 100])))
    pdf.pages[-1].obj.Annots = Array([pdf.make_indirect(Dictionary(
        Type=Name.Annot, Subtype=Name.Square, Rect=Array([100, 400, 400, 500]),
        AP=Dictionary(N=look)))])  # fmt: skip


def crop(pdf: Pdf) -> None:
    pdf.pages[-1].obj.CropBox = Array([0, 0, 300, 842])


def relabel(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=7)]))


def retarget(pdf: Pdf) -> None:
    pdf.pages[1].obj.Annots[0].Dest[0] = pdf.pages[-1].obj


def rename_bookmark(pdf: Pdf) -> None:
    with pdf.open_outline() as outline:
        outline.root[-1].children[0].title = "Altceva"


def drop_list(pdf: Pdf) -> None:
    del pdf.attachments["exhibits.json"]


def edit_manifest(out: Path) -> None:
    path = out / "manifest.json"
    path.write_text(path.read_text().replace('"proves"', '"Proves"', 1))


def edited(change: Callable[[Any], Any]) -> Callable[[Path], None]:
    def alter(out: Path) -> None:
        manifest = json.loads((out / "manifest.json").read_text())
        change(manifest)
        (out / "manifest.json").write_bytes(canonical(manifest))

    return alter


def edit_title(out: Path) -> None:
    path = out / "manifest.json"
    path.write_text(path.read_text().replace("Title of evidence", "Altul of evidence"))


def edit_custody(out: Path) -> None:
    path = out / "custody.jsonl"
    path.write_text(path.read_text().replace('"2025-09-30T12', '"2025-09-29T12'))


def second_entry(out: Path) -> None:
    path = out / "custody.jsonl"
    log = path.read_text()
    path.write_text(log.replace("T-1", "T-2") + entry(log, "seen", _now(), {}).splitlines()[-1])


def _now() -> Any:
    from bundle_cases import NOW

    return NOW


MUTATIONS: dict[str, tuple[Callable[[Path], Any], set[str]]] = {
    "flip a byte of the bundle": (flip("bundle.pdf", 5000), {"altered"}),
    "flip a byte of an original": (flip("originals/evidence/e.pdf"), {"altered"}),
    "flip a byte of a single file": (flip("separate/003*"), {"altered"}),
    "drop an original": (lambda out: (out / "originals/evidence/e.pdf").unlink(), {"missing"}),
    "drop a single file": (lambda out: next(out.glob("separate/001*")).unlink(), {"missing"}),
    "drop the bundle": (lambda out: (out / "bundle.pdf").unlink(), {"missing", "unreadable"}),
    "add a file": (lambda out: (out / "originals/x").write_bytes(b"x"), {"unexpected"}),
    "swap originals": (swap_files("originals/evidence/e.pdf", "originals/evidence/a1.pdf"),
                       {"altered"}),
    "swap single files": (swap_files("separate/001*", "separate/002*"), {"altered", "page"}),
    "rename an original": (lambda out: (out / "originals/evidence/e.pdf").rename(
        out / "originals/evidence/f.pdf"), {"missing", "unexpected"}),
    "drop the report": (lambda out: (out / "report.txt").unlink(), {"missing"}),
    "drop the sums": (lambda out: (out / "SHA256SUMS").unlink(), {"sums"}),
    "drop the custody log": (lambda out: (out / "custody.jsonl").unlink(), {"custody"}),
    "drop the manifest": (lambda out: (out / "manifest.json").unlink(), {"manifest"}),
    "rubbish manifest": (lambda out: (out / "manifest.json").write_text("[]"), {"manifest"}),
    "manifest of nothing": (lambda out: (out / "manifest.json").write_text("{}"), {"manifest"}),
    "list without pages": (edited(lambda m: m["list"].update(pages=[])), {"manifest"}),
    "list of rubbish": (edited(lambda m: m["list"].update(exhibits=[1])), {"manifest"}),
    "files of rubbish": (edited(lambda m: m.update(files=[1])), {"manifest"}),
    "edit the manifest": (edit_manifest, {"fingerprint"}),
    "edit the list in the manifest": (edit_title, {"fingerprint", "row", "embedded-list"}),
    "edit the custody log": (edit_custody, set()),
    "break the custody chain": (second_entry, {"custody"}),
    "drop a page": (altered_pdf("bundle.pdf", lambda p: p.pages.__delitem__(-1)),
                    {"altered", "page-count"}),
    "swap pages": (altered_pdf("bundle.pdf", swap_pages),
                   {"page", "page-number", "altered"}),
    "paint over a page": (altered_pdf("bundle.pdf", paint_over), {"page"}),
    "cover by an annotation": (altered_pdf("bundle.pdf", cover_with_annotation), {"links"}),
    "crop a page": (altered_pdf("bundle.pdf", crop), {"page"}),
    "change page labels": (altered_pdf("bundle.pdf", relabel), {"page-label"}),
    "lead a row elsewhere": (altered_pdf("bundle.pdf", retarget), {"links"}),
    "rename a bookmark": (altered_pdf("bundle.pdf", rename_bookmark), {"bookmark"}),
    "drop the embedded list": (altered_pdf("bundle.pdf", drop_list), {"embedded-list"}),
    "paint over a single file": (altered_pdf("separate/002*", paint_over), {"page"}),
}  # fmt: skip


def test_the_sound_bundle_is_sound(sound: Path) -> None:
    fingerprint = json.loads((sound / "manifest.json").read_text())["fingerprint"]
    printed = " ".join(fingerprint[i : i + 8] for i in range(0, 64, 8)).upper()
    assert verify_bundle(sound) == []
    assert verify_bundle(sound, printed) == []


def blank(contents: Callable[[Pdf], Any] | None) -> bytes:
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    del page.obj["/Contents"]
    if contents:
        page.obj.Contents = contents(pdf)
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


def blank_box(pdf: Pdf) -> Any:
    """Contents that draw a box with nothing in it."""
    box = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Box=box))
    return pdf.make_stream(b"/Box Do")


BLANKS: dict[str, Callable[[Pdf], Any] | None] = {
    "no contents": None,
    "empty stream": lambda pdf: pdf.make_stream(b""),
    "empty array": lambda _: Array([]),
    "empty among others": lambda pdf: Array([pdf.make_stream(d) for d in (b"", b"q Q", b"")]),
    "packed by another filter": lambda pdf: pdf.make_stream(b">", Filter=Name.ASCIIHexDecode),
    "empty box": blank_box,
}


def test_pages_that_draw_nothing_are_what_they_were(tmp_path: Path) -> None:
    files = {f"{name}.pdf": blank(contents) for name, contents in BLANKS.items()}
    put(tmp_path, files)
    made = built(tmp_path, only(tmp_path, *files))
    assert len(made.listing["exhibits"]) == len(BLANKS)
    assert verify_bundle(tmp_path / "out") == []


@pytest.mark.parametrize("filters", [None, Name.FlateDecode])
def test_an_empty_stream_that_is_filled_is_another(filters: Name | None) -> None:
    pdf = Pdf.new()
    page = pdf.add_blank_page()
    entries = {} if filters is None else {"Filter": filters}
    page.obj.Contents = Stream(pdf, b"", **entries)
    empty = PageDigests().of(page)
    page.obj.Contents = Stream(pdf, b"")
    assert PageDigests().of(page) == empty
    page.obj.Contents = Stream(pdf, b"0 0 9 9 re f", **entries)
    assert PageDigests().of(page) != empty
    page.obj.Contents = Stream(pdf, b"", Filter=Name.DCTDecode)
    assert PageDigests().of(page) != empty


@pytest.mark.parametrize("name", [n for n in MUTATIONS if n != "edit the custody log"])
def test_every_alteration_is_found(out: Path, name: str) -> None:
    alter, codes = MUTATIONS[name]
    alter(out)
    found = {problem.code for problem in verify_bundle(out)}
    assert codes <= found, found
    assert found


def forge(out: Path, change: Callable[[Pdf], None]) -> str:
    """Alter the bundle as somebody who knows how it is made, and recompute every hash."""
    altered_pdf("bundle.pdf", change)(out)
    manifest = json.loads((out / "manifest.json").read_text())
    listing = manifest["list"]
    with Pdf.open(out / "bundle.pdf", allow_overwriting_input=True) as pdf:
        digests = PageDigests()
        for number, page in enumerate(pdf.pages):
            listing["pages"][number]["digest"] = digests.of(page, without_last=number == 0)
        pdf.attachments["exhibits.json"] = _attachment(pdf, canonical(listing))
        pdf.save(out / "bundle.pdf")
    fingerprint = sha256(canonical(listing))
    manifest.update(fingerprint=fingerprint, list=listing)
    for name, facts in manifest["files"].items():
        facts["sha256"], facts["bytes"] = sha256_of(out / name), (out / name).stat().st_size
    (out / "manifest.json").write_bytes(canonical(manifest))
    files = {name: facts["sha256"] for name, facts in manifest["files"].items()}
    files["manifest.json"] = sha256_of(out / "manifest.json")
    (out / "SHA256SUMS").write_text(sums(files))
    facts = {"fingerprint": fingerprint, "manifest": sha256_of(out / "manifest.json")}
    (out / "custody.jsonl").write_text(entry("", "built", _now(), facts))
    return fingerprint


def _attachment(pdf: Pdf, data: bytes) -> Any:
    from bundle_cases import attachment

    return attachment(pdf, "exhibits.json", data)


def forged_amount(pdf: Pdf) -> None:
    page = pdf.pages[-4]
    contents = page.obj.Contents
    new = Pdf.new()
    text_page(new, "forged")
    contents[1] = pdf.make_stream(b"BT /F1 12 Tf 200 400 Td (forged) Tj ET")


def test_who_recomputes_every_hash_is_caught_by_the_fingerprint_on_paper(out: Path) -> None:
    paper = json.loads((out / "manifest.json").read_text())["fingerprint"]
    forged = forge(out, forged_amount)
    assert forged != paper
    codes = {p.code for p in verify_bundle(out, paper)}
    assert "fingerprint" in codes
    # Even without the paper: the cover still shows the old fingerprint, the single file the old page.
    assert {p.code for p in verify_bundle(out)} == {"fingerprint", "page"}


def test_the_words_for_a_wrong_fingerprint(sound: Path) -> None:
    (problem,) = verify_bundle(sound, "0" * 64)
    assert str(problem) == ("manifest.json: the fingerprint on paper is another: not this set")


def test_a_link_out_of_the_folder_is_not_followed(out: Path, tmp_path: Path) -> None:
    original = out / "originals/evidence/e.pdf"
    elsewhere = tmp_path / "copy.pdf"
    shutil.copy(original, elsewhere)
    original.unlink()
    original.symlink_to(elsewhere)
    assert {p.code for p in verify_bundle(out)} == {"altered"}


def test_renamed_labels_are_read_from_the_page(out: Path) -> None:
    """The list says one label, the page shows another: the reading by the second library."""
    manifest = json.loads((out / "manifest.json").read_text())
    manifest["list"]["exhibits"][0]["label"] = "Anexa 9"
    (out / "manifest.json").write_bytes(canonical(manifest))
    assert "label" in {p.code for p in verify_bundle(out)}


def test_a_bundle_that_hangs_together_wrongly_says_so_without_crashing(out: Path) -> None:
    with Pdf.open(out / "bundle.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[-1].obj.Annots = Array([String("not an annotation")])
        pdf.save(out / "bundle.pdf")
    assert "links" in {p.code for p in verify_bundle(out)}
    (out / "bundle.pdf").write_bytes(b"%PDF-1.4 nothing")
    assert "unreadable" in {p.code for p in verify_bundle(out)}


def test_bookmarks_may_not_lead_nowhere(out: Path) -> None:
    with Pdf.open(out / "bundle.pdf", allow_overwriting_input=True) as pdf:
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("nicăieri"))
        pdf.save(out / "bundle.pdf")
    messages = [str(p.message) for p in verify_bundle(out)]
    assert "the bookmark nicăieri leads nowhere" in messages
