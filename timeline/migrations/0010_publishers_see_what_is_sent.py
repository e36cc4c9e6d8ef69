"""Publishers see deliveries since there are groups; they see as well what deliveries became since: digests, webhooks, bounces."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SEEN = (
    "bounce",
    "confirmation",
    "digest",
    "maildomain",
    "sweeprun",
    "webhookattempt",
    "webhookendpoint",
    "webhooknotice",
    "webhooktest",
)


def allow_viewing(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the group Publisher, where the installation still has it, the right to view them."""
    # Django writes permissions after the last migration only, so those that are still missing are written here.
    ContentType: Any = apps.get_model("contenttypes", "ContentType")
    Permission: Any = apps.get_model("auth", "Permission")
    Group: Any = apps.get_model("auth", "Group")
    permissions = []
    for model in SEEN:
        options: Any = apps.get_model("timeline", model)._meta
        content_type, _created = ContentType.objects.get_or_create(app_label="timeline", model=model)
        permission, _created = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"view_{model}",
            defaults={"name": f"Can view {options.verbose_name_raw}"},
        )
        permissions.append(permission)
    for group in Group.objects.filter(name="Publisher"):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0009_translators")]

    operations = [migrations.RunPython(allow_viewing, migrations.RunPython.noop)]
