"""Is everything in the bundle, in the legal order, once, and numbered the same everywhere?"""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from bundle_cases import (
    DAY,
    NOW,
    USUAL,
    bookmarks_of,
    built,
    case_in,
    extra,
    link,
    only,
    picture,
    put,
    text_page,
    text_pdf,
    texts_of,
)
from pikepdf import Array, Dictionary, Name, Pdf, String

from demandgen.bundle import plan
from demandgen.bundle.build import Built
from demandgen.bundle.custom import custom_of
from demandgen.bundle.exhibits import Generated, cited_pieces, ordered_slots
from demandgen.bundle.front import Words, guessed, pages_of
from demandgen.bundle.plan import settled
from demandgen.bundle.reading import Reading
from demandgen.bundle.verify import verify_bundle
from demandgen.problems import CaseFileError


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Built]:
    """A Romanian bundle with a bit of everything."""
    folder = tmp_path_factory.mktemp("whole")
    put(folder, {**USUAL, "evidence/foto.jpg": picture(), "evidence/ar.png": picture("PNG")})
    notice = {
        "date": "2025-06-02",
        "direction": "sent",
        "channel": "registered-declared",
        "paper": "formal-notice",
        "ref": "145/2025",
        "delivered": "2025-06-05",
        "delivery_proof": "evidence/ar.png",
    }
    photo = {"file": "evidence/foto.jpg", "title": "Fotografie", "proves": "montajul"}
    return folder, built(folder, case_in(folder, evidence=[photo], correspondence=[notice]))


def test_every_file_comes_out_in_the_legal_order(whole: tuple[Path, Built]) -> None:
    folder, result = whole
    out = folder / "out"
    assert sorted(p.name for p in out.iterdir()) == [
        "SHA256SUMS",
        "bundle.pdf",
        "custody.jsonl",
        "manifest.json",
        "originals",
        "report.txt",
        "separate",
    ]
    labels = [(e["label"], e["title"], e["first"], e["last"]) for e in result.listing["exhibits"]]
    assert labels == [
        ("Anexa 1", "Dovada comunicării: Somație de plată nr. 145/2025 din 02.06.2025", 5, 5),
        ("Anexa 2", "Contract nr. 27 din 02.09.2024", 6, 7),
        ("Anexa 3", "Factura nr. A 1 din 15.01.2025 – 100,00\xa0lei", 8, 8),
        ("Anexa 4", "Fotografie", 9, 9),
    ]
    subprocess.run(["sha256sum", "-c", "SHA256SUMS", "--quiet"], cwd=out, check=True)
    for name in ("evidence/foto.jpg", "evidence/contract.pdf"):
        assert (out / "originals" / name).read_bytes() == (folder / name).read_bytes()
    assert verify_bundle(out) == []


def test_numbers_labels_and_bookmarks_agree(whole: tuple[Path, Built]) -> None:
    out = whole[0] / "out"
    with Pdf.open(out / "bundle.pdf") as pdf:
        assert [str(page.label) for page in pdf.pages] == [str(n) for n in range(1, 10)]
        assert str(pdf.Root.Lang) == "ro"
        assert pdf.Root.PageMode == Name.UseOutlines
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert str(pdf.open_metadata()["dc:title"]) == "Dosar de înscrisuri – T-1"
    assert bookmarks_of(out / "bundle.pdf") == [
        (0, "Copertă"),
        (0, "Opisul înscrisurilor"),
        (0, "Faptele și dovezile lor"),
        (0, "Prelucrarea fișierelor"),
        (0, "Dovada comunicării somației"),
        (1, "Anexa 1 – Dovada comunicării: Somație de plată nr. 145/2025 din 02.06.2025"),
        (0, "Contractul"),
        (1, "Anexa 2 – Contract nr. 27 din 02.09.2024"),
        (0, "Facturile"),
        (1, "Anexa 3 – Factura nr. A 1 din 15.01.2025 – 100,00\xa0lei"),
        (0, "Alte înscrisuri"),
        (1, "Anexa 4 – Fotografie"),
    ]
    texts = texts_of(out / "bundle.pdf")
    numbers = [[line for line in text.split("\r\n") if line.strip().isdecimal()] for text in texts]
    assert [found[-1] for found in numbers] == [str(n) for n in range(1, 10)]
    separate = sorted(p.name for p in (out / "separate").iterdir())
    assert separate[1] == "002-contract-nr-27-din-02-09-2024.pdf"
    assert texts_of(out / "separate" / separate[1])[1].split()[-1] == "7"


