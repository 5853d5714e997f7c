"""How large may files be where a bundle is filed?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Preset:
    """The limits of a place of filing: bytes of a file, bytes and files of one sending."""

    name: str
    max_bytes: int
    total_bytes: int
    files: int
    source: str

    def sendings(self, sizes: Sequence[int]) -> list[list[int]]:
        """Group volumes (their numbers, from 1) into sendings that the place accepts."""
        result: list[list[int]] = []
        room = 0
        for number, size in enumerate(sizes, start=1):
            if not result or size > room or len(result[-1]) == self.files:
                result.append([])
                room = self.total_bytes
            result[-1].append(number)
            room -= size
        return result


@cache
def presets() -> dict[str, Preset]:
    """Return the known places of filing by name."""
    source = resources.files("demandgen.bundle").joinpath("data", "presets.yaml")
    data = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {
        name: Preset(
            name,
            int(one["max_mb"] * MEGABYTE),
            int(one["total_mb"] * MEGABYTE),
            one["files"],
            one["source"],
        )
        for name, one in data.items()
    }
