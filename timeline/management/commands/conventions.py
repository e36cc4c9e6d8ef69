"""`manage.py conventions`: every counting convention, with examples counted on the spot."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from timeline.counting import CatalogueEntry, catalogue, moment_text, number_of_places, own_calendars

from ..options import write_out

WIDTH = 100


class Command(BaseCommand):
    help = "List the counting conventions with their citations, rules, calendars and worked examples."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = catalogue()
        if options["json"]:
            write_out(self.stdout, json.dumps([_data(entry) for entry in entries], ensure_ascii=False, indent=2))
            return
        blocks = ["\n".join(_lines(entry)) for entry in entries]
        write_out(self.stdout, "\n\n".join([*blocks, "\n".join(_calendar_lines())]))


def _lines(entry: CatalogueEntry) -> Iterator[str]:
    convention = entry.convention
    yield f"{convention.id}: {convention.name} ({convention.citation})"
    yield textwrap.indent(textwrap.fill(convention.rules, WIDTH - 2), "  ")
    if convention.calendar:
        yield f"  Calendar: {convention.calendar}, {entry.coverage}"
    for example, answer in entry.examples:
        back = " back" if example.direction == "before" else ""
        calendar = f", {example.calendar}" if example.calendar else ""
        source = f" [{example.source}]" if example.source else ""
        yield f"  {example.period}{back} from {example.start}{calendar}: {moment_text(answer.result)}{source}"


def _calendar_lines() -> Iterator[str]:
    yield "Calendars:"
    for calendar in own_calendars():
        yield f"  {calendar.id}, {calendar.coverage}: {calendar.name} ({calendar.source})"
    countries, subdivisions = number_of_places()
    yield textwrap.indent(
        textwrap.fill(
            f"and {countries} countries and {subdivisions} of their subdivisions, such as be, de-nw, gb-eng and us-ma, by"
            " the holidays package for Python",
            WIDTH - 2,
        ),
        "  ",
    )


def _data(entry: CatalogueEntry) -> dict[str, Any]:
    convention = entry.convention
    return {
        "id": convention.id,
        "name": convention.name,
        "citation": convention.citation,
        "rules": convention.rules,
        "units": sorted(convention.units),
        "directions": sorted(convention.directions),
        "calendar": convention.calendar,
        "coverage": entry.coverage,
        "timezone": convention.timezone,
        "valid_from": moment_text(convention.valid_from),
        "valid_to": moment_text(convention.valid_to),
        "examples": [{**example._asdict(), "result": moment_text(answer.result)} for example, answer in entry.examples],
    }
