"""The text of a timeline file as a tree whose every node knows its line, whether it was written as YAML or JSON."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

MAX_DEPTH = 30
MAX_NODES = 2_000_000
"""Aliases counted as often as they are used, so that a few lines cannot unfold into gigabytes."""


class Scalar(NamedTuple):
    """Text as written. A plain `null`, `~` or nothing at all is `null`; a plain `true` or `false` is `boolean`."""

    line: int
    text: str
    form: Literal["text", "null", "boolean"] = "text"


class Sequence(NamedTuple):
    line: int
    items: tuple[Node, ...]


class Mapping(NamedTuple):
    """Keys and values in the order of the file; a key given twice is still here twice."""

    line: int
    items: tuple[tuple[Scalar, Node], ...]


Node: TypeAlias = Scalar | Sequence | Mapping


class SyntaxMistake(ValueError):
    """The text is no YAML or JSON that is read; `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        self.line = line
        self.text = text
        super().__init__(text)


def described(node: Node) -> str:
    """The node for a message: what was found in a wrong place."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "a mapping"
    if node.form == "null":
        return "nothing"
    return repr(node.text if len(node.text) <= 60 else f"{node.text[:59]}…")
