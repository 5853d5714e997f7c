"""Is a bundle what it was when it was built?

Everything is checked from the files alone: hashes, custody log, pages, printed numbers (read by a
second library), rows of the list, bookmarks and links. That shows that the set agrees with
itself; that it is the set once filed is shown by the fingerprint on paper, a signature or a
timestamp.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Pdf

from demandgen.bundle.archival import FLAVOUR, broken_rules
from demandgen.bundle.custody import (
    BEYOND_MANIFEST,
    CUSTODY,
    EXHIBITS,
    MANIFEST,
    SUMS,
    TOKEN,
    PageDigests,
    broken_links,
    canonical,
    links_of,
    read_sums,
    sha256,
    sha256_of,
)
from demandgen.bundle.outputs import FORMAT, volume_name
from demandgen.bundle.reading.signature import signatures_of
from demandgen.problems import Location, Message, Problem, say


def verify_bundle(folder: Path, fingerprint: str | None = None) -> list[Problem]:
    """Return every difference between a bundle and what it should be; none when it is sound.

    Args:
        folder: The bundle as built.
        fingerprint: The 64 digits printed on the cover of the paper copy, spaces allowed.
    """
    manifest = _manifest(folder)
    if isinstance(manifest, Problem):
        return [manifest]
    try:
        return _differences(folder, manifest, fingerprint)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, StopIteration):
        return [_wrong(MANIFEST, "manifest", "it is not the manifest of a bundle of this version")]


def _differences(
    folder: Path, manifest: Mapping[str, Any], fingerprint: str | None
) -> list[Problem]:
    problems = [*_files(folder, manifest), *_custody(folder, manifest)]
    listing = manifest["list"]
    found = sha256(canonical(listing))
    if found != manifest["fingerprint"]:
        problems.append(_wrong(MANIFEST, "fingerprint", "the fingerprint is not that of the list"))
    if fingerprint is not None and _digits(fingerprint) != found:
        problems.append(
            _wrong(MANIFEST, "fingerprint", "the fingerprint on paper is another: not this set")
        )
    for number in range(1, listing["volumes"] + 1):
        problems += _Pages(folder, volume_name(number, listing["volumes"]), listing, number).check()
    for one in listing["exhibits"]:
        problems += _separate(folder, one, listing)
    return [*problems, *_archival(folder, manifest), *_timestamp(folder)]


def seals(folder: Path) -> list[Message]:
    """Tell who signed a bundle's PDF files, and when its manifest was timestamped."""
    from demandgen.bundle.timestamp import moment_of

    result = []
    for path in sorted(folder.glob("bundle*.pdf")):
        with Pdf.open(path) as pdf:
            for one in signatures_of(path, pdf):
                values = {"file": path.name, "who": one["signer"], "when": one["time"] or "?"}
                result.append(say("{file}: signed by {who}, {when}", **values))
    if (folder / TOKEN).is_file():
        moment, authority = moment_of((folder / TOKEN).read_bytes())
        result.append(
            say("Timestamp of {moment} by {authority}", moment=moment, authority=authority)
        )
    return result


def archival(folder: Path) -> Message | None:
    """Tell that a verified bundle is PDF/A, where its manifest says so."""
    manifest = _manifest(folder)
    if isinstance(manifest, Problem) or manifest.get("pdfa") != FLAVOUR:
        return None
    return say("PDF/A-3b, validated again")


def _digits(text: str) -> str:
    return "".join(text.split()).lower()


def _wrong(file: str, code: str, template: str, /, **values: Any) -> Problem:
    return Problem(code, say(template, **values), Location(file))


def _manifest(folder: Path) -> dict[str, Any] | Problem:
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = {"list", "files", "fingerprint", "volumes"} <= data.keys()
        shape = {"exhibits", "pages", "parts", "volumes"} <= data["list"].keys()
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return _wrong(MANIFEST, "manifest", "it is missing or cannot be read")
    if not (whole and shape and data.get("format") == FORMAT):
        return _wrong(MANIFEST, "manifest", "it is not the manifest of a bundle of this version")
    return dict(data)


