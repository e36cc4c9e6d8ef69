"""Pictures of events; editors and publishers add them, because they are a part of a record."""

from __future__ import annotations

from typing import Any

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACTIONS = ("add", "change", "delete", "view")


def allow_pictures(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give both groups, where the installation still has them, the permissions on pictures."""
    # Django writes permissions after the last migration only, so those that are still missing are written here.
    ContentType: Any = apps.get_model("contenttypes", "ContentType")
    Permission: Any = apps.get_model("auth", "Permission")
    Group: Any = apps.get_model("auth", "Group")
    content_type, _created = ContentType.objects.get_or_create(app_label="timeline", model="picture")
    permissions = [
        Permission.objects.get_or_create(
            content_type=content_type, codename=f"{action}_picture", defaults={"name": f"Can {action} picture"}
        )[0]
        for action in ACTIONS
    ]
    for group in Group.objects.filter(name__in=("Editor", "Publisher")):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0004_parked_and_followed_per_endpoint"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalPicture",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("digest", models.CharField(db_index=True, editable=False, max_length=32, verbose_name="file")),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="width")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="height")),
                ("added_at", models.DateTimeField(editable=False, verbose_name="added at")),
                (
                    "alt",
                    models.CharField(
                        help_text="What is to be seen, for those who do not see it. In the language of the event.",
                        max_length=500,
                        verbose_name="text alternative",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=500, verbose_name="caption")),
                (
                    "credit",
                    models.CharField(
                        help_text="Whose picture it is, as they want to be named.",
                        max_length=200,
                        verbose_name="credit",
                    ),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True, help_text="Such as CC BY 4.0.", max_length=200, verbose_name="licence"
                    ),
                ),
                (
                    "licence_url",
                    models.URLField(
                        blank=True,
                        help_text="http or https only.",
                        max_length=1000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="address of the licence",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical picture",
                "verbose_name_plural": "historical pictures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(db_index=True, editable=False, max_length=32, verbose_name="file")),
                ("width", models.PositiveIntegerField(editable=False, verbose_name="width")),
                ("height", models.PositiveIntegerField(editable=False, verbose_name="height")),
                ("added_at", models.DateTimeField(editable=False, verbose_name="added at")),
                (
                    "alt",
                    models.CharField(
                        help_text="What is to be seen, for those who do not see it. In the language of the event.",
                        max_length=500,
                        verbose_name="text alternative",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=500, verbose_name="caption")),
                (
                    "credit",
                    models.CharField(
                        help_text="Whose picture it is, as they want to be named.",
                        max_length=200,
                        verbose_name="credit",
                    ),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True, help_text="Such as CC BY 4.0.", max_length=200, verbose_name="licence"
                    ),
                ),
                (
                    "licence_url",
                    models.URLField(
                        blank=True,
                        help_text="http or https only.",
                        max_length=1000,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="address of the licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
            },
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("width", models.PositiveIntegerField(verbose_name="width")),
                ("content", models.BinaryField(verbose_name="content")),
            ],
            options={
                "verbose_name": "rendition",
                "verbose_name_plural": "renditions",
            },
        ),
        migrations.AddField(
            model_name="historicaltranslation",
            name="picture_alt",
            field=models.CharField(blank=True, max_length=500, verbose_name="text alternative of the picture"),
        ),
        migrations.AddField(
            model_name="historicaltranslation",
            name="picture_caption",
            field=models.CharField(blank=True, max_length=500, verbose_name="caption of the picture"),
        ),
        migrations.AddField(
            model_name="translation",
            name="picture_alt",
            field=models.CharField(blank=True, max_length=500, verbose_name="text alternative of the picture"),
        ),
        migrations.AddField(
            model_name="translation",
            name="picture_caption",
            field=models.CharField(blank=True, max_length=500, verbose_name="caption of the picture"),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("event__isnull", False), models.Q(("picture_alt", ""), ("picture_caption", "")), _connector="OR"
                ),
                name="translation_of_a_picture_is_one_of_an_event",
            ),
        ),
        migrations.AddField(
            model_name="historicalpicture",
            name="event",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="timeline.event",
            ),
        ),
        migrations.AddField(
            model_name="historicalpicture",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="picture",
            name="event",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="picture", to="timeline.event"
            ),
        ),
        migrations.AddField(
            model_name="rendition",
            name="picture",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="renditions", to="timeline.picture"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(fields=("picture", "width"), name="rendition_once_per_width"),
        ),
        migrations.RunPython(allow_pictures, migrations.RunPython.noop),
    ]
