"""Editors and publishers translate: the parts of a record are theirs to write, and a translation is one of them."""

from __future__ import annotations

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACTIONS = ("add", "change", "delete", "view")


def allow_translations(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give both groups, where the installation still has them, the permissions on translations."""
    # Django writes permissions after the last migration only, so those that are still missing are written here.
    ContentType: Any = apps.get_model("contenttypes", "ContentType")
    Permission: Any = apps.get_model("auth", "Permission")
    Group: Any = apps.get_model("auth", "Group")
    content_type, _created = ContentType.objects.get_or_create(app_label="timeline", model="translation")
    permissions = [
        Permission.objects.get_or_create(
            content_type=content_type, codename=f"{action}_translation", defaults={"name": f"Can {action} translation"}
        )[0]
        for action in ACTIONS
    ]
    for group in Group.objects.filter(name__in=("Editor", "Publisher")):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("timeline", "0008_languages_of_records")]

    operations = [migrations.RunPython(allow_translations, migrations.RunPython.noop)]
