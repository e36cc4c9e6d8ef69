"""The fields of one mapping of a timeline file, read one by one; whatever is wrong with one is noted and reading goes on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from timeline.counting import CountingError, get_calendar, get_convention, parse_edtf, parse_period, time_zones
from timeline.models.fields import SLUG_LENGTH

from .mistakes import Mistake, allowed
from .nodes import Mapping, Node, Scalar, Sequence, described

T = TypeVar("T")

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", re.ASCII)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_is_address = URLValidator(schemes=["http", "https"])

SLUG_IS = f"an id of lower-case letters, digits and single hyphens, at most {SLUG_LENGTH} characters"
DAY_IS = "a day such as 2025-01-20"


class Reference(NamedTuple):
    """The id `id` of a record of one of `kinds` ("event", "policy", …), as a field of a file names it."""

    kinds: tuple[str, ...]
    id: str
    file: str
    line: int
    path: str


@dataclass(slots=True)
class Findings:
    """What reading one file has found beside its values."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def mistake(self, line: int, path: str, text: str) -> None:
        self.mistakes.append(Mistake(self.file, line, path, text))


class Fields:
    """One mapping. Each method reads one field and answers its value, or the default where it is absent or wrong.

    Fields that no method asked for are mistakes, noted by `done`.
    """

    def __init__(self, findings: Findings, path: str, node: Node) -> None:
        self.findings = findings
        self.path = path
        self.line = node.line
        self.nodes: dict[str, Node] = {}
        self.asked: list[str] = []
        self.lines: dict[str, int] = {}
        self.readable = isinstance(node, Mapping)
        if not isinstance(node, Mapping):
            findings.mistake(node.line, path, f"found {described(node)}; fields with values are expected")
            return
        for key, value in node.items:
            if key.text in self.lines:
                self.mistake(key.text, f"given twice, first in line {self.lines[key.text]}", line=key.line)
                continue
            self.lines[key.text] = key.line
            if isinstance(value, Scalar) and value.form == "null":
                continue
            self.nodes[key.text] = value

    def mistake(self, name: str, text: str, *, line: int | None = None) -> None:
        """Note what is wrong with the field `name`."""
        if line is None:
            line = self.nodes[name].line if name in self.nodes else self.lines.get(name, self.line)
        self.findings.mistake(line, f"{self.path}.{name}" if self.path else name, text)

    def has(self, name: str) -> bool:
        return name in self.nodes

    def done(self) -> None:
        """Note the fields that nobody asked for."""
        for name, line in self.lines.items():
            if name not in self.asked:
                shown = name if len(name) <= 60 and name.isprintable() else f"{name[:59]!r}…"
                self.mistake(shown, f"unknown field; {allowed(name, self.asked)}", line=line)

    # Scalars ----------------------------------------------------------------------------------

    def text(self, name: str, *, most: int, required: bool = False, one_line: bool = True) -> str:
        """Text without white space around it, at most `most` characters."""
        what = f"text of at most {most:,} characters"
        value = self._scalar(name, what, required)
        if value is None:
            return ""
        value = value.replace("\r\n", "\n").strip()
        control = _CONTROL.search(value)
        if control is not None:
            self.mistake(name, f"contains the control character U+{ord(control.group()):04X}; {what} is expected")
        elif len(value) > most:
            self.mistake(name, f"{len(value):,} characters long; at most {most:,} are allowed")
        elif one_line and len(value.splitlines()) > 1:
            self.mistake(name, f"has more than one line; {what} on one line is expected")
        elif required and not value:
            self.mistake(name, f"empty; {what} is expected")
        else:
            return value
        return ""

    def _scalar(self, name: str, what: str, required: bool) -> str | None:
        self.asked.append(name)
        node = self.nodes.get(name)
        if node is None:
            if required and self.readable:
                self.mistake(name, f"missing; {what} is expected")
            return None
        if not isinstance(node, Scalar):
            self.mistake(name, f"found {described(node)}; {what} is expected")
            return None
        if node.form == "boolean":
            self.mistake(name, f"found the truth value {node.text}; {what} is expected, in quotes if the word is meant")
            return None
        return node.text

    def slug(self, name: str, *, required: bool = False, most: int = SLUG_LENGTH) -> str:
        """An id: lower-case letters, digits and single hyphens."""
        value = self._scalar(name, SLUG_IS, required)
        if value is None:
            return ""
        if len(value) > most or not _SLUG.fullmatch(value):
            shown = repr(value) if len(value) <= most else f"{value[:20]!r}… of {len(value)} characters"
            what = SLUG_IS.replace(str(SLUG_LENGTH), str(most))
            self.mistake(name, f"{shown} is no id; {what} is expected")
            return ""
        return value

    def choice(self, name: str, values: Collection[str], default: str | None = None) -> str:
        """One of `values`; required where there is no default."""
        value = self._scalar(name, f"one of {', '.join(values)}", default is None)
        if value is None or value in values:
            return default or "" if value is None else value
        self.mistake(name, f"{value[:60]!r} is not allowed; {allowed(value, values)}")
        return default or ""

    def day(self, name: str) -> dt.date | None:
        """A day YYYY-MM-DD."""
        value = self._scalar(name, DAY_IS, False)
        if value is None:
            return None
        if _DAY.fullmatch(value):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                self.mistake(name, f"the day {value!r} does not exist; {DAY_IS} is expected")
                return None
        self.mistake(name, f"{value[:60]!r} is no day; {DAY_IS} is expected")
        return None

    def clock(self, name: str) -> dt.time | None:
        """A time of day, HH:MM or HH:MM:SS."""
        what = 'a clock time from "00:00" to "23:59"'
        value = self._scalar(name, what, False)
        if value is None:
            return None
        if not _CLOCK.fullmatch(value):
            self.mistake(name, f"{value[:60]!r} is no clock time; {what} is expected")
            return None
        return dt.time.fromisoformat(value)

    def _checked(self, name: str, what: str, check: Callable[[str], object], required: bool = False) -> str:
        value = self._scalar(name, what, required)
        if value is None:
            return ""
        try:
            check(value)
        except CountingError as error:
            self.mistake(name, str(error))
            return ""
        return value

    def edtf(self, name: str, *, required: bool = False) -> str:
        """An EDTF date, as written."""
        return self._checked(name, "an EDTF date such as 2025-01-20, 2023-08 or 2024-35", parse_edtf, required)

    def period(self, name: str) -> str:
        """A period, as written."""
        return self._checked(name, "a period such as 75 days", parse_period)

    def convention(self, name: str) -> str:
        return self._checked(name, "the id of a counting convention", get_convention)

    def calendar(self, name: str) -> str:
        return self._checked(name, "the id of a calendar", get_calendar)

    def timezone(self, name: str) -> str:
        """An IANA time zone."""
        what = "an IANA name such as Europe/Brussels"
        value = self._scalar(name, what, False)
        if value is not None and value not in time_zones():
            self.mistake(name, f"{value[:60]!r} is no time zone; {allowed(value, time_zones(), what=what + ', as in')}")
            return ""
        return value or ""

    def language(self, name: str, *, most: int, default: str = "en") -> str:
        """A language tag; the default where it is absent."""
        what = f"a language tag such as en or de, at most {most} characters"
        value = self._scalar(name, what, False)
        if value is None:
            return default
        if len(value) > most or not _LANGUAGE.fullmatch(value):
            self.mistake(name, f"{value[:60]!r} is no language; {what} is expected")
            return default
        return value

    def address(self, name: str, *, most: int) -> str:
        """A web address, http or https only."""
        value = self.text(name, most=most)
        if value:
            try:
                _is_address(value)
            except ValidationError:
                self.mistake(name, f"{value[:100]!r} is no web address; http://… or https://… is expected")
                return ""
        return value

    # References and lists ---------------------------------------------------------------------

    def reference(self, name: str, *kinds: str, required: bool = False) -> str:
        """The id of a record of one of `kinds`, to be resolved once all files are read."""
        before = len(self.findings.mistakes)
        value = self._scalar(name, f"the id of {' or '.join(map(_with_article, kinds))}", required)
        if value is None or len(self.findings.mistakes) > before:
            return ""
        self.findings.references.append(
            Reference(kinds, value, self.findings.file, self.nodes[name].line, f"{self.path}.{name}")
        )
        return value

    def references(self, name: str, kind: str) -> tuple[str, ...]:
        """A list of ids of records of one kind, each named once."""
        found: dict[str, int] = {}
        what = f"the id of {_with_article(kind)}"
        for at, node in self._items(name, f"a list, each item {what},"):
            path = f"{name}[{at}]"
            if not isinstance(node, Scalar) or node.form != "text":
                self.mistake(path, f"found {described(node)}; {what} is expected", line=node.line)
            elif node.text in found:
                self.mistake(path, f"{node.text!r} stands in this list twice", line=node.line)
            else:
                found[node.text] = node.line
                self.findings.references.append(
                    Reference((kind,), node.text, self.findings.file, node.line, f"{self.path}.{path}")
                )
        return tuple(found)

    def record(self, name: str, read: Callable[[Fields], T], *, required: bool = True) -> T | None:
        """One mapping in this one."""
        self.asked.append(name)
        if name not in self.nodes:
            if self.readable and required:
                self.mistake(name, "missing; fields with values are expected")
            return None
        return self._read(self.nodes[name], name, read)

    def records(self, name: str, read: Callable[[Fields], T]) -> tuple[T, ...]:
        """A list of mappings."""
        return tuple(self._read(node, f"{name}[{at}]", read) for at, node in self._items(name, "a list"))

    def _read(self, node: Node, name: str, read: Callable[[Fields], T]) -> T:
        fields = Fields(self.findings, f"{self.path}.{name}" if self.path else name, node)
        value = read(fields)
        fields.done()
        return value

    def _items(self, name: str, what: str) -> Iterable[tuple[int, Node]]:
        self.asked.append(name)
        node = self.nodes.get(name)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.mistake(name, f"found {described(node)}; {what} is expected")
            return ()
        return enumerate(node.items)


def _with_article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
