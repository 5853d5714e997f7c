"""Where in the user's files was each field read?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from demandgen.problems import Location


@dataclass(frozen=True)
class Sources:
    """The places of a case's fields, by field path (``debtors[0].tax_id``; the root is '').

    A place tells the path in the user's own spelling, which may differ: ``debtor.tax_id``.
    """

    places: dict[str, Location] = field(default_factory=dict)

    def locate(self, path: str) -> Location:
        """Return the place of a field, else that of its nearest parent, under the asked path."""
        parent = path
        while parent and parent not in self.places:
            parent = parent[: max(parent.rfind("."), parent.rfind("["), 0)]
        place = self.places.get(parent, Location(""))
        return place if parent == path else replace(place, field=_spelled(place, parent, path))

    def folder_of(self, path: str, main: Path) -> Path:
        """Return the folder a file named at a field lies in: that of the file that names it.

        Args:
            path: the field.
            main: the folder of the case itself.
        """
        file, case_file = self.locate(path).file, self.locate("").file
        return main if not file or file == case_file else Path(file).parent

    def renamed(self, old: str, new: str) -> Sources:
        """Return these places with the field `old` and all below it found under `new`."""
        end = len(old)
        return Sources(
            {
                new + path[end:] if _is_or_below(path, old) else path: place
                for path, place in self.places.items()
            }
        )

    def without(self, path: str) -> Sources:
        """Return these places without a field and all below it."""
        return Sources({p: v for p, v in self.places.items() if not _is_or_below(p, path)})


def _is_or_below(path: str, parent: str) -> bool:
    return path.startswith(parent) and path[len(parent) : len(parent) + 1] in ("", ".", "[")


def _spelled(place: Location, parent: str, path: str) -> str:
    if not parent:
        return path
    return place.field + path[len(parent) :]
