"""What does a YAML file say, word for word, and where does it say it?

The file is read from the parser's events, not through a loader: every scalar stays the text that
was typed (``0000123456``, ``NO``), every key is remembered with its line and column, repeated
keys are refused, and nesting, size and references are bounded before anything is built from them.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import yaml

from demandgen.casefile.sources import Sources
from demandgen.problems import Location, Message, Problem, say

MAX_BYTES = 1_000_000
MAX_DEPTH = 12
MAX_INCLUDES = 20
INCLUDE = "include"

_EMPTY = frozenset({"", "~", "null", "Null", "NULL"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ABSENT = object()


def _case_within(path: Path) -> Message | None:
    """Where a folder is given instead of the case file in it, its name."""
    within = path / "case.yaml"
    return say("did you mean {word}?", word=within) if os.path.isfile(within) else None  # noqa: PTH113  # never raises


class _UnreadableError(Exception):
    """Nothing more can be read from this file; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass
class YamlText:
    """What was read: mappings, lists and texts, where each stands, and what was wrong."""

    data: Any
    sources: Sources = field(default_factory=Sources)
    problems: list[Problem] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    """The included files."""
    empty: list[tuple[str, str]] = field(default_factory=list)
    """The fields written without a value: the path of their group, and their name."""


def read_yaml(path: Path) -> YamlText:
    """Read a YAML file and the files it includes.

    Empty values (nothing, ``null``, ``~``, ``""``, ``{}``, ``[]``) of a mapping count as absent.
    Faults are returned, not raised; `data` is an empty mapping where nothing could be read.
    """
    result = YamlText({})
    top = str(path.resolve().parent.parent)
    file = _File(str(path), result, top, (os.path.realpath(path),))
    read = file.read("")
    if isinstance(read, dict):
        result.data = read
    elif not result.problems:
        problem = say("the file is empty: expected a case, with lines like `law: ro`")
        if read is not _ABSENT:
            problem = say("expected fields with values, like `law: ro`, at the top of the file")
        result.problems.append(Problem("not-a-case", problem, Location(str(path), 1, 1)))
    return result