def test_fingerprint_and_gaps_are_printed(whole: tuple[Path, Built]) -> None:
    folder, result = whole
    texts = texts_of(folder / "out" / "bundle.pdf")
    assert result.fingerprint in "".join(texts[0].split())
    assert result.gaps == (
        "executarea prestației facturate cu nr. A 1",
        "primirea de către debitor a facturii nr. A 1",
        "Somație de plată din 02.06.2025: trimiterea către debitor",
        "expedierea: Somație de plată nr. 145/2025 din 02.06.2025",
    )
    assert texts[2].count("fără înscris la dosar") == 5  # the heading counts them
    assert texts[2].rindex("fără înscris la dosar") < texts[2].index("Anexa")


def test_polish_order_labels_and_copies(folder: Path) -> None:
    put(folder, {f"evidence/{n}.pdf": text_pdf(n) for n in ("wez", "zpo", "pel", "oplata")})
    case = case_in(
        folder, "pl",
        correspondence=[{
            "date": "2025-06-02", "direction": "sent", "channel": "registered-post",
            "paper": "final-notice", "file": "evidence/wez.pdf",
            "posted_proof": "evidence/zpo.pdf",
        }],
        counsel={
            "name": "Łucja Żak", "role": "radca prawny",
            "power_of_attorney": {"signed": "2025-06-01", "file": "evidence/pel.pdf"},
        },
        bundle={"fee_proof": "evidence/oplata.pdf", "court": "Sąd Rejonowy w Łodzi"},
    )  # fmt: skip
    result = built(folder, case)
    assert [(e["label"], e["title"]) for e in result.listing["exhibits"]] == [
        ("Załącznik nr 1", "Umowa nr 27 z dnia 02.09.2024"),
        ("Załącznik nr 2", "Faktura nr A 1 z dnia 15.01.2025 – 100,00\xa0zł"),
        ("Załącznik nr 3", "Ostateczne przedsądowe wezwanie do zapłaty z dnia 02.06.2025"),
        (
            "Załącznik nr 4",
            "Dowód nadania: Ostateczne przedsądowe wezwanie do zapłaty z dnia 02.06.2025",
        ),
        ("Załącznik nr 5", "Pełnomocnictwo z dnia 01.06.2025 – Łucja Żak, radca prawny"),
        ("Załącznik nr 6", "Dowód uiszczenia opłaty sądowej"),
    ]
    cover = " ".join(texts_of(folder / "out" / "bundle.pdf")[0].split())
    assert "Sąd Rejonowy w Łodzi" in cover
    assert "2 (odpis dla każdego pozwanego i jeden do akt sądowych" in cover


@pytest.mark.parametrize(
    ("law", "settings", "debtors", "copies"),
    [
        ("ro", {}, 1, 3),
        ("ro", {}, 2, 4),
        ("ro", {"copies": "debtors-plus-1"}, 2, 3),
        ("pl", {}, 3, 4),
    ],
)
def test_copies_to_file(
    tmp_path: Path, law: str, settings: dict[str, str], debtors: int, copies: int
) -> None:
    from demandgen.bundle.front import copies as counted

    people = [{"name": f"D {n}", "kind": "business"} for n in range(debtors)]
    case = case_in(tmp_path, law, settings=settings)
    assert counted(case.model_copy(update={"debtors": case.debtors * len(people)})) == copies


def test_request_comes_first_without_label_and_is_not_listed(folder: Path) -> None:
    put(folder, {"cerere.pdf": text_pdf("request"), "taxa.pdf": text_pdf("fee")})
    case = case_in(folder, bundle={"request": "cerere.pdf", "fee_proof": "taxa.pdf"})
    result = built(folder, case)
    first = result.listing["exhibits"][0]
    assert (first["label"], first["first"], first["file"]) == ("", 2, "cerere.pdf")
    assert [p["part"] for p in result.listing["parts"]] == [
        "cover", "index", "matrix", "processing",
    ]  # fmt: skip
    assert result.listing["parts"][1]["first"] == 3
    assert "Cererea adresată" not in texts_of(folder / "out" / "bundle.pdf")[2]
    assert result.listing["exhibits"][1]["title"] == "Dovada achitării taxei judiciare de timbru"
    assert verify_bundle(folder / "out") == []