def _files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Compare what lies in the folder with the manifest and with SHA256SUMS."""
    present = {
        path.relative_to(folder).as_posix(): path
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    stated = {name: facts["sha256"] for name, facts in manifest["files"].items()}
    summed = _sums(folder)
    if {**stated, MANIFEST: summed.get(MANIFEST)} != summed:
        yield _wrong(SUMS, "sums", "it does not list the same files and hashes as the manifest")
    for name in sorted({*stated, *summed} - present.keys()):
        yield _wrong(name, "missing", "the file is missing")
    for name in sorted(present.keys() - stated.keys() - BEYOND_MANIFEST):
        yield _wrong(name, "unexpected", "the file does not belong to the bundle")
    for name in sorted((stated.keys() | summed.keys()) & present.keys()):
        path = present[name]
        if path.is_symlink() or sha256_of(path) not in {stated.get(name), summed.get(name)}:
            yield _wrong(name, "altered", "the file was altered")
    for one in manifest["list"]["exhibits"]:
        name = f"originals/{one['file']}"
        if one["file"] and stated.get(name) != one["sha256"]:
            yield _wrong(name, "original", "it is not the original that the list names")


def _sums(folder: Path) -> dict[str, str]:
    try:
        return read_sums((folder / SUMS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _custody(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    try:
        log = (folder / CUSTODY).read_text(encoding="utf-8")
        entries = [json.loads(line) for line in log.splitlines()]
        last = [e for e in entries if e.get("event") == "built"][-1]
    except (OSError, ValueError, IndexError, AttributeError):
        yield _wrong(CUSTODY, "custody", "the custody log is missing or cannot be read")
        return
    for number in broken_links(log):
        yield _wrong(CUSTODY, "custody", "entry {n} does not follow from the one before", n=number)
    if last.get("manifest") != sha256_of(folder / MANIFEST):
        yield _wrong(CUSTODY, "custody", "the manifest is not the one that was built last")
    if last.get("fingerprint") != manifest["fingerprint"]:
        yield _wrong(CUSTODY, "custody", "the fingerprint is not the one that was built last")


class _Pages:
    """The checks of one volume's PDF."""

    def __init__(self, folder: Path, name: str, listing: Mapping[str, Any], volume: int) -> None:
        self.path, self.name, self.listing, self.volume = folder / name, name, listing, volume
        self.exhibits = [e for e in listing["exhibits"] if e["volume"] == volume]
        spans = [*listing["parts"], *self.exhibits]
        self.numbers = sorted({n for s in spans for n in range(s["first"], s["last"] + 1)})
        self.at = {number: index for index, number in enumerate(self.numbers)}
        self.cover = next(p["first"] for p in listing["parts"] if p["part"] == "cover")

    def check(self) -> Iterator[Problem]:
        """Yield every difference between the PDF and the list."""
        try:
            with Pdf.open(self.path) as pdf:
                yield from self._checked(pdf)
        except (OSError, pikepdf.PdfError, pikepdf.PikepdfError, ValueError, TypeError,
                KeyError, AttributeError) as error:  # fmt: skip
            yield self._wrong("unreadable", "it cannot be read: {why}", why=str(error)[:200])

    def _wrong(self, code: str, template: str, /, **values: Any) -> Problem:
        return _wrong(self.name, code, template, **values)

    def _checked(self, pdf: Pdf) -> Iterator[Problem]:
        if len(pdf.pages) != len(self.numbers):
            yield self._wrong(
                "page-count", "it has {found} pages instead of {stated}",
                found=len(pdf.pages), stated=len(self.numbers),
            )  # fmt: skip
            return
        yield from self._signatures(pdf)
        yield from self._embedded(pdf)
        yield from self._drawn(pdf)
        yield from self._labels(pdf)
        yield from self._links(pdf)
        yield from self._bookmarks(pdf)
        yield from self._printed()

    def _signatures(self, pdf: Pdf) -> Iterator[Problem]:
        for one in signatures_of(self.path, pdf):
            if not (one["intact"] and one["whole_file"]):
                yield self._wrong(
                    "signature", "the signature of {who} is broken", who=one["signer"]
                )

    def _embedded(self, pdf: Pdf) -> Iterator[Problem]:
        inside = pdf.attachments.get(EXHIBITS)
        if inside is None or inside.get_file().read_bytes() != canonical(self.listing):
            yield self._wrong("embedded-list", "the embedded list is not that of the manifest")

    def _drawn(self, pdf: Pdf) -> Iterator[Problem]:
        digests = PageDigests()
        for number, page in zip(self.numbers, pdf.pages, strict=True):
            found = digests.of(page, without_last=number == self.cover)
            if found != self.listing["pages"][number - 1]["digest"]:
                yield self._wrong("page", "page {n} is not what it was", n=number)

    def _labels(self, pdf: Pdf) -> Iterator[Problem]:
        for number, page in zip(self.numbers, pdf.pages, strict=True):
            if page.label != str(number):  # type: ignore[comparison-overlap]  # pikepdf's stub has it as a method
                yield self._wrong(
                    "page-label", "page {n} is labelled {found}", n=number, found=page.label
                )

    def _links(self, pdf: Pdf) -> Iterator[Problem]:
        for number, found in zip(self.numbers, links_of(pdf), strict=True):
            stated = self.listing["pages"][number - 1]["links"]
            wanted = [[*s[:4], self.at[s[4]] + 1] for s in stated if s[4] in self.at]
            if found != wanted:
                yield self._wrong("links", "the links of page {n} are not what they were", n=number)

    def _bookmarks(self, pdf: Pdf) -> Iterator[Problem]:
        found = set(_bookmarks(pdf))
        wanted = {(p["title"], self.at[p["first"]]) for p in self.listing["parts"]}
        wanted |= {(e["bookmark"], self.at[e["first"]]) for e in self.exhibits}
        for title, _ in sorted(wanted - found):
            yield self._wrong("bookmark", "the bookmark {title} is missing", title=title)
        for title, page in sorted(found, key=str):
            if page is None:
                yield self._wrong("bookmark", "the bookmark {title} leads nowhere", title=title)

    def _printed(self) -> Iterator[Problem]:
        import pypdfium2

        document = pypdfium2.PdfDocument(self.path)
        try:
            for number, page in zip(self.numbers, document, strict=True):
                text = page.get_textpage()
                yield from self._page_text(number, text)
                text.close()
                page.close()
        finally:
            document.close()

    def _page_text(self, number: int, text: Any) -> Iterator[Problem]:
        place = self.listing["pages"][number - 1]["number_at"]
        printed = _text(text, [place[0] - 1, place[1] - 1, place[2] + 1, place[3] + 1])
        if not printed.endswith(str(number)):
            yield self._wrong(
                "page-number", "page {n} has {found} printed on it", n=number, found=printed
            )
        for one in self.exhibits:
            if one["first"] == number and _bare(one["label"]) not in _bare(text.get_text_range()):
                yield self._wrong("label", "page {n} lacks its label", n=number)
        if any(p["part"] == "index" and p["first"] <= number <= p["last"]
               for p in self.listing["parts"]):  # fmt: skip
            yield from self._rows(number, text)
        if number == self.cover and sha256(canonical(self.listing)) not in _bare(
            text.get_text_range()
        ):
            yield self._wrong("fingerprint", "the fingerprint on the cover is another")

    def _rows(self, number: int, text: Any) -> Iterator[Problem]:
        """Each linked text of the list belongs to the exhibit it leads to."""
        by_page = {e["first"]: e for e in self.listing["exhibits"]}
        for link in self.listing["pages"][number - 1]["links"]:
            one = by_page.get(link[4])
            shown = _bare(_text(text, link[:4]))
            span = f"{one['first']}–{one['last']}" if one else ""
            known = _bare(f"{one['label']} {one['title']} {one['first']} {span}") if one else ""
            if not shown or shown not in known:
                yield self._wrong("row", "a row of the list on page {n} is altered", n=number)


