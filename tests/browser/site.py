"""The demonstration as a visitor meets it: web server, worker, broker and mail server in processes of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.installation import Databases, Installation
from tests.services.smtp import Received, SmtpSink
from tests.services.valkey import Valkey

DEMONSTRATION = ("demo/ai-chips-and-tiktok.yaml", "demo/eu-ai-act.yaml")


@dataclass(frozen=True)
class Site:
    """A running installation with both demonstration timelines and a superuser `editor`, password `correct horse`."""

    address: str
    installation: Installation

    def mail_to(self, address: str, subject: str) -> Received:
        """The newest mail to an address whose subject holds those words, waited for."""

        def wanted(each: Received) -> bool:
            return address in each.recipients and subject in str(each.message["subject"])

        found = self.installation.mail.wait_until(lambda messages: any(wanted(each) for each in messages))
        return [each for each in found if wanted(each)][-1]


def links_in(mail: Received, path: str) -> list[str]:
    """The addresses in the text of a mail whose path begins so."""
    return re.findall(rf"https?://[^\s/]+{re.escape(path)}\S*", mail.part("plain"))


@contextmanager
def running(databases: Databases, directory: Path) -> Iterator[Site]:
    """Start it on a database of `databases`, its files under `directory`; everything is gone when the block is left."""
    with databases.fresh() as database, Valkey() as valkey, SmtpSink() as mail:
        environment = {
            # The styles and scripts come from where they are written.
            "TEST_STATIC_FILES": "true",
            "DJANGO_SUPERUSER_PASSWORD": "correct horse",
            "DJANGO_SUPERUSER_EMAIL": "editor@longstop.example",
        }
        installation = Installation(database, valkey.url(), mail, directory, **environment)
        installation.manage("loadtimeline", *DEMONSTRATION)
        installation.manage("createsuperuser", "--noinput", "--username", "editor")
        with installation.web() as web:
            # Links in mail lead to this server.
            installation.environment |= {"SITE_URL": web.address}
            with installation.worker():
                yield Site(web.address, installation)
