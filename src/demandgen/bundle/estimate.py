"""How many pages will the front take? A guess before it is laid out, to lay it out only once.

A wrong guess costs a second layout and nothing else: the front is always laid out with the
lengths it really has. The measures are those of `data/pages.css` and `data/front.html`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import ceil
from typing import Any

from demandgen.bundle.typeset import FACES, font_file

_MM = 72 / 25.4
_HIGH = 259 * _MM
"""What the margins of A4 leave."""
_WIDE = 173.0
_SIDES = 2.4
_LINE, _SMALL_LINE, _ROW = 8.5 * 1.35, 7.5 * 1.35, 2.2 * _MM + 0.3
_HEADING, _HEAD = 35.1, 10.8 + 2.2 * _MM + 0.8
_PARAGRAPH = 9.5 * 1.35 + 2.5 * _MM
_LEGEND = 4 * _MM + 8 * 1.35 + 2.5 * _MM


@cache
def _widths() -> dict[str, float]:
    """Widths of the letters of the text face, in ems."""
    from fontTools.ttLib import TTFont

    with TTFont(font_file(FACES["normal", 400]), lazy=True) as font:
        table, per_em = font["hmtx"], font["head"].unitsPerEm
        return {chr(point): table[name][0] / per_em for point, name in font.getBestCmap().items()}


def _lines(text: str, millimetres: float, size: float = 8.5) -> int:
    """How many lines a text takes in a column."""
    room, known = (millimetres - _SIDES) * _MM / size, _widths()
    count, used = 1, 0.0
    for word in text.split(" "):
        wide = sum(known.get(letter, 0.6) for letter in word)
        if used and used + 0.25 + wide > room:
            count, used = count + 1, 0.0
        used += wide + (0.25 if used else 0.0)
        while used > room:  # broken anywhere
            count, used = count + 1, used - room
    return count


def _row(*cells: tuple[str, float], small: Iterable[tuple[str, float]] = ()) -> float:
    """The height of a row; `small` stands below its tallest cell."""
    high = max(_lines(text, wide) for text, wide in cells) * _LINE
    return high + sum(_lines(text, wide, 7.5) * _SMALL_LINE for text, wide in small) + _ROW


def _pages(rows: Iterable[float], before: float, after: float = 0.0) -> int:
    """Pages of a table with its head on each page; rows break where the page ends."""
    return max(1, ceil((sum(rows) + before + after) / (_HIGH - _HEAD)))


def lengths_of(values: Mapping[str, Any]) -> dict[str, int]:
    """Guess the pages of each part of the front from what it says."""
    label = values["widths"]["label"]
    volumes = 9 if values["volumes"] else 0
    title = _WIDE - label - 108 - volumes
    index = [
        _row(
            (r["label"], label), (r["title"], title), (r["proves"], 44), (r["state"], 24),
            small=[(s, title) for s in [r["translate"], *r["signatures"]] if s],
        )
        for r in values["rows"]
    ]  # fmt: skip
    return {
        "cover": 1,
        "index": _pages(index, _HEADING, _LEGEND),
        "matrix": _pages(_facts(values), _HEADING + _PARAGRAPH),
        "processing": _pages(_done(values["processed"], label), _HEADING + 3 * _PARAGRAPH),
    }


def _facts(values: Mapping[str, Any]) -> list[float]:
    wide = _WIDE - 79
    result = []
    for fact in values["facts"]:
        shown = fact["row"]["label"] if fact["row"] else values["w"]["gap"]
        small = [(line, wide) for line in fact["differs"]] if fact["row"] else []
        result.append(_row((fact["text"], wide), (shown, 62), small=small))
    return result


def _done(processed: Sequence[Mapping[str, Any]], label: float) -> list[float]:
    wide = _WIDE - label - 58
    return [
        max(
            _row((one["file"], 58), (one["row"]["label"], label)),
            sum(_lines(line, wide) for line in one["lines"]) * _LINE + _ROW,
        )
        for one in processed
    ]
