"""What the doctor finds on machines that lack something."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from demandgen.documents import machine
from demandgen.documents.machine import Finding
from demandgen.documents.templates import shipped
from demandgen.problems import say

SERIF = machine._font_files("fontpkg_ibm_plex_serif")


def without(letters: str, target: Path) -> None:
    """Write the serif font without some letters."""
    font = TTFont(SERIF[0])
    options = subset.Options(layout_features=[])
    cutter = subset.Subsetter(options)
    keep = [letter for letter in range(0x20, 0x2122) if chr(letter) not in letters]
    cutter.populate(unicodes=keep)
    cutter.subset(font)
    target.parent.mkdir(parents=True, exist_ok=True)
    font.save(target)


def test_this_machine_can_produce_letters_and_bundles() -> None:
    possible = machine.possible_outputs(machine.findings())
    assert possible["pdf"]
    assert possible["docx"]
    assert possible["bundle"]


def test_every_letter_is_in_every_shipped_font() -> None:
    assert len(SERIF) >= 4
    assert [machine.missing_letters(file) for file in SERIF] == [""] * len(SERIF)


@pytest.mark.parametrize("letters", ["ș", "Ț", "ł", "Ż", "”", "\u00a0", "a"])
def test_a_font_without_a_letter_is_seen(letters: str, tmp_path: Path) -> None:
    without(letters, tmp_path / "cut.ttf")
    assert machine.missing_letters(tmp_path / "cut.ttf") == letters


def test_the_turkish_cedilla_is_no_substitute_for_the_romanian_comma() -> None:
    assert "\u0219" in machine.LETTERS
    assert "\u021b" in machine.LETTERS
    assert not set("\u015f\u0163") & set(machine.LETTERS)


def test_a_family_with_a_gap_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fontpkg_gappy").mkdir()
    (tmp_path / "fontpkg_gappy" / "__init__.py").touch()
    without("țș", tmp_path / "fontpkg_gappy" / "files" / "Gappy.ttf")
    monkeypatch.syspath_prepend(tmp_path)
    found = machine.font_family("Gappy", "fontpkg_gappy")
    assert not found.ok
    assert str(found.found) == "lacks șț"
    assert str(found.remedy) == "pip install --force-reinstall fontpkg-gappy"


def test_a_family_that_is_not_installed() -> None:
    found = machine.font_family("Nowhere", "fontpkg_nowhere")
    assert (found.ok, str(found.found)) == (False, "not installed")


def test_a_missing_library_says_how_to_install_it() -> None:
    for found in (machine.pango(names=["libnowhere.so.9"]), machine.harfbuzz_subset(["libno.so"])):
        assert not found.ok
        assert str(found.found) == "not installed"
        assert str(found.remedy)


def test_the_first_library_name_that_exists_counts() -> None:
    assert machine.pango(names=["libnowhere.so.9", *machine.PANGO]).ok


def test_an_old_pango_is_refused_and_the_minimum_is_enough() -> None:
    found = machine.pango(minimum=(99, 1))
    assert not found.ok
    assert str(found.found).endswith(", older than 99.1")
    version = tuple(int(part) for part in str(machine.pango().found).split(".")[:2])
    assert machine.pango(minimum=(version[0], version[1])).ok
    assert not machine.pango(minimum=(version[0], version[1] + 1)).ok


def test_a_missing_wording_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(shipped(), folder)
    assert machine.templates(folder).ok
    (folder / "pl" / "final-notice.html").unlink()
    found = machine.templates(folder)
    assert str(found.found) == f"{folder} lacks pl/final-notice.html"
    assert found.outputs == machine.ESSENTIAL


def test_libreoffice_is_looked_for_on_the_search_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not machine.libreoffice().ok
    (tmp_path / "soffice").touch(mode=0o755)
    assert machine.libreoffice().ok


def test_an_extra_names_its_option() -> None:
    found = machine.optional_library("pillow-heif", "no_such_module", "heic", "heic-evidence")
    assert str(found.remedy) == "pip install 'demandgen[heic]'"


def test_an_output_is_possible_when_nothing_it_needs_is_missing() -> None:
    good = Finding("a", say("x"), ("pdf", "docx"))
    bad = Finding("b", say("x"), ("pdf",), say("mend"))
    possible = machine.possible_outputs([good, bad])
    assert possible["docx"]
    assert not possible["pdf"]
    assert set(possible) == set(machine.OUTPUTS)
