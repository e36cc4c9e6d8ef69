"""Files become typed documents, whatever YAML or JSON would make of their scalars."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import yaml

from timeline.intake import document as doc
from timeline.intake.read import read_texts

from .documents import PAUSE, read


def test_it_reads_every_record_with_its_line() -> None:
    document = read(PAUSE)
    assert document.timeline == doc.Timeline("pause", "The pause", highlights=("order",))
    assert document.jurisdictions == (doc.Jurisdiction("us", "United States", "America/New_York", "us-federal"),)
    assert document.policies[0].identifiers == (doc.Identifier("public-law", "118-50"),)
    assert document.events[1].effects == (doc.Effect("enforcement-pause", "extend", until=dt.date(2025, 6, 19)),)
    assert document.deadlines[0].rule == doc.Rule(trigger="order", period="75 days")
    assert [event.line for event in document.events] == [14, 23]
    assert document.file == "pause.yaml"


def test_json_reads_as_the_same_document_with_or_without_its_name() -> None:
    data = yaml.load(PAUSE, Loader=yaml.BaseLoader)
    data["longstop"] = 1
    for text, name in ((json.dumps(data), "a.json"), (json.dumps(data, indent="\t"), "a"), (PAUSE, "a.yml")):
        assert read(text, name) == read(PAUSE)


def test_a_yaml_file_in_braces_is_no_json() -> None:
    assert read("{longstop: 1, timeline: {id: t, title: T}}").timeline.title == "T"


@pytest.mark.parametrize("written", ["2024", "on", "no", "1e3", "0x1F", "12:30:45", "2025-01-20", "=", "'~'", '"true"'])
def test_scalars_are_text_as_written(written: str) -> None:
    document = read(f"longstop: 1\ntimeline: {{id: t, title: {written}}}")
    assert document.timeline.title == written.strip("'\"")


def test_nothing_means_that_a_field_is_absent() -> None:
    document = read("longstop: 1\ntimeline: {id: t, title: T, summary: ~}\nevents:\ntopics: null\n")
    assert (document.timeline.summary, document.events, document.topics) == ("", (), ())


def test_astral_characters_of_json_and_a_byte_order_mark_are_read() -> None:
    text = '\ufeff{"longstop": 1, "timeline": {"id": "t", "title": "\\ud83d\\ude00 \\u00e9\\/"}}'
    assert read(text, "t.json").timeline.title == "\U0001f600 é/"


def test_thousands_of_events_are_read_in_seconds() -> None:
    events = "".join(
        f"- id: e-{n}\n  title: Event {n}\n  date: 2025-01-20\n  topics: [x]\n  summary: {'word ' * 30}\n"
        for n in range(3000)
    )
    text = f"longstop: 1\ntimeline: {{id: t, title: T}}\ntopics: [{{id: x, name: X}}]\nevents:\n{events}"
    (document,) = read_texts([("t.yaml", text.encode())])
    assert len(document.events) == 3000
