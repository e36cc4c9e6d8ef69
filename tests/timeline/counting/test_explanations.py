"""Explanations: sentences that a lawyer would sign, in English and German, for every step there can be."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeline.counting.chains import TITLES, chains
from tests.timeline.counting.dockets import deadline, effect, event, outcome_of
from tests.timeline.counting.periods import LONGEST_PERIODS
from timeline.counting import (
    CountingError,
    Docket,
    Period,
    conventions,
    count,
    evaluate,
    explain_count,
    explain_outcome,
    explain_steps,
    parse_period,
    parse_start,
)

LANGUAGES = ("en", "de")
NO_TITLES: dict[str, str] = {}


@pytest.mark.parametrize(
    ("start", "period", "convention", "direction", "english", "german"),
    [
        (
            "2025-01-20",
            "75 days",
            "calendar-days",
            "after",
            "75 days from 20 January 2025, that day not counted (calendar days): 5 April 2025, a Saturday; this convention"
            " does not move it.",
            "75 Tage ab dem 20. Januar 2025, dieser Tag nicht mitgezählt (Kalendertage): 5. April 2025, ein Samstag; nach"
            " dieser Zählweise bleibt es dabei.",
        ),
        (
            "2007-09-11",
            "10 days",
            "us-frcp-6",
            "before",
            "10 days back from 11 September 2007, that day not counted (Federal Rules of Civil Procedure, Rule 6, Fed. R."
            " Civ. P. 6(a)): 1 September 2007, a Saturday; it goes back to 31 August 2007.",
            "10 Tage vor dem 11. September 2007, dieser Tag nicht mitgezählt (Zivilprozessregeln des Bundes der USA, Fed."
            " R. Civ. P. 6(a)): 1. September 2007, ein Samstag; die Frist geht zurück auf den 31. August 2007.",
        ),
        (
            "2026-06-19",
            "14 days",
            "us-frcp-6",
            "after",
            "14 days from 19 June 2026, that day not counted (Federal Rules of Civil Procedure, Rule 6, Fed. R. Civ. P."
            " 6(a)): 3 July 2026, a holiday: Independence Day (observed); it runs on over 4 July 2026 (a holiday:"
            " Independence Day) and 5 July 2026 (a Sunday) to 6 July 2026.",
            "14 Tage ab dem 19. Juni 2026, dieser Tag nicht mitgezählt (Zivilprozessregeln des Bundes der USA, Fed. R."
            " Civ. P. 6(a)): 3. Juli 2026, ein Feiertag: Independence Day (Ersatztag); die Frist läuft über den 4. Juli"
            " 2026 (ein Feiertag: Independence Day) und den 5. Juli 2026 (ein Sonntag) weiter bis zum 6. Juli 2026.",
        ),
        (
            "2025-01-31",
            "1 month",
            "calendar-days",
            "after",
            "1 month from 31 January 2025, that day not counted (calendar days): 28 February 2025; the month has no such"
            " day, so its last day counts.",
            "1 Monat ab dem 31. Januar 2025, dieser Tag nicht mitgezählt (Kalendertage): 28. Februar 2025; der Monat hat"
            " diesen Tag nicht, daher zählt sein letzter.",
        ),
        (
            "2025-11-24",
            "3 working days",
            "us-business-days",
            "after",
            "3 working days from 24 November 2025, that day and closed days not counted (federal business days, 5 USC"
            " 6103): 28 November 2025; not counted: 27 November 2025 (Thanksgiving Day).",
            "3 Arbeitstage ab dem 24. November 2025, dieser Tag und geschlossene Tage nicht mitgezählt (Arbeitstage des"
            " Bundes der USA, 5 USC 6103): 28. November 2025; nicht mitgezählt: 27. November 2025 (Thanksgiving Day).",
        ),
        (
            "2025-10-24T10:20",
            "72 hours",
            "eu-1182-71",
            "after",
            "72 hours from 24 October 2025, 10:20, the hour of the event not counted (Regulation 1182/71, Reg. 1182/71"
            " art. 3): 27 October 2025, 10:00; the clock goes back in between, so the clock time is earlier.",
            "72 Stunden ab dem 24. Oktober 2025, 10:20, die Stunde des Ereignisses nicht mitgezählt (Verordnung 1182/71,"
            " Reg. 1182/71 art. 3): 27. Oktober 2025, 10:00; dazwischen wird die Uhr zurückgestellt, daher die frühere"
            " Uhrzeit.",
        ),
        (
            "2025-01-01T10:00",
            "5 hours",
            "calendar-days",
            "before",
            "5 hours back from 1 January 2025, 10:00, as elapsed time (calendar days): 1 January 2025, 05:00.",
            "5 Stunden vor dem 1. Januar 2025, 10:00, als verstrichene Zeit (Kalendertage): 1. Januar 2025, 05:00.",
        ),
        (
            "2025-10-20",
            "3 clear days",
            "uk-cpr-2.8",
            "before",
            "3 clear days back from 20 October 2025, that day and closed days not counted (Civil Procedure Rules, clear"
            " days, CPR 2.8): 15 October 2025; not counted: 18–19 October 2025 (weekend); both ends are left clear, so it"
            " is 14 October 2025.",
            "3 volle Tage vor dem 20. Oktober 2025, dieser Tag und geschlossene Tage nicht mitgezählt (englische"
            " Zivilprozessregeln, volle Tage, CPR 2.8): 15. Oktober 2025; nicht mitgezählt: 18.–19. Oktober 2025"
            " (Wochenende); beide Enden bleiben frei, daher der 14. Oktober 2025.",
        ),
        (
            "2014-04-16",
            "2 days",
            "eu-1182-71",
            "after",
            "2 days from 16 April 2014, that day not counted (Regulation 1182/71, Reg. 1182/71 art. 3): 18 April 2014, a"
            " holiday: Good Friday; it runs on over 19 April 2014 (a Saturday), 20 April 2014 (a Sunday) and 21 April 2014"
            " (a holiday: Easter Monday) to 22 April 2014; a period of two days or more has at least two working days, so"
            " it runs on to 23 April 2014.",
            "2 Tage ab dem 16. April 2014, dieser Tag nicht mitgezählt (Verordnung 1182/71, Reg. 1182/71 art. 3): 18."
            " April 2014, ein Feiertag: Karfreitag; die Frist läuft über den 19. April 2014 (ein Samstag), den 20. April"
            " 2014 (ein Sonntag) und den 21. April 2014 (ein Feiertag: Ostermontag) weiter bis zum 22. April 2014; eine"
            " Frist von zwei oder mehr Tagen umfasst mindestens zwei Arbeitstage, daher läuft sie bis zum 23. April 2014.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)
def test_a_count_is_one_sentence(
    start: str, period: str, convention: str, direction: str, english: str, german: str
) -> None:
    counted = count(parse_start(start), parse_period(period), convention, direction=direction)
    assert explain_count(counted, "en") == [english]
    assert explain_count(counted, "de") == [german]


def test_a_chain_says_step_by_step_what_moved_it() -> None:
    records = [
        event("order", "2025-01-20"),
        event("more", "2025-02-01", effect("d", "extend", until="2025-05-01", by="20 days")),
        event("stop", "2025-02-10", effect("d", "suspend")),
        event("go", "2025-03-10", effect("d", "resume")),
        event("done", "2025-04-01", effect("d", "satisfy")),
        deadline("d", "order", "75 days"),
    ]
    titles = {"order": "E.O. 14166", "more": "E.O. 14258", "stop": "the stay", "go": "the judgment", "done": "the sale"}
    found = outcome_of(records, "2025-04-01")
    assert explain_outcome(found, "en", titles) == [
        "The trigger is “E.O. 14166”, 20 January 2025.",
        "75 days from 20 January 2025, that day not counted (calendar days): 5 April 2025, a Saturday; this convention does"
        " not move it.",
        "20 days from 5 April 2025, that day not counted (calendar days): 25 April 2025.",
        "“E.O. 14258” states 1 May 2025.",
        "Counting 20 days gives 25 April 2025, not 1 May 2025: the stated date holds, and the difference is kept.",
        "“E.O. 14258” extends the deadline from 5 April 2025 to 1 May 2025.",
        "“the stay” stops the clock; 80 days left.",
        "80 days from 10 March 2025, that day not counted (calendar days): 29 May 2025.",
        "After “the judgment” the clock runs on, to 29 May 2025.",
        "“the sale”: what was due has happened.",
    ]
    assert explain_outcome(found, "de", titles)[2:7] == [
        "20 Tage ab dem 5. April 2025, dieser Tag nicht mitgezählt (Kalendertage): 25. April 2025.",
        "„E.O. 14258“ nennt den 1. Mai 2025.",
        "Zählt man 20 Tage, ergibt sich der 25. April 2025, nicht der 1. Mai 2025: Es gilt das genannte Datum, der"
        " Unterschied bleibt vermerkt.",
        "„E.O. 14258“ verlängert die Frist vom 5. April 2025 auf den 1. Mai 2025.",
        "„the stay“ hält die Frist an; Rest: 80 Tage.",
    ]


def test_an_imprecise_trigger_shows_both_ends() -> None:
    found = outcome_of([event("order", "2025-01"), deadline("d", "order", "1 month")], "2025-02-01")
    assert explain_outcome(found, "en", {"order": "the order"}) == [
        "The trigger is “the order”, January 2025.",
        "The earliest date comes from 1 January 2025:",
        "1 month from 1 January 2025, that day not counted (calendar days): 1 February 2025, a Saturday; this convention"
        " does not move it.",
        "The latest date comes from 31 January 2025:",
        "1 month from 31 January 2025, that day not counted (calendar days): 28 February 2025; the month has no such day,"
        " so its last day counts.",
        "The date lies between 1 February 2025 and 28 February 2025.",
    ]


def test_the_later_of_two_possibilities_is_the_latest_date_and_not_the_later_act() -> None:
    """The later the clock is stopped, the less is left: the last day of the act gives the earliest date."""
    records = [
        event("order", "2025-01-20"),
        event("stop", "2025-02-01/2025-02-03", effect("d", "suspend")),
        event("go", "2025-03-10", effect("d", "resume")),
        deadline("d", "order", "75 days"),
    ]
    found = outcome_of(records, "2025-03-10")
    assert (found.due_earliest, found.due_latest) == (date(2025, 5, 10), date(2025, 5, 12))
    said = explain_outcome(found, "en")
    earliest, latest = said.index("The earliest date:"), said.index("The latest date:")
    assert said[latest - 1] == "After “go” the clock runs on, to 10 May 2025."
    assert said[-2] == "After “go” the clock runs on, to 12 May 2025."
    assert earliest < latest


def test_a_stated_date_that_one_possible_day_agrees_with_is_no_discrepancy() -> None:
    records = [event("order", "2025-01"), deadline("d", "order", "75 days", stated="2025-04-05")]
    found = outcome_of(records, "2025-02-01")
    assert (found.due, found.discrepancy) == (date(2025, 4, 5), None)
    assert "Counting 75 days gives the same day." in explain_outcome(found, "en")


def test_what_cannot_be_computed_says_why() -> None:
    records = [event("order", "2030-12-20", known="2025-01-01"), deadline("d", "order", "30 days", convention="us-ofr")]
    found = outcome_of(records, "2025-02-01")
    assert explain_outcome(found, "en") == [
        "No date could be computed: deadline d: calendar us-ofr does not cover the year 2031; it covers 1994–2030."
    ]
    assert explain_outcome(found, "de")[0].startswith("Es ließ sich kein Datum berechnen: ")


def test_a_language_that_nobody_speaks_here_is_answered_in_english() -> None:
    counted = count(date(2025, 1, 20), Period(days=1), "calendar-days")
    assert explain_count(counted, "fr") == explain_count(counted, "en")
    assert explain_count(counted, "de-AT") == explain_count(counted, "de")


# Every step there can be ----------------------------------------------------------------------------

_UNFORMATTED = re.compile(r"\{\w*\}")


def _sound(sentence: str, titles: dict[str, str]) -> None:
    """A sentence: not empty, begun and ended, with nothing left out and no field of a phrase left in."""
    plain = sentence
    for title in titles.values():
        plain = plain.replace(title, "")
    assert _UNFORMATTED.search(plain) is None, sentence
    assert sentence.strip() == sentence and len(sentence) > 10
    assert sentence[0].isupper() or not sentence[0].isalpha(), sentence
    assert sentence[-1] in ".:", sentence
    for hole in ("None", "  ", "()", " ,", " .", " ;", ", :", "to ,", "“”", "„“"):
        assert hole not in sentence, sentence


@given(chains(moved=True), st.integers(-30, 900), st.sampled_from(LANGUAGES))
def test_every_step_of_every_chain_is_a_sentence(docket: Docket, known: int, language: str) -> None:
    known_on = docket.events["order"].known_from.fromordinal(docket.events["order"].known_from.toordinal() + known)
    for outcome in evaluate(docket, known_on=known_on).deadlines.values():
        for sentence in explain_outcome(outcome, language):
            _sound(sentence, NO_TITLES)


@given(chains(moved=True, vague=True, acts=3), st.sampled_from(LANGUAGES))
def test_every_step_of_every_imprecise_chain_is_a_sentence(docket: Docket, language: str) -> None:
    for outcome in evaluate(docket, known_on=date(2026, 1, 1)).deadlines.values():
        for sentence in explain_outcome(outcome, language):
            _sound(sentence, NO_TITLES)


@given(chains(moved=True), st.sampled_from(LANGUAGES))
def test_a_title_stands_where_one_is_given_and_not_the_id(docket: Docket, language: str) -> None:
    titles = TITLES | {id: f"Titel Nr. {place} {{x}}" for place, id in enumerate(docket.events) if id != "order"}
    for outcome in evaluate(docket, known_on=date(2026, 1, 1)).deadlines.values():
        for sentence in explain_steps(outcome.steps, language, titles):
            _sound(sentence, titles)
            assert re.search(r"[“„](order|d|after|new|act-\d+)[”“]", sentence) is None
            assert "act-" not in sentence


@given(
    st.dates(date(2014, 1, 1), date(2024, 12, 31)),
    LONGEST_PERIODS,
    st.sampled_from([convention.id for convention in conventions()]),
    st.sampled_from(["after", "before"]),
    st.sampled_from(LANGUAGES),
)
def test_every_count_is_a_sentence(start: date, period: Period, convention: str, direction: str, language: str) -> None:
    moment = datetime(start.year, start.month, start.day, 10, 20) if period.hours else start  # noqa: DTZ001
    try:
        counted = count(moment, period, convention, direction=direction)
    except CountingError:
        return
    for sentence in explain_count(counted, language):
        _sound(sentence, NO_TITLES)


@pytest.mark.parametrize("convention", [convention.id for convention in conventions()])
def test_every_convention_has_a_name_in_german(convention: str) -> None:
    found = next(each for each in conventions() if each.id == convention)
    counted = count(
        parse_start(found.examples[0].start),
        parse_period(found.examples[0].period),
        convention,
        calendar=found.examples[0].calendar,
        direction=found.examples[0].direction,
    )
    assert f"({found.name}" not in explain_count(counted, "de")[-1]


def test_both_languages_have_the_same_phrases() -> None:
    from timeline.counting.explain.english import English
    from timeline.counting.explain.german import German

    assert set(English.phrases) == set(German.phrases)
    for key, phrase in English.phrases.items():
        assert sorted(re.findall(r"\{\w*\}", phrase)) == sorted(re.findall(r"\{\w*\}", German.phrases[key])), key
