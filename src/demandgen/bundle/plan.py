"""On which page does each piece stand, and in which volume?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from demandgen.bundle.custom import FRONT
from demandgen.bundle.exhibits import Cited
from demandgen.bundle.front import Front, Piece, Words, front_of, guessed
from demandgen.bundle.reading import Reading

_PASSES = 10


@dataclass(frozen=True)
class Stretch:
    """Pages that stand together: a part of the front, or a piece; `last` is included."""

    part: str
    first: int
    last: int
    piece: Piece | None = None


@dataclass(frozen=True)
class Plan:
    """The whole bundle, page by page: its stretches in order, and the front as typeset."""

    stretches: tuple[Stretch, ...]
    front: Front
    volumes: int

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces in order."""
        return tuple(s.piece for s in self.stretches if s.piece)

    @property
    def pages(self) -> int:
        """Pages of the whole bundle, the front counted once."""
        return self.stretches[-1].last

    @property
    def front_pages(self) -> list[int]:
        """The numbers of the front's pages."""
        own = (s for s in self.stretches if s.piece is None)
        return [number for s in own for number in range(s.first, s.last + 1)]

    @property
    def numbers(self) -> range:
        """The numbers of the volumes."""
        return range(1, self.volumes + 1)

    def length_of(self, volume: int) -> int:
        """How many pages a volume has, with the front."""
        return sum(s.last - s.first + 1 for s in self.of_volume(volume))

    def of_volume(self, volume: int) -> list[Stretch]:
        """What a volume holds: the front, and its pieces."""
        return [s for s in self.stretches if s.piece is None or s.piece.volume == volume]

    def start_of(self, part: str) -> int:
        """The first page of a part of the front."""
        return next(s.first for s in self.stretches if s.part == part and not s.piece)


def settled(
    words: Words,
    cited: Sequence[Cited],
    readings: Mapping[str, Reading],
    order: Sequence[str],
    volume_of: Mapping[str, int],
) -> Plan:
    """Place everything; lay the front out again until it is as long as was reckoned with.

    A good guess makes the first pass the last; the columns of figures have fixed widths, so that
    the second is.
    """
    volumes = max(volume_of.values(), default=1)
    words = replace(words, volumes=volumes)
    lengths: Mapping[str, int] = dict.fromkeys(FRONT, 1)
    draft = _placed(cited, readings, order, volume_of, lengths)
    lengths = guessed(words, [s.piece for s in draft if s.piece])
    for _ in range(_PASSES):
        stretches = _placed(cited, readings, order, volume_of, lengths)
        pieces = [s.piece for s in stretches if s.piece]
        front = front_of(words, pieces, stretches[-1].last)
        if front.lengths == lengths:
            return Plan(tuple(stretches), front, volumes)
        lengths = front.lengths
    raise RuntimeError("the length of the list of exhibits does not settle")


def _placed(
    cited: Sequence[Cited],
    readings: Mapping[str, Reading],
    order: Sequence[str],
    volume_of: Mapping[str, int],
    lengths: Mapping[str, int],
) -> list[Stretch]:
    stretches: list[Stretch] = []
    page, number = 1, 0
    for slot in order:
        if slot in FRONT:
            stretches.append(Stretch(slot, page, page + lengths[slot] - 1))
            page += lengths[slot]
        for one in (c for c in cited if c.slot == slot):
            number += 1
            reading = readings[one.key]
            last = page + reading.pages - 1
            piece = Piece(number, one, reading, page, last, volume_of.get(one.key, 1))
            stretches.append(Stretch(slot, page, last, piece))
            page = last + 1
    return stretches


def in_volumes(
    cited: Sequence[Cited],
    readings: Mapping[str, Reading],
    room: tuple[int | None, int | None],
) -> dict[str, int]:
    """Share pieces out among volumes, in order and whole; `room` is pages and bytes for them."""
    pages_room, bytes_room = room
    result: dict[str, int] = {}
    volume, pages, size = 1, 0, 0
    for one in cited:
        more, weight = readings[one.key].pages, readings[one.key].pdf.stat().st_size
        full = (pages_room is not None and pages + more > pages_room) or (
            bytes_room is not None and size + weight > bytes_room
        )
        if full and pages:
            volume, pages, size = volume + 1, 0, 0
        result[one.key] = volume
        pages, size = pages + more, size + weight
    return result
