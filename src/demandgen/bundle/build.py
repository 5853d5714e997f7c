"""How does a case become a bundle on the disk: nothing missing, or no bundle?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from demandgen.bundle import custody, originals, outputs
from demandgen.bundle.archival import not_archival, write
from demandgen.bundle.assemble import Assembled, Volume, assemble, volume_of, write_separate
from demandgen.bundle.certify import Certification, certification_of
from demandgen.bundle.compare import differences
from demandgen.bundle.custom import Custom, custom_of
from demandgen.bundle.exhibits import Cited, Generated, Mention, cited_pieces, ordered_slots
from demandgen.bundle.font import StampFont, missing_letters, stamp_font
from demandgen.bundle.front import Words
from demandgen.bundle.originals import Original
from demandgen.bundle.plan import Plan, in_volumes, settled
from demandgen.bundle.reading import Reading, ToRead, Unreadable, read_all
from demandgen.bundle.swap import exchange, workshop
from demandgen.bundle.timestamp import request_for
from demandgen.casefile.model import Case
from demandgen.problems import CaseFileError, Problem, UsageError, say

Progress = Callable[[str, str], None]
"""Told the phase (reading, assembling, writing) and the exhibit."""
_SLACK = 16 * 1024
"""What a volume's tables may take more when pages are shared out differently."""


@dataclass(frozen=True)
class Options:
    """How the bundle is wanted; None and empty are the case's and the country's custom."""

    max_bytes: int | None = None
    max_pages: int | None = None
    strict: bool = False
    rasterise: frozenset[str] = frozenset()
    """Labels or paths of exhibits to be redrawn as pictures."""
    certify: str | None = None
    place: str | None = None
    sign: Callable[[Path], None] | None = None
    """Signs a finished PDF in place."""
    timestamp_request: bool = False


@dataclass(frozen=True)
class Built:
    """The bundle that was built: where, what is in it, and what is worth knowing."""

    folder: Path
    fingerprint: str
    listing: Mapping[str, Any]
    volumes: tuple[str, ...]
    sizes: tuple[int, ...]
    warnings: tuple[Problem, ...]
    gaps: tuple[str, ...]
    differences: Mapping[str, Sequence[str]]
    not_archival: Mapping[str, Sequence[str]]
    """Why it is no PDF/A, by exhibit; empty when it is."""


@dataclass(frozen=True)
class Material:
    """Everything a bundle is made of, read and checked."""

    case: Case
    custom: Custom
    as_of: date
    cited: tuple[Cited, ...]
    mentions: tuple[Mention, ...]
    copies: Mapping[str, Original]
    readings: Mapping[str, Reading]
    options: Options
    certified: Certification | None
    font: StampFont

    @property
    def gaps(self) -> tuple[str, ...]:
        """Facts without a file."""
        return tuple(m.fact for m in self.mentions if m.proven and m.file is None)

    @property
    def words(self) -> Words:
        """What the front says."""
        found = differences(self.mentions, self.readings, self.custom)
        return Words(self.case, self.custom, self.as_of, self.mentions, found)


def build_bundle(
    case: Case,
    out: Path,
    *,
    as_of: date,
    now: datetime,
    papers: Iterable[Generated] = (),
    options: Options | None = None,
    progress: Progress = lambda _phase, _key: None,
) -> Built:
    """Build the evidence bundle of a case into the folder `out`.

    Args:
        case: The case, knowing its folder.
        out: The folder to make or to replace; untouched when anything fails.
        as_of: The day on the cover and of the certification.
        now: The moment for the custody log; nothing else depends on it.
        papers: Papers demandgen made, to go among the exhibits.
        options: Limits, certification, signature.
        progress: Called as exhibits are read and assembled.

    Raises:
        CaseFileError: evidence is missing, unreadable, outside, damaged, changed: all of it.
        NotAllowedError: a certification the law does not let these people give.
        UsageError: an exhibit named in the options is unknown, or too big for the limits.
        OutputError: the folder cannot be replaced.
    """
    options = options or Options()
    custom = custom_of(case.law)
    cited, mentions = cited_pieces(case, custom, papers)
    mode = options.certify or case.bundle.certify
    certified = certification_of(case, custom, mode, as_of, options.place)
    font = _font(case, custom, cited, certified)
    _check_rasterised(cited, options)
    _check_cited(case, cited)
    with workshop(out) as shop:
        new = shop / "new"
        copies, readings, warnings = _read(case, cited, shop, options, progress)
        material = Material(
            case, custom, as_of, cited, mentions, copies, readings, options, certified, font
        )
        built = _make(material, new, warnings, progress)
        _log(material, out, new, now, built)
        _refuse_changed(material)
        exchange(new, out)
    return replace(built, folder=out)


