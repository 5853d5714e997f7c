"""Do volumes keep to their limits, with the whole list in each and one run of numbers?"""

from __future__ import annotations

from pathlib import Path

import pytest
from bundle_cases import bookmarks_of, built, only, put, text_pdf, texts_of
from pikepdf import Pdf
from PIL import Image

from demandgen.bundle.build import Options
from demandgen.bundle.presets import presets
from demandgen.bundle.verify import verify_bundle
from demandgen.problems import UsageError


def photos(folder: Path, count: int) -> list[str]:
    names = []
    for number in range(count):
        name = f"{number}.jpg"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.effect_noise((500, 700), 60).save(folder / name, quality=85)
        names.append(name)
    return names


def test_volumes_by_pages(tmp_path: Path) -> None:
    put(tmp_path, {f"{n}.pdf": text_pdf(*"abc") for n in range(4)})
    case = only(tmp_path, *(f"{n}.pdf" for n in range(4)))
    result = built(tmp_path, case, options=Options(max_pages=10))
    out = tmp_path / "out"
    assert result.volumes == ("bundle-1.pdf", "bundle-2.pdf")
    labels = []
    for name in result.volumes:
        with Pdf.open(out / name) as pdf:
            labels.append([int(str(page.label)) for page in pdf.pages])
    assert labels == [[1, 2, 3, 4, *range(5, 11)], [1, 2, 3, 4, *range(11, 17)]]
    for number, name in enumerate(result.volumes, 1):
        texts = texts_of(out / name)
        assert f"Volumul {number} din 2" in texts[0]
        assert all(f"Anexa {n}" in texts[1] for n in range(1, 5))
    assert (1, "Anexa 3 – Title of 2.pdf") not in bookmarks_of(out / "bundle-1.pdf")
    assert (1, "Anexa 3 – Title of 2.pdf") in bookmarks_of(out / "bundle-2.pdf")
    assert verify_bundle(out) == []


def test_volumes_by_size_really_fit(tmp_path: Path) -> None:
    case = only(tmp_path, *photos(tmp_path, 6))
    limit = 650_000
    result = built(tmp_path, case, options=Options(max_bytes=limit))
    assert len(result.volumes) > 2
    assert all(size <= limit for size in result.sizes)
    assert [e["first"] for e in result.listing["exhibits"]] == list(range(5, 11))
    assert verify_bundle(tmp_path / "out") == []


def test_what_fits_is_one_volume(tmp_path: Path) -> None:
    put(tmp_path, {"a.pdf": text_pdf("a")})
    result = built(tmp_path, only(tmp_path, "a.pdf"), options=Options(max_pages=5))
    assert result.volumes == ("bundle.pdf",)


@pytest.mark.parametrize("options", [Options(max_pages=6), Options(max_bytes=200_000)])
def test_an_exhibit_is_never_split(tmp_path: Path, options: Options) -> None:
    photos(tmp_path, 1)
    put(tmp_path, {"a.pdf": text_pdf(*"abcdef")})
    with pytest.raises(UsageError, match="does not fit into a volume, even alone"):
        built(tmp_path, only(tmp_path, "a.pdf", "0.jpg"), options=options)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("megabytes", "sendings"),
    [
        ([5, 8], [[1, 2]]),
        ([5, 8.1], [[1], [2]]),
        ([3, 3, 3, 3], [[1, 2, 3], [4]]),
        ([11, 2, 2], [[1, 2], [3]]),
        ([13], [[1]]),
    ],
)
def test_sendings_of_the_romanian_portal(megabytes: list[float], sendings: list[list[int]]) -> None:
    portal = presets()["registratura.rejust.ro"]
    assert portal.max_bytes == 11_000_000
    assert portal.sendings([int(size * 1_000_000) for size in megabytes]) == sendings
