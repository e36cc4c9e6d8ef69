"""The edition in parts, so that editing transactions do not wait for each other."""

from datetime import UTC, datetime
from typing import Any

from django.db import migrations


def number_anew(apps: Any, schema_editor: Any) -> None:
    """Let the database choose the key: it had been given, so that the next one chosen would have been the same."""
    edition = apps.get_model("timeline", "Edition")
    edition.objects.all().delete()
    edition.objects.create(number=1, changed_at=datetime.now(UTC))


class Migration(migrations.Migration):
    dependencies = [("timeline", "0004_mail_domains_of_their_own")]

    operations = [
        migrations.RemoveConstraint(model_name="edition", name="edition_only_one"),
        migrations.RunPython(number_anew, migrations.RunPython.noop, elidable=True),
    ]
