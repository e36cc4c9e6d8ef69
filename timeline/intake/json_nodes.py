"""JSON -> nodes. The standard library's parser forgets lines and keys given twice, so only its scanner of strings is used."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined]

from .nodes import MAX_DEPTH, Mapping, Node, Scalar, Sequence, SyntaxMistake

_SPACE = re.compile(r"[ \t\n\r]*")
_WORD = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null", re.ASCII)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_json(text: str) -> Node:
    """The tree of a JSON text; numbers stay as written. Raises SyntaxMistake for anything that is no JSON."""
    scanner = _Scanner(text)
    node = scanner.value(scanner.skip(0), 0)
    end = scanner.skip(scanner.at)
    if end != len(text):
        raise scanner.mistake(end, "nothing is expected after the end of the value")
    return node


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.breaks = [match.start() for match in re.finditer("\n", text)]
        self.at = 0

    def line(self, at: int) -> int:
        return bisect_right(self.breaks, at - 1) + 1

    def mistake(self, at: int, what: str) -> SyntaxMistake:
        found = "the end of the file" if at >= len(self.text) else repr(self.text[at])
        return SyntaxMistake(self.line(at), f"not readable as JSON at {found}: {what}")

    def skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, depth: int) -> Node:
        """The value that begins at `at`; leaves its end in `self.at`."""
        if depth > MAX_DEPTH:
            raise SyntaxMistake(self.line(at), f"nested more than {MAX_DEPTH} levels deep; a timeline file has 5")
        opening = self.text[at : at + 1]
        if opening == "{":
            return self.mapping(at, depth)
        if opening == "[":
            return self.sequence(at, depth)
        if opening == '"':
            return self.string(at)
        match = _WORD.match(self.text, at)
        if match is None:
            raise self.mistake(at, "a value is expected: text in double quotes, a number, true, false, null, [ or {")
        self.at = match.end()
        word = match.group()
        if word == "null":
            return Scalar(self.line(at), word, "null")
        return Scalar(self.line(at), word, "boolean" if word in ("true", "false") else "text")

    def string(self, at: int) -> Scalar:
        try:
            value, self.at = scanstring(self.text, at + 1, True)
        except json.JSONDecodeError as error:
            raise self.mistake(min(error.pos, len(self.text)), error.msg) from error
        if _LONE_SURROGATE.search(value):
            raise self.mistake(at, "the text has half of a surrogate pair")
        return Scalar(self.line(at), value)

    def sequence(self, start: int, depth: int) -> Sequence:
        items: list[Node] = []
        at = self.skip(start + 1)
        while self.text[at : at + 1] != "]" or items:
            items.append(self.value(at, depth + 1))
            at = self.skip(self.at)
            if self.text[at : at + 1] == "]":
                break
            if self.text[at : at + 1] != ",":
                raise self.mistake(at, "a comma or ] is expected")
            at = self.skip(at + 1)
        self.at = at + 1
        return Sequence(self.line(start), tuple(items))

    def mapping(self, start: int, depth: int) -> Mapping:
        items: list[tuple[Scalar, Node]] = []
        at = self.skip(start + 1)
        while self.text[at : at + 1] != "}" or items:
            if self.text[at : at + 1] != '"':
                raise self.mistake(at, "the name of a field in double quotes is expected")
            key = self.string(at)
            at = self.skip(self.at)
            if self.text[at : at + 1] != ":":
                raise self.mistake(at, "a colon is expected")
            items.append((key, self.value(self.skip(at + 1), depth + 1)))
            at = self.skip(self.at)
            if self.text[at : at + 1] == "}":
                break
            if self.text[at : at + 1] != ",":
                raise self.mistake(at, "a comma or } is expected")
            at = self.skip(at + 1)
        self.at = at + 1
        return Mapping(self.line(start), tuple(items))