def _font(
    case: Case, custom: Custom, cited: Iterable[Cited], certified: Certification | None
) -> StampFont:
    texts = {one.label for one in cited} | set(certified.lines(0) if certified else ())
    missing = missing_letters("".join(texts))
    if missing:
        raise CaseFileError.of(
            "no-glyph",
            say("the stamps' font has no {letters}", letters=" ".join(missing)),
            where=case.where("bundle.label"),
        )
    return stamp_font([*texts, custom.say("words", "volume", n=0, all=0), "abcdef"])


def _check_cited(case: Case, cited: Iterable[Cited]) -> None:
    if not any(one.file for one in cited):
        raise CaseFileError.of(
            "no-evidence",
            say("the case cites no file: there is no evidence to put together"),
            where=case.where("invoices[0]"),
            hint=say("state file: for the contract, invoices, letters; demandgen evidence helps"),
        )


def _check_rasterised(cited: Iterable[Cited], options: Options) -> None:
    known = {name for one in cited for name in (one.label, one.file) if name}
    for name in sorted(options.rasterise - known):
        raise UsageError.of(
            "unknown-exhibit",
            say("no exhibit is called {name}", name=name),
            hint=say("give its label or its path as in the case file"),
        )


def _read(
    case: Case, cited: Sequence[Cited], shop: Path, options: Options, progress: Progress
) -> tuple[dict[str, Original], dict[str, Reading], list[Problem]]:
    """Copy and read everything; raise all that is wrong at once."""
    copies, problems = originals.copied(case, cited, shop / "new" / "originals")
    readings: dict[str, Reading] = {}
    wanted = _to_read(cited, copies, shop, options)
    outcomes = read_all(
        wanted, shop / "read", case.law, strict=options.strict,
        progress=lambda key: progress("reading", key),
    )  # fmt: skip
    fields = {one.key: one.field for one in cited}
    for key, outcome in outcomes.items():
        if isinstance(outcome, Unreadable):
            problems.append(Problem(outcome.code, outcome.message, case.where(fields[key])))
        else:
            readings[key] = outcome
    if problems:
        raise CaseFileError(*problems)
    warnings = [*originals.findings(case, cited, copies), *_repaired(case, cited, readings)]
    return copies, readings, warnings


def _to_read(
    cited: Sequence[Cited], copies: Mapping[str, Original], shop: Path, options: Options
) -> list[ToRead]:
    papers = shop / "papers"
    papers.mkdir()
    result: list[ToRead] = []
    for one in cited:
        picture = bool({one.label, one.file} & options.rasterise)
        if one.generated:
            path = papers / f"{len(result)}.pdf"
            path.write_bytes(one.generated.pdf)
            result.append(ToRead(one.key, path, one.title, picture))
        elif one.file and one.file in copies:
            result.append(ToRead(one.key, copies[one.file].copy, one.file, picture))
    return result


def _repaired(
    case: Case, cited: Iterable[Cited], readings: Mapping[str, Reading]
) -> Iterable[Problem]:
    for one in cited:
        if any(note["code"] == "repaired" for note in readings[one.key].notes):
            message = say("{file} is damaged and was repaired", file=one.file or one.title)
            yield Problem("repaired", message, case.where(one.field))


def _make(material: Material, new: Path, warnings: list[Problem], progress: Progress) -> Built:
    """Write everything but the custody log into `new`."""
    done = _written(material, new, progress)
    (new / "separate").mkdir()
    for piece in done.plan.pieces:
        path = new / outputs.separate_name(piece)
        write_separate(done.assembled, piece, piece.cited.title, path)
    sizes = tuple((new / name).stat().st_size for name in done.names)
    fingerprint = custody.sha256(custody.canonical(done.listing))
    built = Built(
        new, fingerprint, done.listing, done.names, sizes, tuple(warnings), material.gaps,
        material.words.differences, done.broken,
    )  # fmt: skip
    text = outputs.report(material.case, material.custom, built)
    (new / "report.txt").write_text(text, encoding="utf-8")
    (new / custody.MANIFEST).write_bytes(outputs.manifest(new, built))
    files = {
        path.relative_to(new).as_posix(): custody.sha256_of(path)
        for path in new.rglob("*")
        if path.is_file()
    }
    if material.options.timestamp_request:
        request = request_for((new / custody.MANIFEST).read_bytes())
        (new / custody.REQUEST).write_bytes(request)
    (new / custody.SUMS).write_text(custody.sums(files), encoding="utf-8")
    return built


@dataclass(frozen=True)
class Written:
    """The volumes on the disk, and what they were made from."""

    plan: Plan
    assembled: Assembled
    listing: dict[str, Any]
    names: tuple[str, ...]
    broken: dict[str, list[str]]


