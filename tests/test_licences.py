"""Are the licences of everything demandgen runs on known, listed, and acceptable?"""

from __future__ import annotations

import re
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LIST = Path(__file__).parent.parent / "docs" / "licences.md"

ROW = re.compile(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", re.MULTILINE)
COPYLEFT = re.compile(r"(?<!L)\bA?GPL|Affero|GNU General Public")
CHOICE = re.compile(r"\bMPL\b|Mozilla|LGPL|\bMIT\b|\bBSD\b")
"""A library under the GPL *or* one of these may be used under the latter."""


def requirements(name: str, extras: tuple[str, ...]) -> list[Requirement]:
    """What a distribution requires here, with the extras asked for."""
    wanted = (Requirement(text) for text in distribution(name).requires or ())
    return [
        requirement
        for requirement in wanted
        if requirement.marker is None
        or any(requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras))
    ]


def run_time_closure() -> set[str]:
    """Everything that installing demandgen installs, by canonical name."""
    todo: list[tuple[str, tuple[str, ...]]] = [("demandgen", ())]
    done: set[tuple[str, tuple[str, ...]]] = set()
    while todo:
        name, extras = step = todo.pop()
        if step not in done:
            done.add(step)
            todo += [(r.name, tuple(sorted(r.extras))) for r in requirements(name, extras)]
    return {str(canonicalize_name(name)) for name, _ in done} - {"demandgen"}


def declared_licence(name: str) -> str:
    """What a distribution says of its licence: the expression, else the field, else classifiers."""
    metadata = distribution(name).metadata.json
    classifiers = metadata.get("classifier", [])
    by_classifier = [c.split(" :: ")[-1] for c in classifiers if c.startswith("License :: ")]
    field = str(metadata.get("license_expression") or metadata.get("license") or "")
    if not field or len(field) > 60:
        field = " or ".join(by_classifier)
    return field


def listed() -> dict[str, str]:
    return dict(ROW.findall(LIST.read_text(encoding="utf-8")))


def test_every_library_is_listed_with_the_licence_it_declares() -> None:
    expected = {name: declared_licence(name) for name in run_time_closure()}
    missing = [f"| {n} | {lic} |" for n, lic in sorted(expected.items()) if listed().get(n) != lic]
    assert not missing, "docs/licences.md lacks:\n" + "\n".join(missing)


def test_nothing_is_listed_that_is_not_used() -> None:
    assert not set(listed()) - run_time_closure()


def is_acceptable(licence: str) -> bool:
    return bool(licence) and (not COPYLEFT.search(licence) or bool(CHOICE.search(licence)))


def test_no_library_forces_its_own_licence_on_the_papers_or_the_program() -> None:
    assert not [n for n in run_time_closure() if not is_acceptable(declared_licence(n))]


@pytest.mark.parametrize(
    ("licence", "acceptable"),
    [
        ("MIT", True),
        ("LGPL-2.1-only", True),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("AGPL-3.0", False),
        ("GNU Affero General Public License v3", False),
        ("GPL-3.0-or-later", False),
        ("GNU General Public License v2 or later (GPLv2+)", False),
        ("GNU General Public License v2 (GPLv2) or Mozilla Public License 1.1 (MPL 1.1)", True),
        ("", False),
    ],
)
def test_what_is_acceptable(licence: str, acceptable: bool) -> None:
    assert is_acceptable(licence) is acceptable
