"""Where in the user's files was each field read?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from demandgen.problems import Location

_PARENT = re.compile(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)$")


@dataclass(frozen=True)
class Sources:
    """The places of a case's fields, by field path (``debtors[0].tax_id``; the root is '')."""

    places: dict[str, Location] = field(default_factory=dict)

    def locate(self, path: str) -> Location:
        """Return the place of a field, else that of its nearest parent, under the asked path."""
        parent = path
        while parent and parent not in self.places:
            parent = _PARENT.sub("", parent)
        return replace(self.places.get(parent, Location("")), field=path)