def _written(m: Material, new: Path, progress: Progress) -> Written:
    """Write the volumes; with limits, again with less room until each really fits."""
    order = ordered_slots(m.case, m.custom)
    pages, size = m.options.max_pages, m.options.max_bytes
    while True:
        placed = in_volumes(m.cited, m.readings, (pages, size))
        plan = settled(m.words, m.cited, m.readings, order, placed)
        over = _over([(n, plan.length_of(n)) for n in plan.numbers], m.options.max_pages)
        if over and pages:
            _check_divisible(m, plan, over[0])
            pages -= over[1]
            continue
        written = _write_volumes(m, plan, new, progress)
        sizes = [(n, (new / name).stat().st_size) for n, name in enumerate(written.names, 1)]
        over = _over(sizes, m.options.max_bytes)
        if not over or not size:
            return written
        _check_divisible(m, plan, over[0])
        size -= over[1] + _SLACK
        for name in written.names:
            (new / name).unlink()


def _over(amounts: Iterable[tuple[int, int]], most: int | None) -> tuple[int, int] | None:
    """Return the volume most over a limit, and by how much."""
    worst = max(amounts, key=lambda pair: pair[1])
    return (worst[0], worst[1] - most) if most is not None and worst[1] > most else None


def _check_divisible(m: Material, plan: Plan, volume: int) -> None:
    """An exhibit is not split: one that does not fit alone cannot be bundled so."""
    inside = [p for p in plan.pieces if p.volume == volume]
    if len(inside) == 1:
        one = inside[0].cited
        raise UsageError.of(
            "exhibit-too-large",
            say("{title} does not fit into a volume, even alone", title=one.title),
            where=m.case.where(one.field),
            hint=say("raise the limit, or scan it smaller"),
        )


def _write_volumes(m: Material, plan: Plan, new: Path, progress: Progress) -> Written:
    assembled = assemble(plan, m.font, m.certified, lambda key: progress("assembling", key))
    listing = outputs.exhibits_list(m, plan, assembled)
    reasons: set[str] = set()
    names = tuple(outputs.volume_name(n, plan.volumes) for n in plan.numbers)
    for number, name in zip(plan.numbers, names, strict=True):
        progress("writing", name)
        pdf = volume_of(assembled, plan, m.custom, m.font, _volume(m, plan, listing, number))
        reasons |= set(write(pdf, new / name, m.as_of))
        if m.options.sign:
            m.options.sign(new / name)
    broken = not_archival(plan, sorted(reasons)) if reasons else {}
    return Written(plan, assembled, listing, names, broken)


def _volume(m: Material, plan: Plan, listing: dict[str, Any], number: int) -> Volume:
    embedded = custody.canonical(listing)
    attachments = {custody.EXHIBITS: (embedded, "application/json")}
    for piece in plan.pieces:
        for name in piece.reading.attach:
            path = piece.reading.pdf.parent / name
            attachments[f"{piece.number:03}-{name}"] = (path.read_bytes(), "application/xml")
    title = outputs.title_of(m.case, m.custom)
    lines = _cover_lines(m.custom, plan, custody.sha256(embedded), number)
    author = m.case.creditor.name
    return Volume(number, plan.volumes, title, author, m.as_of, lines, attachments)


def _cover_lines(
    custom: Custom, plan: Plan, fingerprint: str, number: int
) -> list[tuple[float, float, str]]:
    x, y = plan.front.room["fingerprint"]
    groups = [fingerprint[i : i + 8] for i in range(0, 64, 8)]
    lines = [(x, y - 12, " ".join(groups[:4])), (x, y - 26, " ".join(groups[4:]))]
    if plan.volumes > 1:
        x, y = plan.front.room["volume"]
        lines.append((x, y - 11, custom.say("words", "volume", n=number, all=plan.volumes)))
    return lines


def _log(m: Material, out: Path, new: Path, now: datetime, built: Built) -> None:
    """Continue the custody log of the folder that is replaced."""
    before = out / custody.CUSTODY
    log = before.read_text(encoding="utf-8") if before.is_file() else ""
    facts = {
        "case": m.case.id,
        "fingerprint": built.fingerprint,
        "manifest": custody.sha256_of(new / custody.MANIFEST),
        "originals": {file: original.sha256 for file, original in sorted(m.copies.items())},
    }
    text = custody.entry(log, "built", now, facts)
    (new / custody.CUSTODY).write_text(text, encoding="utf-8")


def _refuse_changed(m: Material) -> None:
    """Hash the originals again: what is in the bundle is what lies in the folder now."""
    fields = {one.file: one.field for one in m.cited}
    problems = [
        Problem(
            "changed-while-building",
            say("{file} changed while the bundle was built", file=original.file),
            m.case.where(fields[original.file]),
        )
        for original in originals.changed(m.copies.values())
    ]
    if problems:
        raise CaseFileError(*problems)
