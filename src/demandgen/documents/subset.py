"""Which tags may a wording use, and how do they stand in one another?

The subset that both typesettings print: h1-h3, p, ul, ol, li, table, thead, tbody, tr, th, td,
b, i, br, img (the payment code) and div blocks, with Jinja tags between blocks or table rows or
wholly inside one text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from demandgen.documents.templates import WordingError
from demandgen.problems import Location, Message, Problem, say

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[a-z]+=\"[^\"]*\")*)\s*/?>")
_BLOCKS: Final = frozenset({"h1", "h2", "h3", "p", "ul", "ol", "table", "div"})
_INLINE: Final = frozenset({"b", "i", "br"})
CHILDREN: Final[dict[str, frozenset[str]]] = {
    "": _BLOCKS,
    "div": frozenset({"h2", "h3", "p", "ul", "ol", "table"}),
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "table": frozenset({"thead", "tbody"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    **dict.fromkeys(("h1", "h2", "h3", "p", "li", "th"), _INLINE),
    "td": _INLINE | {"img"},
    "b": frozenset({"i", "br"}),
    "i": frozenset({"b", "br"}),
    "br": frozenset(),
    "img": frozenset(),
}
"""The tags of the subset, and which may stand in which."""

CLASSES: Final[dict[str, frozenset[str]]] = {
    "h1": frozenset({"annex"}),
    "p": frozenset({"dateline", "subject", "lead", "keep", "note", "small", "centre", "quote"}),
    "ul": frozenset({"small"}),
    "ol": frozenset({"small"}),
    "div": frozenset({"letterhead", "recipient", "box", "slip", "signature"}),
    "table": frozenset({"labels", "figures", "summary", "signatures", "payment"}),
    "tr": frozenset({"total", "rest"}),
    "th": frozenset({"num"}),
    "td": frozenset({"num"}),
    "img": frozenset({"payment-code"}),
}
"""The classes of the subset; docs/wording.md says how each looks."""

_ATTRIBUTES: Final = {
    "th": {"class", "width", "colspan"},
    "td": {"class", "width", "colspan"},
    "img": {"class", "alt"},
}
_TEXT_HOLDERS: Final = frozenset({"h1", "h2", "h3", "p", "li", "th", "td", "b", "i"})
_VOID: Final = frozenset({"br", "img"})
_OPENING: Final = frozenset({"if", "for"})
_CLAUSES: Final = {"elif": {"if"}, "else": {"if", "for"}}


@dataclass(frozen=True)
class Token:
    """A piece of a wording as typed, and where."""

    text: str
    where: Location


@dataclass(frozen=True)
class Text:
    """Text with its ``{{ }}``; entities as typed."""

    text: str


@dataclass(frozen=True)
class Statement:
    """A ``{% set %}``."""

    code: str


@dataclass(frozen=True)
class Element:
    """A tag and what stands in it. `width` is percent of the table; `alt` tells what an img is."""

    tag: str
    kind: str
    width: int | None
    colspan: int
    children: tuple[Node, ...]
    alt: str = ""


@dataclass(frozen=True)
class Clause:
    """One branch of a control: its opening tag's code, and what stands in it."""

    code: str
    children: tuple[Node, ...]


@dataclass(frozen=True)
class Control:
    """An if or a for with its branches."""

    keyword: Literal["if", "for"]
    clauses: tuple[Clause, ...]


Node = Text | Statement | Element | Control


def columns_of(row: Element) -> int:
    """How many columns the cells of a row take up."""
    return sum(cell.colspan for cell in row.children if isinstance(cell, Element))


class _Frame:
    """An open tag or control, and what it holds so far."""

    def __init__(self, name: str, token: Token, parent: str) -> None:
        self.name, self.token = name, token
        self.holder = parent if name in _OPENING else name
        self.kind, self.alt, self.colspan = "", "", 1
        self.width: int | None = None
        self.columns: int | None = None  # of a table's first row
        self.children: list[Node] = []
        self.clauses: list[Clause] = []
        self.code = token.text


