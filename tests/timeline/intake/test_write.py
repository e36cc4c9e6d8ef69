"""What is written is read back as it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from timeline.intake import document as doc
from timeline.intake.read import read_files, read_texts
from timeline.intake.write import as_json, as_yaml

from .documents import PAUSE, documents, read

DEMO = Path(__file__).parents[3] / "demo"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_any_document_survives_yaml_and_json(document: doc.Document) -> None:
    written = as_yaml(document)
    assert read_texts([("a.yaml", written.encode())]) == [document]
    assert read_texts([("a.json", as_json(document).encode())]) == [document]
    assert as_yaml(read(written)) == written


@pytest.mark.parametrize("path", sorted(DEMO.glob("*.yaml")), ids=lambda path: path.name)
def test_the_demonstration_survives(path: Path) -> None:
    (document,) = read_files([path])
    assert read(as_yaml(document)) == document
    assert read(as_json(document), "a.json") == document


def test_it_leaves_out_what_is_the_default_and_writes_days_bare() -> None:
    written = as_yaml(read(PAUSE))
    assert (
        written
        == """\
longstop: 1

timeline:
  id: pause
  title: The pause
  highlights: [order]

jurisdictions:
- {id: us, name: United States, timezone: America/New_York, calendar: us-federal}

topics:
- {id: tiktok, name: TikTok}

actors:
- {id: president, name: The President, kind: person}

sources:
- id: fr
  title: Federal Register
  publisher: Government
  url: https://fr.example/1
  published: 2025-01-30

policies:
- id: act
  title: The Act
  kind: statute
  jurisdiction: us
  topics: [tiktok]
  identifiers:
  - {scheme: public-law, value: 118-50}

events:
- id: order
  title: The order
  date: 2025-01-20
  kind: signing
  policies: [act]
  actors: [president]
  topics: [tiktok]
  citations:
  - {source: fr, quote: for a period of 75 days, locator: sec. 2(a)}
- id: extension
  title: The extension
  date: 2025-04-04
  effects:
  - {on: enforcement-pause, does: extend, until: 2025-06-19}

deadlines:
- id: enforcement-pause
  title: No enforcement
  policy: act
  rule: {trigger: order, period: 75 days}
  topics: [tiktok]
  citations:
  - {source: fr, quote: for a period of 75 days}
"""
    )