def test_order_and_label_of_the_case_win(folder: Path) -> None:
    case = case_in(folder, bundle={"order": ["invoices"], "label": "P-{n}"})
    listing = built(folder, case).listing
    assert [(e["label"], e["file"]) for e in listing["exhibits"]] == [
        ("P-1", "evidence/a1.pdf"),
        ("P-2", "evidence/contract.pdf"),
    ]


@pytest.mark.parametrize(
    ("bundle", "evidence", "code"),
    [
        ({"order": ["facturi"]}, [], "bundle-order"),
        ({"label": "Anexa"}, [], "bundle-label"),
        ({"label": "附 {n}"}, [], "no-glyph"),
        ({}, [{"file": "x.pdf", "title": "x", "label": "Anexa 1"}], "label-twice"),
    ],
)
def test_wrong_orders_and_labels(
    folder: Path, bundle: dict[str, Any], evidence: list[Any], code: str
) -> None:
    put(folder, {"x.pdf": text_pdf("x")})
    with pytest.raises(CaseFileError) as caught:
        built(folder, case_in(folder, bundle=bundle, evidence=evidence))
    assert [p.code for p in caught.value.problems] == [code]
    assert not (folder / "out").exists()


def test_a_file_cited_for_two_facts_is_one_exhibit(folder: Path) -> None:
    payments = [
        {"date": f"2025-03-0{d}", "amount": "10.00", "currency": "RON", "file": "extras.pdf"}
        for d in (1, 2)
    ]
    put(folder, {"extras.pdf": text_pdf("extras")})
    listing = built(folder, case_in(folder, payments=payments)).listing
    statement = [e for e in listing["exhibits"] if e["file"] == "extras.pdf"]
    assert [e["proves"] for e in statement] == [
        ["plata de 10,00\xa0lei din 01.03.2025", "plata de 10,00\xa0lei din 02.03.2025"]
    ]


@pytest.mark.parametrize("count", [1, 27, 28, 29, 60, 500])
def test_index_settles_at_any_length(tmp_path: Path, count: int) -> None:
    custom, case = custom_of("ro"), only(tmp_path, *(f"{n}.pdf" for n in range(count)))
    bare = tuple(e.model_copy(update={"proves": None}) for e in case.evidence)
    case = case.model_copy(update={"evidence": bare})
    cited, mentions = cited_pieces(case, custom)
    readings = {one.key: Reading(one.key, tmp_path, 1 + n % 3, tmp_path)
                for n, one in enumerate(cited)}  # fmt: skip
    words = Words(case, custom, DAY, mentions, {})
    made = settled(words, cited, readings, ordered_slots(case, custom), {})
    assert len(made.pieces) == count
    page = made.front.pages
    for piece in made.pieces:
        assert (piece.first, piece.last) == (page + 1, page + piece.reading.pages)
        page = piece.last
    (tmp_path / "front.pdf").write_bytes(pages_of(made.front))
    texts = texts_of(tmp_path / "front.pdf")
    assert len(texts) == made.front.pages
    first, length = made.start_of("index"), made.front.lengths["index"]
    index = "".join("".join(texts[first - 1 : first - 1 + length]).split())
    for piece in made.pieces:
        assert f"Titleof{piece.cited.file}{piece.range}copie" in index
    assert index.count("Cedovedește") == length  # the heading stands on each page


def test_a_wrong_guess_of_the_length_settles_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guesses = iter(({"cover": 1, "index": 1, "matrix": 1, "processing": 9},))
    monkeypatch.setattr(plan, "guessed", lambda _words, _pieces: next(guesses))
    test_index_settles_at_any_length(tmp_path, 40)
    assert next(guesses, None) is None


@pytest.mark.parametrize("words", [2, 7, 15])
def test_the_guess_of_the_length_is_good(tmp_path: Path, words: int) -> None:
    custom, case = custom_of("pl"), only(tmp_path, *(f"{n}.pdf" for n in range(30)))
    cited, mentions = cited_pieces(case, custom)
    long = " ".join(["wezwanie", "do", "zapłaty", "nr", "145/2025"] * 3)
    title = " ".join(long.split()[:words])
    cited = tuple(replace(one, title=title, facts=(title,)) for one in cited)
    mentions = tuple(replace(one, fact=title) for one in mentions)
    readings = {one.key: Reading(one.key, tmp_path, 2, tmp_path) for one in cited}
    front = Words(case, custom, DAY, mentions, {})
    settled_plan = settled(front, cited, readings, ordered_slots(case, custom), {})
    lengths, guess = settled_plan.front.lengths, guessed(front, settled_plan.pieces)
    assert sum(abs(lengths[part] - guess[part]) for part in lengths) <= 1