class Reader:
    """Reads tokens into nodes, collecting every problem on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, tokens: list[Token]) -> tuple[Node, ...]:
        """Return the nodes of a wording.

        Raises:
            WordingError: with every place that is outside the subset.
        """
        self.stack = [_Frame("", Token("", Location("")), "")]
        for token in tokens:
            self._take(token)
        for frame in self.stack[1:]:
            self._wrong(frame.token, say("{tag} is never closed", tag=frame.token.text))
        if self.problems:
            raise WordingError(*self.problems)
        return tuple(self.stack[0].children)

    def _wrong(self, token: Token, message: Message) -> None:
        self.problems.append(Problem("wording", message, token.where))

    def _take(self, token: Token) -> None:
        if token.text.startswith("{%"):
            self._control(token)
        elif token.text.startswith("<") and token.text[1:2].isalpha() | (token.text[1:2] == "/"):
            self._tag(token)
        elif token.text.startswith("<"):
            self._wrong(token, say("write &lt; for this sign, and {{# #}} for a comment"))
        elif not token.text.startswith("{#"):
            self._text(token)

    def _text(self, token: Token) -> None:
        top = self.stack[-1]
        if top.holder in _TEXT_HOLDERS:
            top.children.append(Text(token.text))
        elif token.text.strip():
            shown = " ".join(token.text.split())[:40]
            self._wrong(token, say("text outside a paragraph: {text}", text=shown))

    def _tag(self, token: Token) -> None:
        match = _TAG.fullmatch(token.text)
        name = match[2].lower() if match else ""
        if match is None or name not in CHILDREN:
            self._wrong(token, say("{tag} is outside the subset", tag=token.text))
        elif match[1]:
            self._close(token, name)
        else:
            self._open(token, name, match[3])

    def _open(self, token: Token, name: str, attributes: str) -> None:
        top = self.stack[-1]
        if name not in CHILDREN[top.holder]:
            outer = f"<{top.holder}>" if top.holder else "the page"
            self._wrong(token, say("<{tag}> cannot stand in {outer}", tag=name, outer=outer))
        frame = _Frame(name, token, top.holder)
        self._attributes(frame, attributes)
        if name in _VOID:
            top.children.append(Element(name, frame.kind, None, 1, (), frame.alt))
        else:
            self.stack.append(frame)

    def _attributes(self, frame: _Frame, attributes: str) -> None:
        for key, value in re.findall(r"([a-z]+)=\"([^\"]*)\"", attributes):
            allowed = _ATTRIBUTES.get(frame.name, {"class"} if frame.name in CLASSES else set())
            if key not in allowed:
                self._wrong(frame.token, say("<{tag}> takes no {key}", tag=frame.name, key=key))
            elif key == "class" and value not in CLASSES[frame.name]:
                self._wrong(
                    frame.token, say("<{tag}> has no class {value}", tag=frame.name, value=value)
                )
            elif key in {"width", "colspan"} and not re.fullmatch(r"\d{1,3}%?", value):
                self._wrong(frame.token, say("{key} is a whole number", key=key))
            else:
                self._set(frame, key, value)

    def _set(self, frame: _Frame, key: str, value: str) -> None:
        if key == "class":
            frame.kind = value
        elif key == "alt":
            frame.alt = value
        elif key == "width":
            frame.width = int(value.rstrip("%"))
        else:
            frame.colspan = int(value)

    def _close(self, token: Token, name: str) -> None:
        top = self.stack[-1]
        if top.name != name:
            open_tag = top.token.text or "nothing"
            self._wrong(token, say("{tag} closes {open}", tag=token.text, open=open_tag))
            return
        self.stack.pop()
        closed = Element(name, top.kind, top.width, top.colspan, tuple(top.children))
        self.stack[-1].children.append(closed)
        if name == "tr":
            self._check_columns(top.token, columns_of(closed))

    def _check_columns(self, token: Token, columns: int) -> None:
        """Refuse a row with more columns than its table's first: Word would give them no width."""
        table = next((frame for frame in self.stack if frame.name == "table"), None)
        if table is None:
            return  # told already
        if table.columns is None:
            table.columns = columns
        elif columns > table.columns:
            self._wrong(
                token,
                say(
                    "a row of {columns} columns in a table whose first row has {first}",
                    columns=columns,
                    first=table.columns,
                ),
            )

    def _control(self, token: Token) -> None:
        code = token.text[2:-2].strip("- \t\r\n")
        keyword = code.split(None, 1)[0] if code else ""
        if token.text.startswith("{%-") or token.text.endswith("-%}"):
            self._wrong(token, say("write the tag without the dash"))
        if re.search(r"[%}]", code):
            self._wrong(token, say("Word cannot read % or }} inside a tag"))
        if keyword in _OPENING:
            self._open_control(token, code, keyword)
        elif keyword in _CLAUSES:
            self._next_clause(token, code, keyword)
        elif keyword in {"endif", "endfor"}:
            self._close_control(token, keyword)
        elif keyword == "set" and "=" in code:
            self.stack[-1].children.append(Statement(code))
        else:
            self._wrong(token, say("{tag} is outside the subset", tag=token.text))

    def _open_control(self, token: Token, code: str, keyword: str) -> None:
        top = self.stack[-1]
        if top.holder in {"tr", "table"}:
            self._wrong(token, say("a tag stands between rows or inside a cell, not here"))
        frame = _Frame(keyword, token, top.holder)
        frame.code = code
        self.stack.append(frame)

    def _next_clause(self, token: Token, code: str, keyword: str) -> None:
        top = self.stack[-1]
        if top.name not in _CLAUSES[keyword]:
            self._wrong(token, say("{tag} continues nothing", tag=token.text))
            return
        top.clauses.append(Clause(top.code, tuple(top.children)))
        top.code, top.children = code, []

    def _close_control(self, token: Token, keyword: str) -> None:
        top = self.stack[-1]
        if top.name != keyword.removeprefix("end") or top.name not in _OPENING:
            open_tag = top.token.text or "nothing"
            self._wrong(token, say("{tag} closes {open}", tag=token.text, open=open_tag))
            return
        self.stack.pop()
        top.clauses.append(Clause(top.code, tuple(top.children)))
        keyword_opened: Literal["if", "for"] = "if" if top.name == "if" else "for"
        self.stack[-1].children.append(Control(keyword_opened, tuple(top.clauses)))
