"""Who may certify copies, on which pages, in which words?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bundle_cases import built, case_in, extra, put, text_pdf, texts_of

from demandgen.bundle.build import Options
from demandgen.bundle.verify import verify_bundle
from demandgen.problems import CaseFileError, NotAllowedError

LAWYER = {"name": "Łucja Żak", "address": {"street": "Długa 1", "city": "Łódź"}}


def pages_with(folder: Path, words: str) -> list[int]:
    texts = texts_of(folder / "out" / "bundle.pdf")
    return [n for n, text in enumerate(texts, 1) if words in " ".join(text.split())]


@pytest.mark.parametrize(
    ("mode", "words", "pages"),
    [
        ("none", "Conform cu originalul", []),
        ("exhibit", "Conform cu originalul (2 pag.)", [5]),
        ("exhibit", "Conform cu originalul (1 pag.)", [7]),
        ("page", "Conform cu originalul Ștefania Țuțuianu, administrator, Brașov, 30.09.2025",
         [5, 6, 7]),
    ],
)  # fmt: skip
def test_the_party_certifies_in_romania(
    folder: Path, mode: str, words: str, pages: list[int]
) -> None:
    put(folder, {"o.pdf": text_pdf("original")})
    evidence = [{"file": "o.pdf", "title": "Original", "original": True}]
    case = case_in(folder, evidence=evidence, bundle={"certify": mode})
    built(folder, case)
    assert pages_with(folder, words) == pages
    assert verify_bundle(folder / "out") == []


@pytest.mark.parametrize(("role"), ["adwokat", "radca prawny", "rzecznik patentowy"])
def test_counsel_certifies_in_poland(folder: Path, role: str) -> None:
    case = case_in(folder, "pl", counsel={**LAWYER, "role": role})
    built(folder, case, options=Options(certify="exhibit"))
    assert pages_with(folder, f"Za zgodność z oryginałem (2 str.) Łucja Żak, {role}, Łódź") == [5]


@pytest.mark.parametrize("counsel", [None, {**LAWYER, "role": "consilier juridic"}])
def test_nobody_else_certifies_in_poland(folder: Path, counsel: Any) -> None:
    case = case_in(folder, "pl", counsel=counsel)
    with pytest.raises(NotAllowedError) as caught:
        built(folder, case, options=Options(certify="page"))
    assert str(caught.value.problems[0].message) == (
        "copies may be certified only by counsel who is adwokat, radca prawny, rzecznik patentowy "
        "(KPC art. 129 § 2); the creditor may not"
    )
    assert not (folder / "out").exists()


def test_a_certification_needs_somebody_and_a_place(folder: Path) -> None:
    nobody = case_in(folder, creditor={"name": "A SRL", "kind": "business"})
    with pytest.raises(CaseFileError, match="nobody is named who could certify"):
        built(folder, nobody, options=Options(certify="page"))
    nowhere = case_in(folder, creditor={"name": "Ion", "kind": "private"})
    with pytest.raises(CaseFileError, match="a certification needs its place"):
        built(folder, nowhere, options=Options(certify="page"))
    built(folder, nowhere, options=Options(certify="page", place="Iași"))
    assert pages_with(folder, "Ion, Iași, 30.09.2025") == [5, 6, 7]


def test_a_full_page_is_certified_in_the_strip(folder: Path) -> None:
    from bundle_cases import picture

    put(folder, {"f.jpg": picture(colour="grey")})
    case = case_in(folder, evidence=extra(["f.jpg"]))
    listing = built(folder, case, options=Options(certify="exhibit")).listing
    assert pages_with(folder, "Conform cu originalul (1 pag.)") == [
        7,
        listing["exhibits"][-1]["first"],
    ]
