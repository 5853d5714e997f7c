"""Do the two countries say everything, and does every code the readers use have its words?"""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

import demandgen.bundle.reading
from demandgen.bundle.custom import FRONT, custom_of
from demandgen.casefile.model import Channel, Country, PaperId

READERS = Path(demandgen.bundle.reading.__file__).parent
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in READERS.glob("*.py"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_countries_have_the_same_phrases_with_the_same_gaps() -> None:
    ro, pl = custom_of("ro").words, custom_of("pl").words
    assert ro.keys() == pl.keys()
    for section in ro:
        assert ro[section].keys() == pl[section].keys(), section
        for key in ro[section]:
            assert fields(ro[section][key]) == fields(pl[section][key]), (section, key)


@pytest.mark.parametrize("country", ["ro", "pl"])
def test_every_part_paper_and_channel_has_its_words(country: Country) -> None:
    custom = custom_of(country)
    assert set(custom.order) == custom.words["groups"].keys()
    assert set(FRONT) < set(custom.order)
    assert len(set(custom.order)) == len(custom.order)
    assert set(get_args(PaperId)) == custom.words["papers"].keys()
    assert set(get_args(Channel)) == custom.words["channels"].keys()


@pytest.mark.parametrize("country", ["ro", "pl"])
def test_every_note_and_refusal_of_the_readers_has_its_words(country: Country) -> None:
    words = custom_of(country).words
    notes = set(re.findall(r'job\.note\(\s*"([a-z-]+)"', SOURCE))
    notes |= {"text", "text-assumed", "xml", "xml-other"}
    assert notes == words["notes"].keys()
    refusals = set(re.findall(r'refuse\(\s*"([a-z-]+)"', SOURCE))
    assert refusals == words["refusals"].keys()


@pytest.mark.parametrize("country", ["ro", "pl"])
def test_letters_are_those_of_the_language(country: Country) -> None:
    """No cedilla for the comma below, no straight quotation marks, no triple dots."""
    for section in custom_of(country).words.values():
        for text in section.values():
            assert not re.search(r'[şţŞŢ"]|\.\.\.', text), text
