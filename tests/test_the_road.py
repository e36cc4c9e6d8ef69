"""The whole road: a file into an empty database, a reader who follows, an editor who extends, the mail and the page."""

from __future__ import annotations

import re
import time
from datetime import UTC, date, datetime, timedelta

from tests.services.installation import Installation
from tests.services.patience import HANGS
from tests.services.smtp import Received
from tests.services.visitor import Page, Visitor

DEADLINE = "ai-act-sandboxes"
ADDRESS = "reader@example.org"


def test_a_reader_is_told_when_an_editor_extends_a_deadline(installation: Installation) -> None:
    installation.environment |= {
        "DJANGO_SUPERUSER_PASSWORD": "correct horse",
        "DJANGO_SUPERUSER_EMAIL": "a@example.org",
    }
    installation.manage("loadtimeline", "demo/eu-ai-act.yaml")
    installation.manage("createsuperuser", "--noinput", "--username", "editor")

    with installation.web() as web:
        # Links in mail lead to this server.
        installation.environment |= {"SITE_URL": web.address}
        with installation.worker():
            _walk(installation, web.address)


def _walk(installation: Installation, site: str) -> None:
    due = _today() + timedelta(days=1000)
    reader, editor = Visitor(site), Visitor(site)
    before = reader.get(f"/deadlines/{DEADLINE}/")
    assert "2 August 2027" in before.text

    _follow(reader, installation)
    _extend(editor, due)

    mail = _mail(installation, f"Moved to {due.day} {due:%B %Y}")
    _is_the_notice(mail, site, due)
    after = _page_that_says(reader, f"{due.day} {due:%B %Y}")
    assert "The Commission gives more time" in after.text
    # Known before it moved, the page still has the old date.
    then = reader.get(f"/deadlines/{DEADLINE}/?known_on=2026-08-01")
    assert "2 August 2027" in then.text
    assert "The Commission gives more time" not in then.text

    _unsubscribe(reader, mail)


def _today() -> date:
    return datetime.now(UTC).date()


def _follow(reader: Visitor, installation: Installation) -> None:
    form = reader.get(f"/subscribe/?deadline={DEADLINE}")
    sent = reader.submit(form, "form[method=post]", email=ADDRESS)
    assert sent.status == 200
    (confirmation,) = installation.mail.wait_for(1)
    link = re.search(r"http://\S+/subscriptions/confirm/\S+", confirmation.part("plain"))
    assert link is not None
    page = reader.get(link[0])
    assert page.status == 200
    # Opening the link changed nothing: a scanner that opens it confirms nothing.
    assert len(installation.mail.messages) == 1
    assert reader.submit(page, "form[method=post]").status == 200


def _extend(editor: Visitor, due: date) -> None:
    login = editor.get("/admin/login/?next=/admin/")
    assert editor.submit(login, "form[method=post]", username="editor", password="correct horse").status == 200
    form = editor.get("/admin/timeline/event/add/")
    saved = editor.submit(
        form,
        "#event_form",
        title="The Commission gives more time",
        slug="more-time",
        date=_today().isoformat(),
        kind="publication",
        certainty="confirmed",
        citations__TOTAL_FORMS="1",
        citations__0__source=_key(editor, "source", "1744"),
        citations__0__quote="shall apply later",
        citations__0__position="0",
        effects__TOTAL_FORMS="1",
        effects__0__does="extend",
        effects__0__on_deadline=_key(editor, "deadline", DEADLINE),
        effects__0__until=due.isoformat(),
        effects__0__position="0",
    )
    assert saved.address.endswith("/admin/timeline/event/"), saved.text
    event = _key(editor, "event", "more-time")
    asked = editor.get(f"/admin/timeline/event/{event}/publish/")
    published = editor.submit(asked, "#content form[method=post]:has(button[value=yes])", post="yes")
    assert published.address.endswith("/change/"), published.text


def _key(editor: Visitor, model: str, search: str) -> str:
    """The key of the one record the admin's search finds."""
    page = editor.get(f"/admin/timeline/{model}/?q={search}")
    keys = sorted({int(key) for key in re.findall(rf"/admin/timeline/{model}/(\d+)/change/", page.body)})
    assert keys, page.text
    return str(keys[0])


def _mail(installation: Installation, subject: str) -> Received:
    def arrived(messages: list[Received]) -> bool:
        return any(subject in str(each.message["subject"]) for each in messages)

    found = installation.mail.wait_until(arrived)
    return next(each for each in found if subject in str(each.message["subject"]))


def _is_the_notice(mail: Received, site: str, due: date) -> None:
    message = mail.message
    assert mail.recipients == (ADDRESS,)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{site}/subscriptions/unsubscribe/" in str(message["List-Unsubscribe"])
    for body in (mail.part("plain"), mail.part("html")):
        assert "The Commission gives more time" in body
        assert f"{due.day} {due:%B %Y}" in body
        assert "2 August 2027" in body
        assert f"{site}/deadlines/{DEADLINE}/" in body
        assert f"{site}/subscriptions/unsubscribe/" in body
    assert "shall apply later" in mail.part("plain")


def _page_that_says(reader: Visitor, words: str) -> Page:
    deadline = time.monotonic() + HANGS
    while words not in (page := reader.get(f"/deadlines/{DEADLINE}/")).text:
        assert time.monotonic() < deadline, f"the page does not say {words!r}: {page.text[:800]}"
        time.sleep(0.1)
    return page


def _unsubscribe(reader: Visitor, mail: Received) -> None:
    link = str(mail.message["List-Unsubscribe"]).strip(" <>")
    page = reader.get(link)
    assert page.status == 200
    ended = reader.submit(page, "form[method=post]")
    assert ended.status == 200
    assert "ended" in ended.text.lower() or "no more" in ended.text.lower()
