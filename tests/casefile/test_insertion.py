"""Does a new entry find its place in any YAML text, and leave the rest alone?"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from demandgen.casefile.insertion import (
    Entry,
    Insertion,
    NoPlaceError,
    new_fields,
    new_item,
)

SENT: Entry = {"date": date(2025, 6, 2), "direction": "sent", "channel": "registered-post"}
SENT_READ = {"date": "2025-06-02", "direction": "sent", "channel": "registered-post"}


def read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  # BaseLoader builds texts only


def added(text: str, key: str = "correspondence", entry: Entry = SENT) -> str:
    return new_item(text, key, entry).into(text)


EXAMPLES: list[tuple[str, str, str]] = [  # what, before, after
    (
        "no list yet",
        "case: A\nlaw: ro\n",
        "case: A\nlaw: ro\ncorrespondence:\n  - date: 2025-06-02\n    direction: sent\n    channel: registered-post\n",
    ),
    (
        "no list yet, comments at the end",
        "case: A  # first\n\n# the end\n",
        "case: A  # first\ncorrespondence:\n  - date: 2025-06-02\n    direction: sent\n    channel: registered-post\n\n# the end\n",
    ),
    (
        "an empty list",
        "correspondence: []  # none\ncase: A\n",
        "correspondence: [{date: 2025-06-02, direction: sent, channel: registered-post}]  # none\ncase: A\n",
    ),
    (
        "a key without a value",
        "correspondence:   # none\ncase: A\n",
        "correspondence:   # none\n  - date: 2025-06-02\n    direction: sent\n    channel: registered-post\ncase: A\n",
    ),
    (
        "items in brackets",
        "correspondence:\n  - {date: 2025-01-01}  # one\n# next\ncase: A\n",
        "correspondence:\n  - {date: 2025-01-01}  # one\n  - {date: 2025-06-02, direction: sent, channel: registered-post}\n# next\ncase: A\n",
    ),
    (
        "items in lines, at the margin",
        "correspondence:\n- date: 2025-01-01\n  summary: x\n\ncase: A",
        "correspondence:\n- date: 2025-01-01\n  summary: x\n- date: 2025-06-02\n  direction: sent\n  channel: registered-post\n\ncase: A",
    ),
    (
        "the last line of a file without a line break",
        "case: A\ncorrespondence:\n    - date: 2025-01-01",
        "case: A\ncorrespondence:\n    - date: 2025-01-01\n    - date: 2025-06-02\n      direction: sent\n      channel: registered-post",
    ),
    (
        "a block text with what looks like a comment",
        "correspondence:\n  - summary: |\n      said\n      # not a comment\n# a comment\ncase: A\n",
        "correspondence:\n  - summary: |\n      said\n      # not a comment\n  - date: 2025-06-02\n    direction: sent\n    channel: registered-post\n# a comment\ncase: A\n",
    ),
    (
        "a list in brackets over several lines",
        "correspondence: [\n    {date: 2025-01-01},\n    {date: 2025-01-02},  # last\n  ]\n",
        "correspondence: [\n    {date: 2025-01-01},\n    {date: 2025-01-02},\n    {date: 2025-06-02, direction: sent, channel: registered-post},  # last\n  ]\n",
    ),
    (
        "Windows line breaks",
        "correspondence:\r\n  - {date: 2025-01-01}\r\ncase: A\r\n",
        "correspondence:\r\n  - {date: 2025-01-01}\r\n  - {date: 2025-06-02, direction: sent, channel: registered-post}\r\ncase: A\r\n",
    ),
    (
        "JSON",
        '{\n  "case": "A",\n  "law": "ro"\n}\n',
        '{\n  "case": "A",\n  "law": "ro",\n  "correspondence": [{"date": "2025-06-02", "direction": "sent", "channel": "registered-post"}]\n}\n',
    ),
    (
        "an indented file between document marks",
        "---\n  case: A\n  law: ro\n...\n",
        "---\n  case: A\n  law: ro\n  correspondence:\n    - date: 2025-06-02\n      direction: sent\n      channel: registered-post\n...\n",
    ),
]


@pytest.mark.parametrize(
    ("before", "after"), [e[1:] for e in EXAMPLES], ids=[e[0] for e in EXAMPLES]
)
def test_the_entry_goes_after_the_last_one(before: str, after: str) -> None:
    assert added(before) == after
    old, new = read(before), read(after)
    assert new == {**old, "correspondence": [*(old.get("correspondence") or []), SENT_READ]}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("correspondence: null\n", "the field correspondence is not written as a list"),
        ("correspondence: {}\n", "the field correspondence is not written as a list"),
        ("- a\n- b\n", "the file has no fields"),
    ],
)
def test_a_text_without_a_place_is_refused(text: str, problem: str) -> None:
    with pytest.raises(NoPlaceError, match=problem):
        new_item(text, "correspondence", SENT)


DELIVERED: Entry = {"delivered": date(2025, 6, 5), "delivery_proof": "evidence/ar.jpg"}


@pytest.mark.parametrize(
    ("index", "before", "after"),
    [
        (
            0,
            "correspondence:\n  - {date: 2025-01-01, term: 15 }  # one\n  - {date: 2025-01-02}\n",
            "correspondence:\n  - {date: 2025-01-01, term: 15, delivered: 2025-06-05, delivery_proof: evidence/ar.jpg }  # one\n  - {date: 2025-01-02}\n",
        ),
        (
            1,
            "correspondence:\n  - date: 2025-01-01\n  -\n      date: 2025-01-02  # two\n\n      # why\n      ref: 1/2025 # x\n\ncase: A\n",
            "correspondence:\n  - date: 2025-01-01\n  -\n      date: 2025-01-02  # two\n\n      # why\n      ref: 1/2025 # x\n      delivered: 2025-06-05\n      delivery_proof: evidence/ar.jpg\n\ncase: A\n",
        ),
        (
            0,
            "correspondence:\n  - date: 2025-01-01\n    invoices:\n      - A 1\n      - A 2\n  - date: 2025-01-02\n",
            "correspondence:\n  - date: 2025-01-01\n    invoices:\n      - A 1\n      - A 2\n    delivered: 2025-06-05\n    delivery_proof: evidence/ar.jpg\n  - date: 2025-01-02\n",
        ),
        (
            0,
            '{"correspondence": [{"date": "2025-01-01"}]}',
            '{"correspondence": [{"date": "2025-01-01", "delivered": "2025-06-05", "delivery_proof": "evidence/ar.jpg"}]}',
        ),
    ],
)
def test_fields_go_to_the_end_of_their_entry(index: int, before: str, after: str) -> None:
    assert new_fields(before, "correspondence", index, DELIVERED).into(before) == after
    new = read(after)
    new["correspondence"][index] = {
        k: v for k, v in new["correspondence"][index].items() if k not in DELIVERED
    }
    assert new == read(before)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "correspondence: [{date: 2025-01-01}]\n",
            "correspondence no. 2 is not written in this file",
        ),
        ("case: A\n", "correspondence no. 2 is not written in this file"),
        (
            "correspondence: [{a: b}, {delivered: null}]\n",
            "the entry already has the field delivered",
        ),
    ],
)
def test_fields_without_a_place_are_refused(text: str, problem: str) -> None:
    with pytest.raises(NoPlaceError, match=problem):
        new_fields(text, "correspondence", 1, DELIVERED)


# Any text that someone might type, in any of the styles, survives and is read back.

PRINTABLE = st.characters(
    codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters="\n\t\x85"
)
TEXTS = st.text(PRINTABLE, max_size=30).filter(lambda t: not set(t) & set("\ufeff\ufffe\uffff"))


def _item(values: dict[str, str], style: str) -> list[str]:
    if style == "brackets":
        return ["{" + ", ".join(f"{k}: {json.dumps(v)}" for k, v in values.items()) + "}  # c, }"]
    lines = []
    for key, value in values.items():
        lines.append(f"{key}: {json.dumps(value)}  # {{ [")
        lines += ["", "# between"] if key == "b" else []
    if style == "block text":
        lines += ["z: |", "  said", "", "  # not a comment", ""]
    return lines


@st.composite
def pages(draw: st.DrawFn) -> str:
    margin = " " * draw(st.integers(0, 2))
    indent = margin + " " * draw(st.integers(0, 3))
    lines = [*draw(st.sampled_from([[], ["# top", ""], ["---"]])), f"{margin}case: A"]
    kind = draw(st.sampled_from(["absent", "empty", "bare", "lines", "list"]))
    items = draw(
        st.lists(st.dictionaries(st.sampled_from("abc"), TEXTS, min_size=1), min_size=1, max_size=3)
    )
    lines += {"empty": [f"{margin}events: []  # none"], "bare": [f"{margin}events: # none"]}.get(
        kind, []
    )
    if kind == "lines":
        lines.append(f"{margin}events:")
        for values in items:
            first, *rest = _item(values, draw(st.sampled_from(["brackets", "plain", "block text"])))
            lines += [f"{indent}- {first}", *(f"{indent}  {line}" if line else "" for line in rest)]
    if kind == "list":
        gap = draw(st.sampled_from(["", " ", f"\n{indent}   "]))
        braces = [_item(v, "brackets")[0].partition("  #")[0] for v in items]
        lines += f"{margin}events: [{gap}{f',{gap}'.join(braces)}{gap}]".split("\n")
    lines += draw(st.sampled_from([[], ["", "# end"], [f"{margin}law: ro", "", "# end"]]))
    break_ = draw(st.sampled_from(["\n", "\r\n"]))
    return break_.join(lines) + draw(st.sampled_from(["", break_]))


ENTRIES = st.fixed_dictionaries(
    {"date": st.dates(date(1990, 1, 1), date(2100, 1, 1)), "t": TEXTS},
    optional={
        "n": st.integers(1, 999),
        "m": st.decimals(0, 10**6, places=2),
        "l": st.lists(TEXTS, min_size=1, max_size=2),
    },
)


def as_read(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        k: v.isoformat() if isinstance(v, date) else str(v) if isinstance(v, int | Decimal) else v
        for k, v in entry.items()
    }


def without(insertion: Insertion, new: str) -> str:
    return new[: insertion.at] + new[insertion.at + len(insertion.text) :]


@settings(max_examples=150, deadline=None)
@given(page=pages(), entry=ENTRIES)
@example(
    page="events:\n  - a: |+\n      x\n\n\ncase: A", entry={"date": date(2025, 1, 1), "t": "null"}
)
def test_any_entry_is_read_back_and_nothing_else_changes(page: str, entry: dict[str, Any]) -> None:
    insertion = new_item(page, "events", entry)
    new = insertion.into(page)
    assert without(insertion, new) == page
    before = read(page)
    assert read(new) == {**before, "events": [*(before.get("events") or []), as_read(entry)]}


@settings(max_examples=150, deadline=None)
@given(page=pages(), entry=ENTRIES, data=st.data())
def test_any_fields_are_read_back_and_nothing_else_changes(
    page: str, entry: dict[str, Any], data: st.DataObject
) -> None:
    before = read(page)
    items = before.get("events") or []
    index = data.draw(st.integers(0, max(len(items) - 1, 0)))
    if not items:
        with pytest.raises(NoPlaceError):
            new_fields(page, "events", index, entry)
        return
    insertion = new_fields(page, "events", index, entry)
    new = insertion.into(page)
    assert without(insertion, new) == page
    items[index] = {**items[index], **as_read(entry)}
    assert read(new) == before