def _text(page: Any, box: list[float]) -> str:
    left, bottom, right, top = box
    return str(page.get_text_bounded(left, bottom, right, top)).strip()


def _bare(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and c not in "\ufffe\u00ad\x02")


def _bookmarks(pdf: Pdf) -> Iterator[tuple[str, int | None]]:
    from demandgen.bundle.reading.normal import bookmarked

    pages = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    with pdf.open_outline(max_depth=10) as outline:
        stack = list(outline.root)
        while stack:
            item = stack.pop()
            stack += item.children
            yield str(item.title), bookmarked(pdf, item, pages)


def _separate(
    folder: Path, one: Mapping[str, Any], listing: Mapping[str, Any]
) -> Iterator[Problem]:
    name = one["separate"]
    numbers = range(one["first"], one["last"] + 1)
    try:
        with Pdf.open(folder / name) as pdf:
            digests = PageDigests()
            found = [digests.of(page) for page in pdf.pages]
    except (OSError, pikepdf.PdfError) as error:
        yield _wrong(name, "unreadable", "it cannot be read: {why}", why=str(error)[:200])
        return
    if found != [listing["pages"][n - 1]["digest"] for n in numbers]:
        yield _wrong(name, "page", "its pages are not those of the bundle")


def _archival(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """Validate again what the manifest says is PDF/A."""
    if manifest.get("pdfa") != FLAVOUR:
        return
    for name in manifest["volumes"]:
        broken = broken_rules(folder / name)
        if broken:
            yield _wrong(
                name, "pdfa", "it is not the PDF/A-3b that the manifest says: {why}",
                why="; ".join(broken),
            )  # fmt: skip


def _timestamp(folder: Path) -> Iterator[Problem]:
    if not (folder / TOKEN).exists():
        return
    from demandgen.bundle.timestamp import token_problem

    problem = token_problem((folder / TOKEN).read_bytes(), (folder / MANIFEST).read_bytes())
    if problem:
        yield Problem("timestamp", problem, Location(TOKEN))
