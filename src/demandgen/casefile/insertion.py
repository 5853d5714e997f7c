"""Where does a new entry go in a YAML text, so that nothing else of it changes?

Text is only ever put in, never rewritten: taking the inserted text out again gives back the old
file byte for byte, with its comments, indentation, quotes and line breaks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import yaml

from demandgen.problems import Message, say

Value = date | Decimal | int | str | Sequence[str]
Entry = Mapping[str, Value]
"""The fields of a new entry, in the order in which they are written."""

_LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_PLAIN = re.compile(r"[^\W\d_][\w./-]*( [\w./-]+)*")
_RESERVED = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


class NoPlaceError(Exception):
    """The text has no place for the entry; carries the reason and the way out."""

    def __init__(self, message: Message, hint: Message) -> None:
        self.message, self.hint = message, hint
        super().__init__(str(message))


@dataclass(frozen=True)
class Insertion:
    """Text to put in before the character at index `at`."""

    at: int
    text: str

    def into(self, old: str) -> str:
        """Return the text with this insertion made."""
        return old[: self.at] + self.text + old[self.at :]


def new_item(text: str, key: str, entry: Entry) -> Insertion:
    """Place a new last item of the list under a key of the top level.

    The list may be written in lines or in brackets, be empty, or not be there yet.

    Raises:
        NoPlaceError: the key holds something other than a list.
    """
    page = _Page(text)
    value = page.value_of(key)
    if value is None:
        return page.after_the_last_key(key, entry)
    if isinstance(value, yaml.SequenceNode):
        return page.after_the_last_item(value, entry)
    if isinstance(value, yaml.ScalarNode) and value.start_mark.index == value.end_mark.index:
        return page.under_an_empty_key(value, entry)
    raise NoPlaceError(
        say("the field {key} is not written as a list", key=key),
        say("delete its value, or write the list as lines that begin with `- `"),
    )


def new_fields(text: str, key: str, index: int, entry: Entry) -> Insertion:
    """Place further fields at the end of an item of the list under a key of the top level.

    Raises:
        NoPlaceError: the item is not there, or has one of the fields already.
    """
    page = _Page(text)
    value = page.value_of(key)
    items = value.value if isinstance(value, yaml.SequenceNode) else []
    if index >= len(items) or not isinstance(items[index], yaml.MappingNode):
        raise NoPlaceError(
            say("{key} no. {number} is not written in this file", key=key, number=index + 1),
            say("an entry of an included file is changed there"),
        )
    item = items[index]
    for name, _ in item.value:
        if name.value in entry:
            raise NoPlaceError(
                say("the entry already has the field {field}", field=name.value),
                say("write the value there yourself"),
            )
    return page.after_the_last_field(item, entry)


class _Page:
    """A YAML text, its tree, and where each piece of its content ends."""

    def __init__(self, text: str) -> None:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise NoPlaceError(
                say("the file has no fields"), say("the top of a case file is a list of fields")
            )
        self.text, self.root = text, root
        self.ends = list(_content_ends(text))
        first = _LINE_BREAK.search(text)
        self.line_break = first.group() if first else "\n"
        self.as_json = bool(self.root.flow_style)

    def value_of(self, key: str) -> yaml.Node | None:
        """Return the value under a key of the top level."""
        found: list[yaml.Node] = [value for name, value in self.root.value if name.value == key]
        return found[0] if found else None

    def after_the_last_key(self, key: str, entry: Entry) -> Insertion:
        if self.root.flow_style:
            return self._inside(self.root, f"{self._name(key)}: [{self._braces(entry)}]")
        column = self.root.start_mark.column
        lines = [" " * column + f"{key}:", *_block(entry, column + 2)]
        return self._lines_after(self._content_end(self.root), lines)

    def after_the_last_item(self, node: yaml.SequenceNode, entry: Entry) -> Insertion:
        if node.flow_style:
            return self._inside(node, self._braces(entry))
        column = node.start_mark.column
        lines = _block(entry, column)
        if node.value[-1].flow_style:
            lines = [" " * column + f"- {self._braces(entry)}"]
        return self._lines_after(self._content_end(node), lines)

    def under_an_empty_key(self, node: yaml.ScalarNode, entry: Entry) -> Insertion:
        if self.root.flow_style:
            return Insertion(node.end_mark.index, f" [{self._braces(entry)}]")
        column = self.root.start_mark.column
        return self._lines_after(node.end_mark.index, _block(entry, column + 2))

    def after_the_last_field(self, node: yaml.MappingNode, entry: Entry) -> Insertion:
        if node.flow_style:
            return self._inside(node, self._braces(entry)[1:-1])
        indent = " " * node.start_mark.column
        lines = [f"{indent}{name}: {_scalar(value)}" for name, value in entry.items()]
        return self._lines_after(self._content_end(node), lines)

    def _content_end(self, node: yaml.Node) -> int:
        """Where the last content of a node written in lines ends, comments apart."""
        return max(e for e in self.ends if node.start_mark.index <= e <= node.end_mark.index)

    def _inside(self, node: yaml.CollectionNode, addition: str) -> Insertion:
        """Add to a collection in brackets, after its last content."""
        if not node.value:
            return Insertion(node.start_mark.index + 1, addition)
        at = max(e for e in self.ends if node.start_mark.index < e < node.end_mark.index)
        return Insertion(at, f",{self._gap(node)}{addition}")

    def _gap(self, node: yaml.CollectionNode) -> str:
        """A new line where the last item has a line of its own, else a space."""
        last = node.value[-1]
        start = (last[0] if isinstance(last, tuple) else last).start_mark
        before = self.text[start.index - start.column : start.index]
        return self.line_break + before if before and not before.strip(" ") else " "

    def _lines_after(self, end: int, lines: list[str]) -> Insertion:
        """Put whole lines after the line on which content ends."""
        if end and _LINE_BREAK.match(self.text[end - 1]):  # a block text ends with its line
            return Insertion(end, "".join(line + self.line_break for line in lines))
        line_end = _LINE_BREAK.search(self.text, end)
        if line_end is None:
            return Insertion(len(self.text), "".join(self.line_break + line for line in lines))
        return Insertion(line_end.end(), "".join(line + self.line_break for line in lines))

    def _name(self, name: str) -> str:
        return json.dumps(name) if self.as_json else name

    def _braces(self, entry: Entry) -> str:
        fields = [
            f"{self._name(name)}: {_scalar(value, as_json=self.as_json)}"
            for name, value in entry.items()
        ]
        return "{" + ", ".join(fields) + "}"


def _content_ends(text: str) -> Iterator[int]:
    """Yield where each scalar and each closing bracket ends."""
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        start, end = event.start_mark, event.end_mark
        if start is None or end is None:
            continue
        has_bracket = isinstance(event, yaml.CollectionEndEvent) and start.index < end.index
        if has_bracket or isinstance(event, yaml.ScalarEvent):
            yield end.index


def _block(entry: Entry, column: int) -> list[str]:
    """Write an item of a list in lines."""
    fields = [f"{name}: {_scalar(value)}" for name, value in entry.items()]
    indent = " " * column
    return [f"{indent}{'- ' if i == 0 else '  '}{field}" for i, field in enumerate(fields)]


def _scalar(value: Value, *, as_json: bool = False) -> str:
    if isinstance(value, str):
        return _text(value, as_json=as_json)
    if isinstance(value, Sequence):
        return "[" + ", ".join(_text(item, as_json=as_json) for item in value) + "]"
    if isinstance(value, date):
        return json.dumps(value.isoformat()) if as_json else value.isoformat()
    return str(value)


def _text(value: str, *, as_json: bool) -> str:
    if not as_json and _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)
