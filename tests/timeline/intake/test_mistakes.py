"""Every mistake is told, at once, with file, line, field and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline.intake.mistakes import FileMistakes, FileNotReadable
from timeline.intake.read import MAX_BYTES, read_files, read_texts

from .documents import PAUSE

HEAD = "longstop: 1\ntimeline: {id: t, title: T}\n"


def mistakes(text: str | bytes, name: str = "t.yaml") -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(FileMistakes) as raised:
        read_texts([(name, content)])
    return [str(mistake) for mistake in raised.value.mistakes]


def event(fields: str) -> str:
    return f"{HEAD}events:\n- {{id: e, title: E, date: 2025-01-20, {fields}}}\n"


def deadline(rule: str) -> str:
    return f"{HEAD}events: [{{id: e, title: E, date: '2025'}}]\ndeadlines:\n- {{id: d, title: D, rule: {{{rule}}}}}\n"


def test_it_tells_all_mistakes_of_a_file_in_the_order_of_lines() -> None:
    text = """\
longstop: 2
timeline: {id: The Page, title: ''}
sources:
- {id: s, title: A, publisher: P, url: 'javascript:alert(1)', languge: en}
events:
- id: e
  title: true
  date: 2025-02-30
  date: 2025-02-28
  effects: [{on: nope, does: extend}, 3]
