"""The groups Editor and Publisher, so that a new installation has a division of labour to put people into.

Editors write drafts; publishers also publish, retract, and change what is published. An installation may give either
group more or less afterwards: this runs once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECORDS = ("source", "event", "policy", "deadline", "timeline", "calendarclosure", "calendaryear")
PARTS = ("citation", "effect", "identifier", "rule")
SHARED = ("topic", "actor", "jurisdiction")
COMPUTED = ("outcome", "recomputerequest", "alert")
READERS = ("delivery", "subscriber", "subscription", "leadtime")

EDITOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys((*RECORDS, *PARTS), ("add", "change", "delete", "view")),
    **dict.fromkeys(SHARED, ("add", "change", "view")),
    **dict.fromkeys(COMPUTED, ("view",)),
}
PUBLISHER: dict[str, tuple[str, ...]] = {
    **EDITOR,
    **{name: (*EDITOR[name], "publish") for name in RECORDS},
    **{name: (*EDITOR[name], "delete") for name in SHARED},
    **dict.fromkeys(READERS, ("view",)),
}


def create_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create both groups with their permissions; a group that exists already keeps its own."""
    Group: Any = apps.get_model("auth", "Group")
    for name, allowed in (("Editor", EDITOR), ("Publisher", PUBLISHER)):
        group, created = Group.objects.get_or_create(name=name)
        if created:
            group.permissions.set(list(_permissions(apps, allowed)))


def _permissions(apps: Apps, allowed: Mapping[str, tuple[str, ...]]) -> Iterator[Any]:
    # Django writes permissions after the last migration only, so those that are still missing are written here.
    ContentType: Any = apps.get_model("contenttypes", "ContentType")
    Permission: Any = apps.get_model("auth", "Permission")
    for model_name, actions in allowed.items():
        options: Any = apps.get_model("timeline", model_name)._meta
        content_type, _created = ContentType.objects.get_or_create(app_label="timeline", model=model_name)
        for action in actions:
            permission, _created = Permission.objects.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model_name}",
                defaults={"name": f"Can {action} {options.verbose_name_raw}"},
            )
            yield permission


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_groups, migrations.RunPython.noop)]
