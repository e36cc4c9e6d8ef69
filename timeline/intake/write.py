"""Documents -> the text of timeline files: what a field's default says already is left out, and the order is the file's."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from typing import Any

import yaml

from . import document as doc

_WIDTH = 1_000_000  # one record a line: a changed word is a changed line
_FILE_NAMES = {"counted_from": "from"}
_IN_BRACES = (
    doc.Translation,
    doc.Jurisdiction,
    doc.Topic,
    doc.Actor,
    doc.Identifier,
    doc.Citation,
    doc.Picture,
    doc.Effect,
    doc.Rule,
)


def as_yaml(document: doc.Document) -> str:
    """The document as YAML that `read_texts` reads back as the same document."""
    sections = ({name: value} for name, value in _file(document).items())
    return "\n".join(
        yaml.dump(section, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH) for section in sections
    )


def as_json(document: doc.Document) -> str:
    """The document as JSON that `read_texts` reads back as the same document."""
    return json.dumps(_file(document), ensure_ascii=False, indent=2) + "\n"


class _Braces(dict[str, Any]):
    """A mapping on one line."""


class _Brackets(list[str]):
    """A list on one line."""


_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):
    def ignore_aliases(self, data: Any) -> bool:
        return True


# Days stand without quotes, as people write them, and so does the key `on`: the reader takes every scalar as text.
_BOOLEAN = "tag:yaml.org,2002:bool"
_Dumper.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:timestamp", _BOOLEAN)]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Dumper.add_implicit_resolver(_BOOLEAN, re.compile("true|True|TRUE|false|False|FALSE"), list("tTfF"))
_Dumper.add_representer(
    _Braces, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)
)
_Dumper.add_representer(
    _Brackets, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def _file(document: doc.Document) -> dict[str, Any]:
    data: dict[str, Any] = {"longstop": doc.FORMAT, "timeline": _data(document.timeline)}
    for section in ("jurisdictions", "topics", "actors", "sources", "policies", "events", "deadlines"):
        records = getattr(document, section)
        if records:
            data[section] = [_data(record) for record in records]
    return data


def _data(record: Any) -> dict[str, Any]:
    data: dict[str, Any] = _Braces() if isinstance(record, _IN_BRACES) else {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if field.name == "line" or value == field.default:
            continue
        data[_FILE_NAMES.get(field.name, field.name)] = _value(value)
    return data


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        if isinstance(value[0], str):
            return _Brackets(value)
        return [_data(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat() if value.second else value.isoformat(timespec="minutes")
    if dataclasses.is_dataclass(value):
        return _data(value)
    return str(value)