@dataclass
class _File:
    """One file being read into a result."""

    name: str
    result: YamlText
    top: str
    """The highest folder an included file may lie in."""
    open_files: tuple[str, ...]

    def read(self, at: str) -> Any:
        """Read the whole file as the value of the field path `at`."""
        try:
            loader = yaml.CSafeLoader(self._text())
            try:
                return self._document(loader, at)
            finally:
                loader.dispose()
        except _UnreadableError as stop:
            self.result.problems.append(stop.problem)
        except yaml.YAMLError as error:
            self.result.problems.append(_syntax_problem(self.name, error))
        return _ABSENT

    def _text(self) -> str:
        try:
            with Path(self.name).open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            message = say("cannot be read: {reason}", reason=reason)
            raise self._stop("unreadable", message, hint=_case_within(Path(self.name))) from None
        if len(raw) > MAX_BYTES:
            limit = say("the file is larger than {limit} bytes", limit=MAX_BYTES)
            raise self._stop("too-large", limit)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            raise self._stop(
                "encoding",
                say("expected UTF-8 text, found byte 0x{byte}", byte=f"{raw[error.start]:02X}"),
                place=(line, column),
                hint=say("save the file as UTF-8"),
            ) from None
        if found := _CONTROL.search(text):
            line = text.count("\n", 0, found.start()) + 1
            column = found.start() - text.rfind("\n", 0, found.start())
            message = say("a control character, 0x{code}", code=f"{ord(found.group()):02X}")
            hint = say("delete it")
            raise self._stop("control-character", message, place=(line, column), hint=hint)
        return text

    def _stop(
        self,
        code: str,
        message: Message,
        *,
        place: tuple[int, int] = (0, 0),
        hint: Message | None = None,
    ) -> _UnreadableError:
        return _UnreadableError(Problem(code, message, Location(self.name, *place), hint))

    def _report(
        self, code: str, message: Message, where: Location, hint: Message | None = None
    ) -> None:
        self.result.problems.append(Problem(code, message, where, hint))

    def _place(self, event: Any, at: str) -> Location:
        mark = event.start_mark
        return Location(self.name, mark.line + 1, mark.column + 1, at)

    def _document(self, loader: Any, at: str) -> Any:
        loader.get_event()  # start of the stream
        if isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            return _ABSENT
        event = loader.get_event()
        self.result.sources.places.setdefault(at, self._place(event, at))
        read = self._value(loader, event, at, 1)
        loader.get_event()  # end of the document
        event = loader.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            hint = say("write one case a file")
            message = say("a second document begins here")
            self._report("several-documents", message, self._place(event, ""), hint)
        return read

    def _value(self, loader: Any, event: Any, at: str, depth: int) -> Any:
        kind = type(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_reference(event, at)
        if kind is yaml.ScalarEvent:
            empty = not event.value.strip() or (not event.style and event.value in _EMPTY)
            return _ABSENT if empty else event.value
        if depth > MAX_DEPTH:
            message = say("nested more than {limit} levels deep", limit=MAX_DEPTH)
            raise _UnreadableError(Problem("too-deep", message, self._place(event, at)))
        if kind is yaml.MappingStartEvent:
            return self._mapping(loader, at, depth)
        return self._sequence(loader, at, depth)

    def _refuse_reference(self, event: Any, at: str) -> NoReturn:
        if event.anchor is not None:
            message = say("references (&{name}, *{name}) are not used here", name=event.anchor)
            hint = say("write the value out, or share it with `include: other.yaml`")
            raise _UnreadableError(Problem("reference", message, self._place(event, at), hint))
        message = say("tags such as {tag} are not used here", tag=event.tag)
        raise _UnreadableError(
            Problem("tag", message, self._place(event, at), say("write the value alone"))
        )

    def _sequence(self, loader: Any, at: str, depth: int) -> Any:
        items: list[Any] = []
        while type(event := loader.get_event()) is not yaml.SequenceEndEvent:
            place = f"{at}[{len(items)}]"
            self.result.sources.places[place] = where = self._place(event, place)
            item = self._value(loader, event, place, depth + 1)
            if item is _ABSENT:
                hint = say("fill it in, or delete the line")
                self._report("empty-item", say("an item of the list is empty"), where, hint)
            else:
                items.append(item)
        return items or _ABSENT

    def _mapping(self, loader: Any, at: str, depth: int) -> Any:
        values: dict[str, Any] = {}
        places = self.result.sources.places
        while type(key := loader.get_event()) is not yaml.MappingEndEvent:
            name = self._key(key, at)
            place = f"{at}.{name}" if at else name
            where = self._place(key, place)
            event = loader.get_event()
            if name in values:
                self._report_repetition(where, name, places[place].line)
                _skip(loader, event)
                continue
            places[place] = where
            values[name] = self._value(loader, event, place, depth + 1)
        if isinstance(values.get(INCLUDE), str):
            name = values.pop(INCLUDE)
            values = self._included(name, at, written=set(values)) | values
        for name in [k for k, v in values.items() if v is _ABSENT]:
            del values[name]
            self.result.empty.append((at, name))
        return values or _ABSENT

    def _key(self, event: Any, at: str) -> str:
        if type(event) is yaml.ScalarEvent and event.anchor is None and event.tag is None:
            if event.value.isprintable():
                return str(event.value)
        elif event.anchor is not None or event.tag is not None:
            self._refuse_reference(event, at)
        message = say("expected the name of a field")
        raise _UnreadableError(Problem("not-a-name", message, self._place(event, at)))

    def _report_repetition(self, where: Location, name: str, line: int) -> None:
        message = say(
            "the field {name} is written twice, first on line {line}", name=name, line=line
        )
        self._report("repeated-field", message, where, say("delete one of the two"))

    def _included(self, name: str, at: str, written: set[str]) -> dict[str, Any]:
        """Read another file's mapping in the place `at`, with the places of what is not written."""
        where = self.result.sources.places.pop(f"{at}.{INCLUDE}" if at else INCLUDE)
        path = self._include_path(name, where)
        if path is None:
            return {}
        other = YamlText(
            {}, files=self.result.files, problems=self.result.problems, empty=self.result.empty
        )
        other.files.append(path)
        file = _File(path, other, self.top, (*self.open_files, os.path.realpath(path)))
        faults = len(self.result.problems)
        read = file.read(at)
        if not isinstance(read, dict):
            if len(self.result.problems) == faults:
                message = say("expected fields with values in {file}", file=path)
                self._report("include", message, where)
            return {}
        for place, location in other.sources.places.items():
            if _first_name(place[len(at) :]) not in written:
                self.result.sources.places.setdefault(place, location)
        return read

    def _include_path(self, name: str, where: Location) -> str | None:
        path = os.path.normpath(Path(self.name).parent / name)
        real = os.path.realpath(path)
        message = hint = None
        if Path(name).is_absolute() or "\\" in name or not _lies_in(real, self.top):
            message = say(
                "the included file {file} lies too far outside the case folder", file=name
            )
            hint = say("a file beside the case folder, or deeper, can be included")
        elif real in self.open_files:
            message = say("the file {file} includes itself", file=name)
        elif len(self.result.files) >= MAX_INCLUDES:
            message = say("more than {limit} files are included", limit=MAX_INCLUDES)
        elif not Path(real).is_file():
            message = say("the included file {file} does not exist", file=name)
        if message is None:
            return path
        self._report("include", message, where, hint)
        return None


def _first_name(path: str) -> str:
    return re.split(r"[.\[]", path.removeprefix("."), maxsplit=1)[0]


def _lies_in(path: str, folder: str) -> bool:
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _skip(loader: Any, event: Any) -> None:
    """Pass over a value whose first event is given."""
    depth = 0
    while True:
        if type(event) in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
            depth += 1
        elif type(event) in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
            depth -= 1
        if depth == 0:
            return
        event = loader.get_event()


_SYNTAX = (
    (
        "mapping values are not allowed",
        "a second `: ` in one value",
        "put the value in quotes, or line the fields up",
    ),
    ("found a tab character", "a tab stands where only spaces may", "use spaces"),
    ("cannot start any token", "a character that cannot begin a value", "put the value in quotes"),
    ("did not find expected key", "the line does not fit the lines above it", "line the fields up"),
    ("did not find expected '-'", "the line does not fit the list above", "line the dashes up"),
    ("did not find expected ',' or", "a bracket is not closed", "close it, or add the comma"),
    ("unexpected end of stream", "a quotation mark is not closed", "close it"),
    ("did not find expected <document start>", "the line does not fit", "line the fields up"),
    ("found undefined alias", "references (*name) are not used here", "write the value out"),
)


def _syntax_problem(file: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    where = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file)
    found = str(getattr(error, "problem", None) or error).splitlines()[0]
    for part, meaning, way_out in _SYNTAX:
        if part in found:
            return Problem("yaml", say(meaning), where, say(way_out))
    return Problem("yaml", say("this is not YAML: {found}", found=found), where)
