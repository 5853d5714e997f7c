"""Does the command line build, refuse and verify as it says?"""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from bundle_cases import USUAL, put, texts_of
from pikepdf import Pdf
from PIL import Image

from demandgen.bundle.custom import custom_of
from demandgen.bundle.verify import verify_bundle
from demandgen.casefile.reading import load_case
from demandgen.claim.engine import claim_on
from demandgen.cli import run

CASES = Path(__file__).parents[2] / "cases"
SMALL = """\
case: T-1
law: ro
creditor:
  name: Atelierul Exemplu SRL
  kind: business
  address: {street: Strada Lungă nr. 12, city: Brașov}
debtor: {name: Hotel Exemplu SRL, kind: business}
contract: {number: "27", signed: 2024-09-02, file: evidence/contract.pdf}
invoices:
  - {number: A 1, issued: 2025-01-15, due: 2025-02-14, amount: 100.00, currency: RON,
     file: evidence/a1.pdf}
evidence:
  - {file: evidence/foto.jpg, title: Fotografie}
interest: {kind: statutory}
"""


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A sample case and its bundle."""
    folder = tmp_path_factory.mktemp("cases")
    shutil.copytree(CASES / "ro-2025-014", folder / "ro-2025-014")
    case, out = folder / "ro-2025-014" / "case.yaml", folder / "out"
    assert run(["bundle", str(case), "--out", str(out), "--on", "2025-09-30"]) == 0
    return case, out


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The file of a case with two exhibits whose fonts are not embedded, and a large picture."""
    put(tmp_path, USUAL)
    Image.effect_noise((500, 700), 60).save(tmp_path / "evidence/foto.jpg", quality=85)
    (tmp_path / "case.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path / "case.yaml"


def test_a_bundle_and_its_verification(
    bundled: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    _, out = bundled
    fingerprint = json.loads((out / "manifest.json").read_text())["fingerprint"]
    assert run(["verify", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "nothing differs" in shown
    assert "PDF/A-3b, validated again" in shown
    assert "The set agrees with itself." in shown
    assert run(["verify", str(out), "--fingerprint", fingerprint]) == 0
    assert run(["verify", str(out), "--fingerprint", "0" * 64]) == 8
    assert "the fingerprint on paper is another" in capsys.readouterr().err


def test_json_for_machines(
    bundled: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, out = bundled
    again = ["bundle", str(case), "--out", str(tmp_path / "b"), "--on", "2025-09-30", "--json"]
    assert run(again) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["fingerprint"] == json.loads((out / "manifest.json").read_text())["fingerprint"]
    assert [e["label"] for e in shown["exhibits"]][:2] == ["Anexa 1", "Anexa 2"]
    assert "computation" not in {e["file"] for e in shown["exhibits"]}
    titles = [e["title"] for e in shown["exhibits"]]
    ours = titles.index("Situația creanței")
    assert titles[ours + 1 : ours + 3] == ["Notă de calcul", "Cronologia cazului"]


def test_the_claim_summary_prints_the_claim(bundled: tuple[Path, Path]) -> None:
    case, out = bundled
    claim = claim_on(load_case(case, on=date(2025, 9, 30)), date(2025, 9, 30))
    listing = json.loads((out / "manifest.json").read_text())["list"]
    one = next(e for e in listing["exhibits"] if e["title"] == "Situația creanței")
    assert one["first"] == one["last"]
    assert one["proves"] == ["cuantumul creanței la data calculului, pe facturi și în total"]
    page = " ".join(texts_of(out / "bundle.pdf")[one["first"] - 1].split())
    total = claim.totals[0]
    for amount in (total.total, total.outstanding, total.interest, total.interest_per_day):
        assert custom_of("ro").money(amount, "RON").replace("\u00a0", " ") in page
    first, second = claim.due_items
    assert f"factura {first.number} (lei) 14.02.2025 {first.days_late} " in page
    shifted = "30.03.2025 (împlinit 31.03.2025)"
    assert f"factura {second.number} (lei) {shifted} {second.days_late} " in page
    assert "30.09.2025, inclusiv" in page
    assert "art. 3 alin. (2¹) din Ordonanța Guvernului nr. 13/2011" in page


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--certify", "always"], 2, "expected none, page or exhibit, found always"),
        (["--preset", "nowhere"], 2, "expected one of registratura.rejust.ro, found nowhere"),
        (["--rasterise", "Anexa 99"], 2, "no exhibit is called Anexa 99"),
        (["--max-mb", "0.05"], 2, "does not fit into a volume, even alone"),
        (["--max-pages", "5"], 2, "does not fit into a volume, even alone"),
        (["--sign", "nothing.p12"], 2, "there is no key file nothing.p12"),
        (["--timestamp", "nothing.tsr"], 6, "nothing.tsr cannot be used: No such file"),
    ],
)
def test_what_is_refused(
    small: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    code: int,
    words: str,
) -> None:
    target = tmp_path / "out"
    assert run(["bundle", str(small), "--out", str(target), "--on", "2025-02-01", *options]) == code
    assert words in " ".join(capsys.readouterr().err.split())
    assert not target.exists()


def test_missing_evidence_is_refused_at_its_place(
    bundled: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case, _ = bundled
    shutil.copytree(case.parent, tmp_path / "case")
    (tmp_path / "case/evidence/factura-1041.pdf").unlink()
    (tmp_path / "case/evidence/contract-27.pdf").write_bytes(b"")
    broken = tmp_path / "case" / "case.yaml"
    assert run(["bundle", str(broken), "--out", str(tmp_path / "out"), "--on", "2025-09-30"]) == 3
    shown = " ".join(capsys.readouterr().err.split())
    assert "invoices[0].file: error: " in shown
    assert "evidence/factura-1041.pdf does not exist" in shown
    assert "contract.file: error: " in shown
    assert not (tmp_path / "out").exists()


def test_a_rasterised_exhibit_makes_the_bundle_archival(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = ["bundle", str(small), "--out", str(tmp_path / "b"), "--on", "2025-02-01"]
    assert run(order) == 0
    shown = " ".join(capsys.readouterr().err.split())
    assert "not shown to be PDF/A, so the bundle is plain PDF" in shown
    why = json.loads((tmp_path / "b/manifest.json").read_text())["not_pdfa"]
    assert len(why) == 2
    assert run([*order, *(part for label in why for part in ("--rasterise", label))]) == 0
    assert "PDF/A-3b, validated as written" in capsys.readouterr().out
    assert json.loads((tmp_path / "b/manifest.json").read_text())["pdfa"] == "3b"
    assert run(["verify", str(tmp_path / "b")]) == 0


def test_what_is_no_longer_archival_is_found(bundled: tuple[Path, Path], tmp_path: Path) -> None:
    shutil.copytree(bundled[1], tmp_path / "out")
    with Pdf.open(tmp_path / "out/bundle.pdf", allow_overwriting_input=True) as pdf:
        del pdf.Root.Metadata
        pdf.save(tmp_path / "out/bundle.pdf")
    found = {p.code: str(p) for p in verify_bundle(tmp_path / "out")}
    assert found.keys() == {"altered", "pdfa"}
    assert "it is not the PDF/A-3b that the manifest says: " in found["pdfa"]


def test_a_folder_that_is_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["verify", str(tmp_path)]) == 3
    assert capsys.readouterr().err.startswith(
        f"{tmp_path}: error: not the folder of a bundle: it has no manifest.json [no-bundle]"
    )


def test_a_case_without_any_file_has_no_bundle(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = [line for line in SMALL.splitlines() if "file:" not in line and "evidence" not in line]
    text = "\n".join(bare).replace("currency: RON,", "currency: RON}") + "\n"
    small.write_text(text, encoding="utf-8")
    assert run(["bundle", str(small), "--out", str(tmp_path / "out"), "--on", "2025-09-30"]) == 3
    assert "the case cites no file: there is no evidence to put together" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_bundle_about_one_of_two_invoices(tmp_path: Path) -> None:
    shutil.copytree(CASES / "ro-2025-014", tmp_path / "ro-2025-014")
    case, out = tmp_path / "ro-2025-014" / "case.yaml", tmp_path / "out"
    one = ("--invoice", "ABF 1057")
    assert run(["bundle", str(case), "--out", str(out), "--on", "2025-09-30", *one]) == 0
    (summary,) = (out / "separate").glob("*situatia-creantei*")
    text = texts_of(summary)
    assert "10.588,13 lei" in " ".join(text).replace("\u00a0", " ")
