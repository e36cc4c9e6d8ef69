"""YAML -> nodes. Built from the parser's events, so that nothing is constructed, no tag runs and no alias unfolds unbounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from .nodes import MAX_DEPTH, MAX_NODES, Mapping, Node, Scalar, Sequence, SyntaxMistake

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = frozenset({"true", "True", "TRUE", "false", "False", "FALSE"})
_PLAIN_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"})


def parse_yaml(text: str) -> Node:
    """The tree of a YAML text of one document. Scalars stay text: `2025-01-20` is no date and `on` no boolean.

    Raises SyntaxMistake for text that is no YAML, for tags, several documents, keys that are no text, aliases to what
    is not complete yet, and nesting or aliases beyond all reason.
    """
    try:
        return _Tree(yaml.parse(text, Loader=_Loader)).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.context, error.problem) if part)
        raise SyntaxMistake(mark.line + 1 if mark else 1, f"not readable as YAML: {what}") from error
    except yaml.YAMLError as error:
        raise SyntaxMistake(1, f"not readable as YAML: {str(error).splitlines()[0]}") from error


class _Tree:
    def __init__(self, events: Iterator[Any]) -> None:
        self.events = events
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.size = 0

    def document(self) -> Node:
        next(self.events)  # the start of the stream
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise SyntaxMistake(1, "the file is empty; a mapping that begins with longstop: 1 is expected")
        node = self.node(next(self.events), 0)
        next(self.events)  # the end of the document
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise SyntaxMistake(after.start_mark.line + 1, "a second document begins here; one file holds one")
        return node

    def node(self, event: Any, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > MAX_DEPTH:
            raise SyntaxMistake(line, f"nested more than {MAX_DEPTH} levels deep; a timeline file has 5")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event.anchor or "", line)
        if event.tag not in _PLAIN_TAGS:
            raise SyntaxMistake(line, f"the tag {event.tag!r} is not read; write the value without a tag")
        before = self.size
        self.grow(1, line)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = _scalar(event, line)
        elif isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self.events), yaml.SequenceEndEvent):
                items.append(self.node(inner, depth + 1))
            node = Sequence(line, tuple(items))
        else:
            pairs = []
            while not isinstance(inner := next(self.events), yaml.MappingEndEvent):
                key = self.node(inner, depth + 1)
                if not isinstance(key, Scalar):
                    raise SyntaxMistake(key.line, "a key is a list or a mapping; keys are the names of fields")
                pairs.append((key, self.node(next(self.events), depth + 1)))
            node = Mapping(line, tuple(pairs))
        if event.anchor is not None:
            self.anchors[event.anchor] = node, self.size - before
        return node

    def alias(self, anchor: str, line: int) -> Node:
        if anchor not in self.anchors:
            raise SyntaxMistake(line, f"the alias *{anchor} has no complete anchor &{anchor} before it")
        node, size = self.anchors[anchor]
        self.grow(size, line)
        return node

    def grow(self, by: int, line: int) -> None:
        self.size += by
        if self.size > MAX_NODES:
            raise SyntaxMistake(line, f"more than {MAX_NODES:,} values, aliases unfolded; split the file")


def _scalar(event: Any, line: int) -> Scalar:
    if not event.style and event.tag is None:  # plain: the C parser says "", the other None
        if event.value in _NULL:
            return Scalar(line, event.value, "null")
        if event.value in _BOOLEAN:
            return Scalar(line, event.value, "boolean")
    return Scalar(line, event.value)
