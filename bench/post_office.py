"""django-post-office beside us: the same letter to as many readers, from its own queue in a database of the same server.

Used as its documentation says a queue of many is: a template in the database, filled in on delivery with what is personal
(`send_many`, `render_on_delivery`), sent by `send_queued_mail` with several processes, each with its threads.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

BATCH = 1_000
"""Its own default of 100 starts its processes anew for each hundred mails."""


def _set_up() -> None:
    import dj_database_url
    import django
    from django.conf import settings

    from tracker.database import tuned

    settings.configure(
        INSTALLED_APPS=["django.contrib.contenttypes", "post_office"],
        DATABASES={"default": tuned(dj_database_url.parse(os.environ["DATABASE_URL"], conn_max_age=60))},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
        EMAIL_HOST=os.environ["EMAIL_HOST"],
        EMAIL_PORT=int(os.environ["EMAIL_PORT"]),
        EMAIL_TIMEOUT=10,
        DEFAULT_FROM_EMAIL="longstop@localhost",
        SECRET_KEY="nothing is signed",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        # Failures alone are logged, as here.
        POST_OFFICE={"BATCH_SIZE": BATCH, "LOG_LEVEL": 1, "MESSAGE_ID_ENABLED": True, "MESSAGE_ID_FQDN": "localhost"},
    )
    django.setup()
    logging.getLogger("post_office").setLevel(logging.WARNING)


def _queue(number: int, letter: dict[str, str]) -> None:
    from post_office import mail
    from post_office.models import EmailTemplate

    template, _ = EmailTemplate.objects.get_or_create(
        name="reminder",
        defaults={"subject": letter["subject"], "content": letter["text"], "html_content": letter["html"]},
    )
    # Signing the links is left out: it has been done.
    for first in range(0, number, BATCH):
        mail.send_many([_mail(reader, letter, template) for reader in range(first, min(first + BATCH, number))])


def _mail(reader: int, letter: dict[str, str], template: Any) -> dict[str, Any]:
    unsubscribe = f"{letter['unsubscribe']}{reader}"
    return {
        "recipients": [f"reader-{reader}@readers.example"],
        "template": template,
        "context": {"unsubscribe": unsubscribe, "manage": f"{letter['manage']}{reader}"},
        "headers": {
            "Reply-To": "longstop@localhost",
            "Auto-Submitted": "auto-generated",
            "Content-Language": "en",
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": "<the-pause.deadline.localhost>",
        },
        "render_on_delivery": True,
    }


def _send(number: int, processes: int, letter: dict[str, str], lock: str) -> dict[str, float]:
    from django.core.management import call_command
    from post_office.models import STATUS, Email

    call_command("migrate", verbosity=0)
    _queue(BATCH, letter)
    call_command("send_queued_mail", processes=processes, lockfile=lock)
    _queue(number, letter)
    begun = time.monotonic()
    call_command("send_queued_mail", processes=processes, lockfile=lock)
    ended = time.monotonic()
    if (sent := Email.objects.filter(status=STATUS.sent).count()) != BATCH + number:
        raise RuntimeError(f"{sent} mails are marked sent")
    Email.objects.all().delete()
    return {"sent": number, "begun": begun, "ended": ended}


def main() -> None:
    number, processes, letter = sys.argv[1:]
    _set_up()
    lock = str(Path(letter).with_name("lock"))
    print(json.dumps(_send(int(number), int(processes), json.loads(Path(letter).read_text()), lock)))


if __name__ == "__main__":
    main()
