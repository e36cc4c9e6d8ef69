"""Editors declare days and years of calendars, publishers publish and retract them: the rights of both groups, once."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECORDS = ("calendarclosure", "calendaryear")
GROUPS = {
    "Editor": ("add", "change", "delete", "view"),
    "Publisher": ("add", "change", "delete", "view", "publish"),
}


def grant(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the rights to the groups that an installation still has; it may have renamed or removed them."""
    Group: Any = apps.get_model("auth", "Group")
    # Django writes permissions after the last migration only, so those that are still missing are written here.
    ContentType: Any = apps.get_model("contenttypes", "ContentType")
    Permission: Any = apps.get_model("auth", "Permission")
    for record in RECORDS:
        options: Any = apps.get_model("timeline", record)._meta
        content_type, _created = ContentType.objects.get_or_create(app_label="timeline", model=record)
        for name, actions in GROUPS.items():
            allowed = [
                Permission.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{record}",
                    defaults={"name": f"Can {action} {options.verbose_name_raw}"},
                )[0]
                for action in actions
            ]
            for group in Group.objects.filter(name=name):
                group.permissions.add(*allowed)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0007_calendar_closures"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