- {id: e, date: 2025-01-01, kind: publicaton}
"""
    assert mistakes(text) == [
        "t.yaml:1: longstop: '2' is not allowed; allowed are 1",
        "t.yaml:2: timeline.id: 'The Page' is no id; an id of lower-case letters, digits and single hyphens,"
        " at most 100 characters is expected",
        "t.yaml:2: timeline.title: empty; text of at most 300 characters is expected",
        "t.yaml:4: sources[0].url: 'javascript:alert(1)' is no web address; http://… or https://… is expected",
        "t.yaml:4: sources[0].languge: unknown field; did you mean 'language'?"
        " allowed are id, title, publisher, url, published, language",
        "t.yaml:7: events[0].title: found the truth value true; text of at most 300 characters is expected,"
        " in quotes if the word is meant",
        "t.yaml:8: events[0].date: date '2025-02-30' does not exist: 2025-02 has days 01 to 28",
        "t.yaml:9: events[0].date: given twice, first in line 8",
        "t.yaml:10: events[0].effects[0].does: extend needs until: with a day or by: with a period",
        "t.yaml:10: events[0].effects[1]: found '3'; fields with values are expected",
        "t.yaml:10: events[0].effects[0].on: no policy or deadline has the id 'nope'; nothing is defined",
        "t.yaml:11: events[1].title: missing; text of at most 300 characters is expected",
        "t.yaml:11: events[1].kind: 'publicaton' is not allowed; did you mean 'publication'? allowed are announcement,"
        " enactment, signing, publication, effective, ruling, launch, report, deal, other",
        "t.yaml:11: events[1].id: 'e' is given twice, first in line 6",
    ]


def test_the_messages_of_the_manual_are_those_of_the_reader() -> None:
    text = PAUSE.replace("date: 2025-04-04", "date: 2025-02-30").replace("on: enforcement-pause", "on: pause")
    assert mistakes(text, "river-permit.yaml") == [
        "river-permit.yaml:25: events[1].date: date '2025-02-30' does not exist: 2025-02 has days 01 to 28",
        "river-permit.yaml:27: events[1].effects[0].on: no policy or deadline has the id 'pause';"
        " defined are act, enforcement-pause",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "t.yaml:1: the file is empty; a mapping that begins with longstop: 1 is expected"),
        ("# nothing\n", "t.yaml:1: the file is empty; a mapping that begins with longstop: 1 is expected"),
        ("just text", "t.yaml:1: found 'just text'; fields with values are expected"),
        ("- 1", "t.yaml:1: found a list; fields with values are expected"),
        ("a: [1\nb: 2", "t.yaml:2: not readable as YAML: while parsing a flow sequence, did not find expected ',' or ']'"),
        ("longstop: 1\n--- \nb: 2", "t.yaml:2: a second document begins here; one file holds one"),
        ("a: !!python/object:os.system x", "t.yaml:1: the tag 'tag:yaml.org,2002:python/object:os.system' is not read;"
         " write the value without a tag"),
        ("a: *b", "t.yaml:1: the alias *b has no complete anchor &b before it"),
        ("a: &b [*b]", "t.yaml:1: the alias *b has no complete anchor &b before it"),
        ("? [a]\n: b", "t.yaml:1: a key is a list or a mapping; keys are the names of fields"),
        ("a: " + "[" * 40 + "]" * 40, "t.yaml:1: nested more than 30 levels deep; a timeline file has 5"),
        (b"longstop: 1\ntimeline: \xff\xfe", "t.yaml:2: no UTF-8 text; save the file as UTF-8"),
        (b"longstop: 1\n\x00\x01", "t.yaml:2: no text: it contains the control character U+0000"),
        (b"\x7fELF\x02", "t.yaml:1: no text: it contains the control character U+007F"),
    ],
)  # fmt: skip
def test_it_tells_what_is_no_timeline_file_at_all(text: str | bytes, expected: str) -> None:
    assert mistakes(text) == [expected]


def test_it_refuses_aliases_that_unfold_without_end() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    assert mistakes(bomb) == ["t.yaml:7: more than 2,000,000 values, aliases unfolded; split the file"]


def test_it_reads_an_alias() -> None:
    text = f"{HEAD}topics: [{{id: x, name: &name X}}, {{id: y, name: *name}}]"
    (document,) = read_texts([("t.yaml", text.encode())])
    assert [topic.name for topic in document.topics] == ["X", "X"]


def test_it_refuses_a_file_that_is_too_large() -> None:
    assert mistakes(b"#" * (MAX_BYTES + 1)) == ["t.yaml:1: larger than 20 MB; split the file"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "t.json:1: not readable as JSON at the end of the file: a value is expected: text in double quotes, a number,"
         " true, false, null, [ or {"),
        ('{"longstop": 1,\n"timeline": {"id": "t", "title": "T",}}',
         "t.json:2: not readable as JSON at '}': the name of a field in double quotes is expected"),
        ('{"longstop": 1,\n"timeline": {"id": "t" "title": 1}}', "t.json:2: not readable as JSON at '\"': a comma or } is expected"),
        ('{"longstop"\n 1}', "t.json:2: not readable as JSON at '1': a colon is expected"),
        ('["a" 1]', "t.json:1: not readable as JSON at '1': a comma or ] is expected"),
        ("{}\n{}", "t.json:2: not readable as JSON at '{': nothing is expected after the end of the value"),
        ('{"longstop": "1', "t.json:1: not readable as JSON at '\"': Unterminated string starting at"),
        ('{"longstop": "\\ud800"}', "t.json:1: not readable as JSON at '\"': the text has half of a surrogate pair"),
        ("[" * 5000, "t.json:1: nested more than 30 levels deep; a timeline file has 5"),
    ],
)  # fmt: skip
def test_it_tells_what_is_no_json(text: str, expected: str) -> None:
    assert mistakes(text, "t.json") == [expected]


def test_json_mistakes_have_lines_and_keys_given_twice_are_mistakes() -> None:
    text = '{"longstop": 1,\n "timeline": {"id": "t",\n  "id": "u", "title": false}\n}'
    assert mistakes(text, "t.json") == [
        "t.json:3: timeline.id: given twice, first in line 2",
        "t.json:3: timeline.title: found the truth value false; text of at most 300 characters is expected,"
        " in quotes if the word is meant",
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("known_from: 2025-1-3", "events[0].known_from: '2025-1-3' is no day; a day such as 2025-01-20 is expected"),
        ("known_from: 2025-02-29",
         "events[0].known_from: the day '2025-02-29' does not exist; a day such as 2025-01-20 is expected"),
        ("summary: [a]", "events[0].summary: found a list; text of at most 5,000 characters is expected"),
        (f"summary: {'a' * 5001}", "events[0].summary: 5,001 characters long; at most 5,000 are allowed"),
        ('summary: "a\\0b"', "events[0].summary: contains the control character U+0000; text of at most 5,000 characters is expected"),
        ("topics: tiktok", "events[0].topics: found 'tiktok'; a list, each item the id of a topic, is expected"),
        ("topics: [{a: b}]", "events[0].topics[0]: found a mapping; the id of a topic is expected"),
        ("topics: [a]", "events[0].topics[0]: no topic has the id 'a'; nothing is defined"),
        ("citations: [{quote: q}]", "events[0].citations[0].source: missing; the id of a source is expected"),
        ("effects: [{on: e, does: x}]", "events[0].effects[0].does: 'x' is not allowed; allowed are extend, restart, suspend,"
         " resume, satisfy, rescind, reinstate, void, supersede, announce, propose, adopt, take-effect, amend, repeal, expire"),
        ("certainty: sure", "events[0].certainty: 'sure' is not allowed; allowed are confirmed, reported, planned, disputed"),
    ],
)  # fmt: skip
def test_it_tells_what_is_wrong_with_an_event(fields: str, expected: str) -> None:
    assert mistakes(event(fields))[0] == f"t.yaml:4: {expected}"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", "deadlines[0].rule.trigger: missing; a rule needs trigger: with period:, or stated: with a day"),
        ("trigger: e", "deadlines[0].rule.period: missing; a rule needs trigger: with period:, or stated: with a day"),
        ("period: 3 days",
         "deadlines[0].rule.period: has nothing to be counted from; trigger: with an event or a deadline is expected"),
        ("trigger: e, period: 75", "deadlines[0].rule.period: period '75' is not understood at '75'; write whole numbers with"
         ' years, months, weeks, days, working days, clear days or hours, such as "75 days", "10 working days",'
         ' "1 year 6 months" or "72 hours"'),
        ("stated: 2025-05", "deadlines[0].rule.stated: '2025-05' is no day; a day such as 2025-01-20 is expected"),
        ("stated: 2025-05-01, time: 17", "deadlines[0].rule.time: '17' is no clock time; a clock time from \"00:00\" to"
         ' "23:59" is expected'),
        ("stated: 2025-05-01, timezone: Europe/Brusels",
         "deadlines[0].rule.timezone: 'Europe/Brusels' is no time zone; did you mean 'Europe/Brussels'?"),
        ("trigger: d, period: 3 days", "deadlines[0].rule.trigger: deadlines trigger each other in a circle: d → d"),
        ("trigger: e, period: 3 days, from: start",
         "deadlines[0].rule.from: belongs to a deadline as trigger; this trigger is an event"),
        ("stated: 2025-05-01, from: start",
         "deadlines[0].rule.from: belongs to a deadline as trigger, which is missing"),
        ("trigger: f, period: 3 days", "deadlines[0].rule.trigger: no event or deadline has the id 'f'; defined are e, d"),
    ],
)  # fmt: skip
def test_it_tells_what_is_wrong_with_a_rule(rule: str, expected: str) -> None:
    assert mistakes(deadline(rule)) == [f"t.yaml:5: {expected}"]


def test_an_unknown_convention_and_calendar_are_told_with_those_that_are_known() -> None:
    found = mistakes(deadline("trigger: e, period: 3 days, convention: us-frpc-6, calendar: mars"))
    assert [each.partition(";")[0] for each in found] == [
        "t.yaml:5: deadlines[0].rule.convention: there is no counting convention 'us-frpc-6'",
        "t.yaml:5: deadlines[0].rule.calendar: there is no calendar 'mars'",
    ]
    assert "us-frcp-6" in found[0]
    assert "us-federal" in found[1]


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        ("does: extend", "does: extend needs until: with a day or by: with a period"),
        ("does: supersede", "does: supersede needs by_deadline: with the deadline that takes its place"),
        ("does: satisfy, until: 2025-01-01", "until: does not belong to satisfy; it belongs to extend, suspend, resume, announce"),
        ("does: extend, until: 2025-01-01, from: event", "from: belongs to by:, which is missing"),
        ("does: repeal", "does: repeal cannot be done to a deadline, which 'd' is; allowed are announce, extend, reinstate,"
         " rescind, restart, resume, satisfy, supersede, suspend, void"),
    ],
)  # fmt: skip
def test_an_effect_has_what_it_needs_and_fits_its_target(effect: str, expected: str) -> None:
    text = event(f"effects: [{{on: d, {effect}}}]") + "deadlines: [{id: d, title: D, rule: {stated: 2025-05-01}}]\n"
    assert mistakes(text) == [f"t.yaml:4: events[0].effects[0].{expected}"]


def test_an_effect_of_deadlines_cannot_be_had_on_a_policy() -> None:
    text = event("effects: [{on: p, does: extend, until: 2025-05-01}]") + "policies: [{id: p, title: P}]\n"
    assert mistakes(text) == [
        "t.yaml:4: events[0].effects[0].does: extend cannot be done to a policy, which 'p' is; allowed are adopt, amend,"
        " announce, expire, propose, repeal, resume, suspend, take-effect, void"
    ]


def test_policies_and_deadlines_share_their_ids() -> None:
    text = f"{HEAD}policies: [{{id: x, title: P}}]\ndeadlines:\n- {{id: x, title: D, rule: {{stated: 2025-05-01}}}}\n"
    assert mistakes(text) == [
        "t.yaml:5: deadlines[0].id: 'x' is the id of a policy already; ids are unique across policies and deadlines"
    ]


def test_a_circle_of_triggers_names_its_members() -> None:
    chain = "".join(
        f"- {{id: {one}, title: D, rule: {{trigger: {other}, period: 1 day}}}}\n"
        for one, other in ("ab", "bc", "cb", "dc")
    )
    assert mistakes(f"{HEAD}deadlines:\n{chain}") == [
        "t.yaml:5: deadlines[1].rule.trigger: deadlines trigger each other in a circle: b → c → b"
    ]


def test_a_trigger_that_names_an_event_and_a_deadline_is_not_clear() -> None:
    text = f"{HEAD}events: [{{id: x, title: X, date: 2025-01-01}}]\ndeadlines:\n- {{id: x, title: D, rule: {{stated: 2025-05-01}}}}\n"
    text += "- {id: y, title: D, rule: {trigger: x, period: 1 day}}\n"
    assert mistakes(text) == [
        "t.yaml:6: deadlines[1].rule.trigger: 'x' is the id of an event and of a deadline, so the trigger is not clear;"
        " rename one"
    ]


def test_files_may_share_records_as_long_as_they_agree() -> None:
    one = f"{HEAD}topics: [{{id: x, name: X}}]\n".encode()
    other = b"longstop: 1\ntimeline: {id: u, title: U, topics: [x]}\n"
    shared = other + b"topics: [{id: x, name: X}]\n"
    assert len(read_texts([("a.yaml", one), ("b.yaml", shared)])) == 2
    assert len(read_texts([("b.yaml", other), ("a.yaml", one)])) == 2
    with pytest.raises(FileMistakes) as raised:
        read_texts([("a.yaml", one), ("b.yaml", shared.replace(b"X", b"Y")), ("c.yaml", one)])
    assert [str(mistake) for mistake in raised.value.mistakes] == [
        "b.yaml:3: topics[0].id: another file says something else of the topic 'x'",
        "c.yaml:2: timeline.id: 't' is the timeline of a.yaml already",
    ]


def test_a_file_that_cannot_be_read_does_not_make_the_references_of_another_wrong() -> None:
    with pytest.raises(FileMistakes) as raised:
        read_texts(
            [("a.yaml", b"a: ["), ("b.yaml", b"longstop: 1\ntimeline: {id: u, title: U, topics: [x], foo: 1}\n")]
        )
    assert [(each.file, each.path) for each in raised.value.mistakes] == [("a.yaml", ""), ("b.yaml", "timeline.foo")]


def test_what_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    for path, sentence in (
        (tmp_path / "nope.yaml", f"{tmp_path}/nope.yaml does not exist"),
        (tmp_path, f"{tmp_path} is a directory; a timeline file is expected"),
        ("a\0b", "a\0b cannot be read: embedded null byte"),
    ):
        with pytest.raises(FileNotReadable) as raised:
            read_files([path])
        assert str(raised.value) == sentence


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_in_a_file_ends_in_a_document_or_in_mistakes(data: st.DataObject) -> None:
    text = PAUSE.encode()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        until = data.draw(st.integers(at, min(len(text), at + 40)))
        piece = st.sampled_from(
            [
                b"",
                b"{",
                b"[",
                b"]",
                b"}",
                b": ",
                b"\n- ",
                b"&a ",
                b"*a",
                b"!!int ",
                b"|\n",
                b"\0",
                b"\xff",
                b"null",
                b"true",
                b"?",
            ]
        )
        text = text[:at] + data.draw(st.one_of(piece, st.binary(max_size=8))) + text[until:]
    for name in ("a.yaml", "a.json"):
        try:
            read_texts([(name, text)])
        except FileMistakes as error:
            assert error.mistakes
            assert all(mistake.line >= 1 and mistake.text for mistake in error.mistakes)
