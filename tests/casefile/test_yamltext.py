"""YAML as it was typed, bounded, and with includes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from demandgen.casefile.yamltext import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_INCLUDES,
    YamlText,
    read_yaml,
)


def read(folder: Path, text: str) -> YamlText:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "case.yaml").write_text(text, encoding="utf-8")
    return read_yaml(folder / "case.yaml")


def problems(result: YamlText, folder: Path) -> list[str]:
    return [str(p).replace(f"{folder}/", "") for p in result.problems]


@pytest.mark.parametrize(
    "text",
    [
        "0000123456",
        "NO",
        "1234.10",
        "yes",
        "2025-01-15",
        "1e5",
        "0x1F",
        "12:30",
        "1_000",
        "=",
        "<<",
    ],
)
def test_scalars_stay_as_typed(tmp_path: Path, text: str) -> None:
    """yaml.safe_load makes 42798, False, 1234.1, True, a date, 31, 750 ... of some of these."""
    assert read(tmp_path, f"a: {text}\nb: '{text}'\n").data == {"a": text, "b": text}


@pytest.mark.parametrize("key", ["no", "on", "1", "null", "2025-01-15"])
def test_keys_stay_as_typed_too(tmp_path: Path, key: str) -> None:
    assert read(tmp_path, f"{key}: x\n").data == {key: "x"}


def test_places_are_those_of_the_keys_and_of_the_items(tmp_path: Path) -> None:
    result = read(tmp_path, "a:\n  - b: 1\n    c: {d: 2}\n  - x\n")
    places = {path: (p.line, p.column) for path, p in result.sources.places.items()}
    assert places == {
        "": (1, 1),
        "a": (1, 1),
        "a[0]": (2, 5),
        "a[0].b": (2, 5),
        "a[0].c": (3, 5),
        "a[0].c.d": (3, 9),
        "a[1]": (4, 5),
    }


def test_a_column_counts_letters_not_bytes(tmp_path: Path) -> None:
    result = read(tmp_path, "a: {ș: ț, b: 1}\n")
    assert result.sources.places["a.b"].column == 11


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_bytes("\ufeffa: 1\r\nb: 2\r\n".encode())
    result = read_yaml(tmp_path / "case.yaml")
    assert result.data == {"a": "1", "b": "2"}
    assert result.sources.places["a"].column == 1


def test_the_first_of_a_repeated_field_counts(tmp_path: Path) -> None:
    result = read(tmp_path, "a: {b: 1}\nx: 1\na: {c: [{d: 2}]}\n")
    assert result.data == {"a": {"b": "1"}, "x": "1"}
    assert problems(result, tmp_path) == [
        "case.yaml:3:1: a: the field a is written twice, first on line 1 (delete one of the two)"
    ]
    assert "a.c" not in result.sources.places


def test_a_second_document_is_refused(tmp_path: Path) -> None:
    result = read(tmp_path, "a: 1\n---\na: 2\n")
    assert problems(result, tmp_path) == [
        "case.yaml:2:1: a second document begins here (write one case a file)"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x\n", "1:4: a: references (&x, *x) are not used here (write the value out, or share it with `include: other.yaml`)"),
        ("b: *x\n", "1:4: b: references (&x, *x) are not used here (write the value out, or share it with `include: other.yaml`)"),
        ("&x a: 1\n", "1:1: references (&x, *x) are not used here (write the value out, or share it with `include: other.yaml`)"),
        ("a: &a [*a]\n", "1:4: a: references (&a, *a) are not used here (write the value out, or share it with `include: other.yaml`)"),
        ("a: !!int 5\n", "1:4: a: tags such as tag:yaml.org,2002:int are not used here (write the value alone)"),
        ("a: !!python/object:os.system {}\n", "1:4: a: tags such as tag:yaml.org,2002:python/object:os.system are not used here (write the value alone)"),
        ("? [a, b]\n: 1\n", "1:3: expected the name of a field"),
        ('a: "open\nb: 1\n', "3:1: a quotation mark is not closed (close it)"),
        ("a: [1, 2\nb: 3\n", "2:2: a bracket is not closed (close it, or add the comma)"),
        ("a: 1\n  b: 2\n", "2:4: a second `: ` in one value (put the value in quotes, or line the fields up)"),
        ("a:\n  b: 1\n c: 2\n", "3:2: the line does not fit the lines above it (line the fields up)"),
        ("a: 1\n\tb: 2\n", "2:1: a tab stands where only spaces may (use spaces)"),
        ("a: @x\n", "1:4: a character that cannot begin a value (put the value in quotes)"),
        ("a: 1\n- b\n", "2:1: the line does not fit the lines above it (line the fields up)"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    result = read(tmp_path, text)
    assert problems(result, tmp_path) == [f"case.yaml:{message}"]
    assert result.data == {}


def test_a_control_character_is_told(tmp_path: Path) -> None:
    assert problems(read(tmp_path, "a: 1\nb: \x01\n"), tmp_path) == [
        "case.yaml:2:4: a control character, 0x01 (delete it)"
    ]


def nested(levels: int) -> str:
    return "a: " + "[" * (levels - 1) + "x" + "]" * (levels - 1)


def test_nesting_has_a_limit(tmp_path: Path) -> None:
    assert read(tmp_path, nested(MAX_DEPTH)).problems == []
    result = read(tmp_path, nested(MAX_DEPTH + 1))
    assert problems(result, tmp_path)[0].endswith("nested more than 12 levels deep")


@pytest.mark.parametrize("bomb", ["[" * 400_000, "{a: " * 200_000, "- " * 400_000])
def test_a_bomb_of_brackets_neither_crashes_nor_hangs(tmp_path: Path, bomb: str) -> None:
    """The loader of libyaml overflows the stack on the first of these."""
    result = read(tmp_path, bomb)
    assert len(result.problems) == 1
    assert result.data == {}


def test_a_bomb_of_references_is_refused_at_its_first_line(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 60)]
    result = read(tmp_path, "\n".join(lines))
    assert [p.code for p in result.problems] == ["reference"]


def test_size_has_a_limit(tmp_path: Path) -> None:
    assert read(tmp_path, "a: " + "x" * (MAX_BYTES - 3)).problems == []
    result = read(tmp_path, "a: " + "x" * (MAX_BYTES - 2))
    assert problems(result, tmp_path) == [
        "case.yaml: the file is larger than 1000000 bytes",
    ]


# Includes.


def case_with(tmp_path: Path, text: str, **others: str) -> YamlText:
    """Write case/case.yaml and other files (names relative to tmp_path, __ for a slash)."""
    for name, content in others.items():
        file = tmp_path / (name.replace("__", "/") + ".yaml")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return read(tmp_path / "case", text)


def places(result: YamlText, tmp_path: Path) -> dict[str, str]:
    return {
        path: f"{p.file.replace(f'{tmp_path}/', '')}:{p.line}"
        for path, p in result.sources.places.items()
        if path
    }


def test_an_included_file_comes_first_and_written_fields_win(tmp_path: Path) -> None:
    result = case_with(
        tmp_path,
        "creditor:\n  name: Mine\n  include: ../firm.yaml\n  contact: {email: a}\n",
        firm="name: Firm\nkind: business\ncontact: {phone: 1, person: x}\n",
    )
    assert result.problems == []
    assert result.data == {
        "creditor": {"name": "Mine", "kind": "business", "contact": {"email": "a"}}
    }
    assert places(result, tmp_path) == {
        "creditor": "case/case.yaml:1",
        "creditor.name": "case/case.yaml:2",
        "creditor.kind": "firm.yaml:2",
        "creditor.contact": "case/case.yaml:4",
        "creditor.contact.email": "case/case.yaml:4",
    }
    assert result.files == [str(tmp_path / "firm.yaml")]


def test_an_empty_field_takes_an_included_one_away(tmp_path: Path) -> None:
    result = case_with(tmp_path, "a: {include: ../firm.yaml, x: null}\n", firm="x: 1\ny: 2\n")
    assert result.data == {"a": {"y": "2"}}


def test_a_whole_case_may_build_on_another_file(tmp_path: Path) -> None:
    result = case_with(tmp_path, "include: base.yaml\ncase: A\n", case__base="law: ro\ncase: B\n")
    assert result.data == {"case": "A", "law": "ro"}


def test_an_included_file_includes_from_its_own_folder(tmp_path: Path) -> None:
    result = case_with(
        tmp_path,
        "a: {include: ../firms/one.yaml}\n",
        firms__one="b: {include: two.yaml}\n",
        firms__two="c: 1\n",
    )
    assert result.data == {"a": {"b": {"c": "1"}}}
    assert places(result, tmp_path)["a.b.c"] == "firms/two.yaml:1"


def test_a_fault_in_an_included_file_is_told_there(tmp_path: Path) -> None:
    result = case_with(tmp_path, "a: {include: ../firm.yaml}\n", firm="x: 1\nx: 2\n")
    assert problems(result, tmp_path) == [
        "firm.yaml:2:1: a.x: the field x is written twice, first on line 1 (delete one of the two)"
    ]


FAR = "(a file beside the case folder, or deeper, can be included)"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../nothing.yaml", "the included file ../nothing.yaml does not exist"),
        ("../../far.yaml", f"the included file ../../far.yaml lies too far outside the case folder {FAR}"),
        ("/etc/passwd", f"the included file /etc/passwd lies too far outside the case folder {FAR}"),
        ("..\\firm.yaml", f"the included file ..\\firm.yaml lies too far outside the case folder {FAR}"),
        ("case.yaml", "the file case.yaml includes itself"),
        ("..", f"the included file .. lies too far outside the case folder {FAR}"),
    ],
)  # fmt: skip
def test_an_include_that_cannot_be_followed(tmp_path: Path, name: str, message: str) -> None:
    root = tmp_path / "root"
    (tmp_path / "far.yaml").write_text("x: 1\n", encoding="utf-8")
    result = case_with(root, f"a:\n  include: {name}\n", firm="x: 1\n")
    assert problems(result, root) == [f"case/case.yaml:2:3: a.include: {message}"]


def test_a_link_does_not_lead_an_include_outside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "far.yaml").write_text("x: 1\n", encoding="utf-8")
    (root / "near.yaml").symlink_to(tmp_path / "far.yaml")
    result = case_with(root, "a: {include: ../near.yaml}\n")
    assert "lies too far outside the case folder" in problems(result, root)[0]


def test_a_circle_of_includes_is_refused(tmp_path: Path) -> None:
    result = case_with(
        tmp_path,
        "a: {include: ../one.yaml}\n",
        one="b: {include: two.yaml}\n",
        two="c: {include: one.yaml}\n",
    )
    assert problems(result, tmp_path) == [
        "two.yaml:1:5: a.b.c.include: the file one.yaml includes itself"
    ]


def test_the_number_of_includes_has_a_limit(tmp_path: Path) -> None:
    lines = "".join(f"f{i}: {{include: ../x.yaml}}\n" for i in range(MAX_INCLUDES + 1))
    result = case_with(tmp_path, lines, x="y: 1\n")
    assert [str(p.message) for p in result.problems] == ["more than 20 files are included"]


@pytest.mark.parametrize("content", ["- a list\n", "only text\n", ""])
def test_an_included_file_states_fields(tmp_path: Path, content: str) -> None:
    result = case_with(tmp_path, "a: {include: ../firm.yaml}\n", firm=content)
    assert [p.code for p in result.problems] == ["include"]
    assert str(result.problems[0].message).startswith("expected fields with values in ")


def deep(data: Any) -> int:
    return 1 + max(map(deep, data.values()), default=0) if isinstance(data, dict) else 0


def test_depth_counts_through_includes(tmp_path: Path) -> None:
    """Eight files, each three levels deep, would be deeper than one file may be."""
    files = {f"f{i}": f"a: {{b: {{c: {{include: f{i + 1}.yaml}}}}}}\n" for i in range(8)}
    result = case_with(tmp_path, "a: {include: ../f0.yaml}\n", f8="x: 1\n", **files)
    assert deep(result.data) <= 3 * MAX_DEPTH
