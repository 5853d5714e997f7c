"""Is everything that pyproject.toml asks for locked, in a version it allows, and installed?"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent


def locked() -> dict[str, str]:
    """The pinned version of each distribution, by canonical name."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = [line.split("==") for line in text.splitlines() if line and not line.startswith("#")]
    return {str(canonicalize_name(name)): pin for name, pin in pins}


def test_the_lock_installs_on_the_oldest_python_supported() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    found = re.search(r"with Python (\S+);", text)
    assert found
    assert Version("3.11") <= Version(found[1]) <= Version("3.11.2"), "run script/lock on Debian 12"


def asked_for() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = [project["project"]["dependencies"], *extras, project["dependency-groups"]["dev"]]
    return [Requirement(text) for group in groups for text in group]


@pytest.mark.parametrize("requirement", asked_for(), ids=str)
def test_a_requirement_is_locked(requirement: Requirement) -> None:
    pin = locked().get(str(canonicalize_name(requirement.name)))
    assert pin, f"{requirement} is not in constraints.txt: run script/lock"
    assert requirement.specifier.contains(pin), f"{requirement} is locked at {pin}: run script/lock"


@pytest.mark.parametrize("name", sorted(locked()))
def test_what_is_locked_is_what_is_tested(name: str) -> None:
    assert Version(version(name)) == Version(locked()[name])
