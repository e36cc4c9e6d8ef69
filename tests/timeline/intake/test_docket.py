"""A file is evaluated as the database it is loaded into."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from timeline.counting import Rule, evaluate, parse_period
from timeline.deadlines.reading import read_deadlines, read_policies
from timeline.intake.docket import docket_of, titles_of
from timeline.intake.load import load_documents
from timeline.intake.read import read_files
from timeline.models import Deadline, Policy

from .documents import PAUSE, read

DEMO = Path(__file__).parents[3] / "demo"
NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)


def test_empty_fields_of_a_rule_mean_the_habits_of_the_jurisdiction() -> None:
    docket = docket_of([read(PAUSE)])
    assert docket.deadlines["enforcement-pause"].rule == Rule(
        trigger="order",
        period=parse_period("75 days"),
        convention="calendar-days",
        calendar="us-federal",
        timezone="America/New_York",
    )


def test_a_convention_with_a_calendar_of_its_own_keeps_it() -> None:
    text = PAUSE.replace("period: 75 days", "period: 75 days, convention: us-frcp-6").replace(
        "calendar: us-federal", "calendar: us-ofr"
    )
    assert docket_of([read(text)]).deadlines["enforcement-pause"].rule.calendar is None


def test_an_event_carries_its_first_source_and_the_day_it_was_known() -> None:
    text = PAUSE.replace("  date: 2025-04-04", "  date: 2025-04\n  known_from: 2025-04-07")
    docket = docket_of([read(text)])
    assert docket.events["order"].citation == "Government: Federal Register, sec. 2(a)"
    assert docket.events["order"].known_from == dt.date(2025, 1, 20)
    assert docket.events["extension"].citation is None
    assert docket.events["extension"].known_from == dt.date(2025, 4, 7)
    assert titles_of([read(text)])["extension"] == "The extension"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "known_on", [dt.date(2025, 3, 1), dt.date(2025, 8, 1), dt.date(2026, 7, 20), dt.date(2026, 11, 1)]
)
def test_the_demonstration_has_the_same_outcomes_from_its_files_and_from_the_database(known_on: dt.date) -> None:
    documents = read_files(sorted(DEMO.glob("*.yaml")))
    load_documents(documents, now=NOW)
    from_files = evaluate(docket_of(documents), known_on=known_on)
    deadlines = read_deadlines(list(Deadline.objects.all()), known_on=known_on, steps=True)
    policies = read_policies(list(Policy.objects.all()), known_on=known_on)
    assert deadlines == from_files.deadlines
    assert {slug: found.status for slug, found in policies.items()} == {
        slug: found.status for slug, found in from_files.policies.items()
    }


def test_a_chain_of_thousands_of_deadlines_is_evaluated_whatever_its_order() -> None:
    chain = "".join(
        f"- {{id: d-{n}, title: D, rule: {{trigger: d-{n - 1}, period: 1 day}}}}\n" for n in range(2000, 0, -1)
    )
    text = (
        "longstop: 1\ntimeline: {id: t, title: T}\nevents: [{id: e, title: E, date: 2025-01-01}]\n"
        f"deadlines:\n{chain}- {{id: d-0, title: D, rule: {{trigger: e, period: 1 day}}}}\n"
    )
    evaluation = evaluate(docket_of([read(text)]), known_on=dt.date(2025, 2, 1), steps=False)
    assert evaluation.deadlines["d-2000"].due == dt.date(2025, 1, 2) + dt.timedelta(days=2000)


def test_the_example_of_the_manual_comes_out_as_it_says() -> None:
    manual = (DEMO.parent / "docs" / "timeline-file.md").read_text()
    example = manual.split("```yaml\n")[1].split("```")[0]
    docket = docket_of([read(example)])
    for day, due in ((dt.date(2025, 4, 1), dt.date(2025, 5, 2)), (dt.date(2025, 4, 10), dt.date(2025, 6, 1))):
        assert evaluate(docket, known_on=day).deadlines["permit-12-objections"].due == due