def test_many_exhibits_in_a_real_bundle(tmp_path: Path) -> None:
    files = [f"e/{n}.pdf" for n in range(29)]
    put(tmp_path, {name: text_pdf(name) for name in files})
    result = built(tmp_path, only(tmp_path, *files))
    front = result.listing["parts"][-1]["last"]
    assert [e["first"] for e in result.listing["exhibits"]] == list(range(front + 1, front + 30))
    assert verify_bundle(tmp_path / "out") == []


def test_links_bookmarks_and_clashing_names_inside_sources_keep_working(folder: Path) -> None:
    def named(target: int) -> bytes:
        pdf = Pdf.new()
        for n in range(3):
            text_page(pdf, f"page {n}")
        link(pdf, pdf.pages[0], String("chapter"))
        place = Array([pdf.pages[target].obj, Name.Fit])
        pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("chapter"), place])))
        with pdf.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"Capitolul {target}", target))
        import io

        data = io.BytesIO()
        pdf.save(data)
        return data.getvalue()

    put(folder, {"one.pdf": named(1), "two.pdf": named(2)})
    result = built(folder, case_in(folder, evidence=extra(["one.pdf", "two.pdf"])))
    starts = {e["file"]: e["first"] for e in result.listing["exhibits"]}
    pages = result.listing["pages"]
    assert [link[4] for link in pages[starts["one.pdf"] - 1]["links"]] == [starts["one.pdf"] + 1]
    assert [link[4] for link in pages[starts["two.pdf"] - 1]["links"]] == [starts["two.pdf"] + 2]
    assert (2, "Capitolul 1") in bookmarks_of(folder / "out" / "bundle.pdf")
    assert verify_bundle(folder / "out") == []


def test_generated_papers_stand_in_their_place(folder: Path) -> None:
    paper = Generated("computation", "Notă de calcul", text_pdf("calcul"))
    listing = built(folder, papers=[paper]).listing
    assert next((e["title"], e["state"]) for e in listing["exhibits"]) == (
        "Notă de calcul", "întocmit de creditor",
    )  # fmt: skip
    assert listing["exhibits"][0]["file"] is None


def test_same_bytes_in_another_folder_and_at_another_time(folder: Path, tmp_path: Path) -> None:
    put(folder, {"evidence/foto.jpg": picture(), "evidence/m.eml": b"From: a@b.ro\n\nx"})
    files = extra(["evidence/foto.jpg", "evidence/m.eml"])
    other = tmp_path / "elsewhere" / "ț"
    put(other, {str(p.relative_to(folder)): p.read_bytes()
                for p in (folder / "evidence").iterdir()})  # fmt: skip
    built(folder, case_in(folder, evidence=files))
    built(other, case_in(other, evidence=files), now=NOW.replace(year=2026))

    def hashes(out: Path) -> dict[str, str]:
        return {
            str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in out.rglob("*")
            if p.is_file() and p.name != "custody.jsonl"
        }

    assert hashes(folder / "out") == hashes(other / "out")


def test_built_again_continues_the_custody_log(folder: Path) -> None:
    built(folder)
    built(folder, now=NOW.replace(year=2026))
    entries = [json.loads(x) for x in (folder / "out/custody.jsonl").read_text().splitlines()]
    assert [(e["number"], e["when"][:4]) for e in entries] == [(1, "2025"), (2, "2026")]
    assert verify_bundle(folder / "out") == []


def test_what_is_said_of_foreign_languages_and_originals(folder: Path) -> None:
    put(folder, {"de.pdf": text_pdf("x"), "o.pdf": text_pdf("y")})
    evidence = [
        {"file": "de.pdf", "title": "Vertrag", "language": "de"},
        {"file": "o.pdf", "title": "Proces-verbal", "original": True},
    ]
    built(folder, case_in(folder, evidence=evidence))
    index = " ".join(texts_of(folder / "out" / "bundle.pdf")[1].split())
    assert "limbă străină (de): necesită traducere legalizată" in index
    assert index.count("original") == 2  # the column and the one exhibit
