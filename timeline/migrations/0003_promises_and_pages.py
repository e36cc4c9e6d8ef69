"""What alerts and public pages lack: digests, webhooks, bounces, mail domains, the edition, and records in several languages."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# The parts of a record are an editor's to write, and a translation is one of them.
EDITOR: dict[str, tuple[str, ...]] = {"translation": ("add", "change", "delete", "view")}
# Publishers see deliveries since there are groups, and as well what belongs to them.
PUBLISHER: dict[str, tuple[str, ...]] = {
    **EDITOR,
    **dict.fromkeys(
        (
            "bounce",
            "confirmation",
            "digest",
            "maildomain",
            "sweeprun",
            "webhookattempt",
            "webhookendpoint",
            "webhooknotice",
            "webhooktest",
        ),
        ("view",),
    ),
}


def begin_editions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the edition its first part."""
    Edition: Any = apps.get_model("timeline", "Edition")
    Edition.objects.create(number=1, changed_at=datetime.now(UTC))


def allow_what_is_new(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give both groups, where the installation still has them, the permissions on the models made here."""
    Group: Any = apps.get_model("auth", "Group")
    for name, allowed in (("Editor", EDITOR), ("Publisher", PUBLISHER)):
        for group in Group.objects.filter(name=name):
            group.permissions.add(*_permissions(apps, allowed))


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
        ("timeline", "0002_editor_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bounce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("permanent", "refused for good"),
                            ("temporary", "refused for now"),
                            ("complaint", "complaint"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("event_key", models.CharField(max_length=255, unique=True, verbose_name="key of the event")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="description")),
                ("at", models.DateTimeField(verbose_name="at")),
            ],
            options={
                "verbose_name": "bounce",
                "verbose_name_plural": "bounces",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("gathered", "waits for a digest"),
                            ("pending", "pending"),
                            ("claimed", "claimed"),
                            ("inflight", "in flight"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("suppressed", "suppressed"),
                            ("superseded", "superseded"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("token", models.UUIDField(blank=True, editable=False, null=True, verbose_name="claim token")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="lease until")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
                (
                    "cadence",
                    models.CharField(
                        choices=[("at-once", "at once"), ("daily", "once a day"), ("weekly", "once a week")],
                        max_length=7,
                        verbose_name="cadence",
                    ),
                ),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("moment", models.DateTimeField(verbose_name="moment")),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "ordering": ["due_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(default=0, verbose_name="number")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
            ],
            options={
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
            },
        ),
        migrations.CreateModel(
            name="HistoricalTranslation",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("summary", models.TextField(blank=True, max_length=5000, verbose_name="summary")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical translation",
                "verbose_name_plural": "historical translations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="MailDomain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, unique=True, verbose_name="domain")),
                (
                    "rate",
                    models.FloatField(
                        blank=True,
                        help_text="Empty: that of the setting ALERTS_DOMAIN_RATE.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0.01)],
                        verbose_name="mails a minute",
                    ),
                ),
                (
                    "burst",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="After a rest. Empty: that of the setting ALERTS_DOMAIN_BURST.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="mails at once",
                    ),
                ),
                ("tokens", models.FloatField(default=0, verbose_name="tokens")),
                ("refilled_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="refilled at")),
                ("closed_until", models.DateTimeField(blank=True, null=True, verbose_name="closed until")),
                ("closings", models.PositiveSmallIntegerField(default=0, verbose_name="closings in a row")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ],
            options={
                "verbose_name": "mail domain",
                "verbose_name_plural": "mail domains",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="SweepRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="name")),
                ("finished_at", models.DateTimeField(verbose_name="finished at")),
            ],
            options={
                "verbose_name": "sweep",
                "verbose_name_plural": "sweeps",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Translation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=12, verbose_name="language")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("summary", models.TextField(blank=True, max_length=5000, verbose_name="summary")),
            ],
            options={
                "verbose_name": "translation",
                "verbose_name_plural": "translations",
                "ordering": ["language", "pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("milliseconds", models.PositiveIntegerField(verbose_name="milliseconds")),
                ("status", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="status")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="error")),
                ("body", models.CharField(blank=True, max_length=500, verbose_name="beginning of the answer")),
            ],
            options={
                "verbose_name": "webhook attempt",
                "verbose_name_plural": "webhook attempts",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookEndpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("url", models.URLField(max_length=500, verbose_name="address")),
                (
                    "secret",
                    models.CharField(
                        editable=False,
                        help_text="whsec_ and base64; it signs each message.",
                        max_length=100,
                        verbose_name="secret",
                    ),
                ),
                (
                    "previous_secret",
                    models.CharField(
                        blank=True,
                        editable=False,
                        help_text="It signs as well for a while after a rotation.",
                        max_length=100,
                        verbose_name="previous secret",
                    ),
                ),
                ("rotated_at", models.DateTimeField(blank=True, null=True, verbose_name="secret rotated at")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("failing_since", models.DateTimeField(blank=True, null=True, verbose_name="failing since")),
                ("disabled_at", models.DateTimeField(blank=True, null=True, verbose_name="disabled at")),
                ("disabled_reason", models.CharField(blank=True, max_length=500, verbose_name="reason of disabling")),
            ],
            options={
                "verbose_name": "webhook endpoint",
                "verbose_name_plural": "webhook endpoints",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WebhookNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("gathered", "waits for a digest"),
                            ("pending", "pending"),
                            ("claimed", "claimed"),
                            ("inflight", "in flight"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("suppressed", "suppressed"),
                            ("superseded", "superseded"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("token", models.UUIDField(blank=True, editable=False, null=True, verbose_name="claim token")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="lease until")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
            ],
            options={
                "verbose_name": "webhook notice",
                "verbose_name_plural": "webhook notices",
                "ordering": ["due_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WebhookTest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("gathered", "waits for a digest"),
                            ("pending", "pending"),
                            ("claimed", "claimed"),
                            ("inflight", "in flight"),
                            ("sent", "sent"),
                            ("failed", "failed"),
                            ("suppressed", "suppressed"),
                            ("superseded", "superseded"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                ("token", models.UUIDField(blank=True, editable=False, null=True, verbose_name="claim token")),
                ("lease_until", models.DateTimeField(blank=True, null=True, verbose_name="lease until")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.CharField(blank=True, max_length=500, verbose_name="last error")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="sent at")),
            ],
            options={
                "verbose_name": "webhook test message",
                "verbose_name_plural": "webhook test messages",
                "ordering": ["due_at", "pk"],
                "abstract": False,
            },
        ),
        migrations.AlterModelOptions(
            name="leadtime",
            options={"ordering": ["-days", "unit"], "verbose_name": "lead time", "verbose_name_plural": "lead times"},
        ),
        migrations.RemoveConstraint(
            model_name="alert",
            name="reminder_once_per_outcome_and_lead_time",
        ),
        migrations.RemoveConstraint(
            model_name="delivery",
            name="delivery_once_per_alert_subscriber_channel",
        ),
        migrations.RemoveConstraint(
            model_name="leadtime",
            name="lead_time_once_per_subscription",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_timeline",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_policy",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_topic",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_actor",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_deadline",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_everything",
        ),
        migrations.RemoveConstraint(
            model_name="subscription",
            name="subscription_once_per_search",
        ),
        migrations.RemoveIndex(
            model_name="leadtime",
            name="lead_time_days",
        ),
        migrations.AddField(
            model_name="alert",
            name="lead_unit",
            field=models.CharField(
                choices=[("days", "days"), ("business-days", "business days")],
                default="days",
                max_length=13,
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="deadline",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="event",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="historicaldeadline",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="historicalevent",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="historicalpolicy",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="leadtime",
            name="time",
            field=models.TimeField(
                blank=True,
                help_text="By the clock of the subscriber's zone. Empty: the subscriber's hour.",
                null=True,
                verbose_name="time of day",
            ),
        ),
        migrations.AddField(
            model_name="leadtime",
            name="unit",
            field=models.CharField(
                choices=[("days", "days"), ("business-days", "business days")],
                default="days",
                max_length=13,
                verbose_name="unit",
            ),
        ),
        migrations.AddField(
            model_name="policy",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AddField(
            model_name="subscription",
            name="cadence",
            field=models.CharField(
                choices=[("at-once", "at once"), ("daily", "once a day"), ("weekly", "once a week")],
                default="at-once",
                max_length=7,
                verbose_name="cadence",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="channel",
            field=models.CharField(
                choices=[("email", "e-mail"), ("webhook", "webhook")],
                default="email",
                max_length=7,
                verbose_name="channel",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="digest_hour",
            field=models.PositiveSmallIntegerField(
                default=9, validators=[django.core.validators.MaxValueValidator(23)], verbose_name="hour of the digest"
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="digest_weekday",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Monday"),
                    (2, "Tuesday"),
                    (3, "Wednesday"),
                    (4, "Thursday"),
                    (5, "Friday"),
                    (6, "Saturday"),
                    (7, "Sunday"),
                ],
                default=1,
                verbose_name="day of the weekly digest",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="language",
            field=models.CharField(
                blank=True, help_text="Empty: that of the subscriber.", max_length=12, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="confirmation",
            name="state",
            field=models.CharField(
                choices=[
                    ("gathered", "waits for a digest"),
                    ("pending", "pending"),
                    ("claimed", "claimed"),
                    ("inflight", "in flight"),
                    ("sent", "sent"),
                    ("failed", "failed"),
                    ("suppressed", "suppressed"),
                    ("superseded", "superseded"),
                ],
                default="pending",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[("email", "e-mail"), ("webhook", "webhook")],
                default="email",
                max_length=7,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("gathered", "waits for a digest"),
                    ("pending", "pending"),
                    ("claimed", "claimed"),
                    ("inflight", "in flight"),
                    ("sent", "sent"),
                    ("failed", "failed"),
                    ("suppressed", "suppressed"),
                    ("superseded", "superseded"),
                ],
                default="pending",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="leadtime",
            index=models.Index(fields=["days", "unit"], name="lead_time_days"),
        ),
        migrations.AddIndex(
            model_name="leadtime",
            index=models.Index(condition=models.Q(("time__isnull", False)), fields=["time"], name="lead_time_time"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reminder")),
                fields=("outcome", "lead_days", "lead_unit"),
                name="reminder_once_per_outcome_and_lead_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="leadtime",
            constraint=models.UniqueConstraint(
                fields=("subscription", "days", "unit"), name="lead_time_once_per_subscription"
            ),
        ),
        migrations.AddConstraint(
            model_name="leadtime",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__lte", 730)),
                name="lead_time_within_two_years",
                violation_error_message="A lead time has at most 730 days.",
            ),
        ),
        migrations.AddField(
            model_name="bounce",
            name="delivery",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="bounces",
                to="timeline.delivery",
                verbose_name="delivery",
            ),
        ),
        migrations.AddField(
            model_name="bounce",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="bounces",
                to="timeline.subscriber",
                verbose_name="subscriber",
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="digests",
                to="timeline.subscriber",
                verbose_name="subscriber",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="digest",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="deliveries",
                to="timeline.digest",
                verbose_name="digest",
            ),
        ),
        migrations.AddField(
            model_name="historicaltranslation",
            name="deadline",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="timeline.deadline",
            ),
        ),
        migrations.AddField(
            model_name="historicaltranslation",
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
            model_name="historicaltranslation",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="historicaltranslation",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="timeline.policy",
            ),
        ),
        migrations.AddField(
            model_name="historicaltranslation",
            name="timeline",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="timeline.timeline",
            ),
        ),
        migrations.AddConstraint(
            model_name="maildomain",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rate", None), ("rate__gt", 0), _connector="OR"),
                    models.Q(("burst", None), ("burst__gte", 1), _connector="OR"),
                ),
                name="mail_domain_rate_and_burst_let_something_through",
                violation_error_message="A domain gets more than no mails a minute, and at least one at once.",
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="deadline",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="timeline.deadline",
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="event",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="timeline.event",
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="policy",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="timeline.policy",
            ),
        ),
        migrations.AddField(
            model_name="translation",
            name="timeline",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="timeline.timeline",
            ),
        ),
        migrations.AddField(
            model_name="webhookattempt",
            name="delivery",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="webhook_attempts",
                to="timeline.delivery",
                verbose_name="delivery",
            ),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="endpoints",
                to="timeline.subscriber",
                verbose_name="subscriber",
            ),
        ),
        migrations.AddField(
            model_name="webhookattempt",
            name="endpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="attempts",
                to="timeline.webhookendpoint",
                verbose_name="webhook endpoint",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="endpoint",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="deliveries",
                to="timeline.webhookendpoint",
                verbose_name="webhook endpoint",
            ),
        ),
        migrations.AddField(
            model_name="subscription",
            name="endpoint",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="subscriptions",
                to="timeline.webhookendpoint",
                verbose_name="webhook endpoint",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", "gathered")), fields=["digest"], name="delivery_gathered"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("digest__isnull", False)), fields=["digest"], name="delivery_digest"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("endpoint__isnull", False)), fields=["endpoint"], name="delivery_endpoint"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("endpoint__isnull", True)),
                fields=("alert", "subscriber", "channel"),
                name="delivery_once_per_alert_subscriber_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("endpoint__isnull", False)),
                fields=("alert", "endpoint"),
                name="delivery_once_per_alert_and_endpoint",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "webhook"), ("endpoint__isnull", False)),
                    models.Q(("channel", "email"), ("endpoint__isnull", True)),
                    _connector="OR",
                ),
                name="delivery_endpoint_for_webhooks",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "webhook"), ("endpoint__isnull", False)),
                    models.Q(("channel", "email"), ("endpoint__isnull", True)),
                    _connector="OR",
                ),
                name="subscription_endpoint_for_webhooks",
                violation_error_message="A webhook has an endpoint, and nothing else has.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", "email"), ("cadence", "at-once"), _connector="OR"),
                name="subscription_digest_by_mail_only",
                violation_error_message="A webhook is told at once; digests come by e-mail.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest_hour__lte", 23), ("digest_weekday__gte", 1), ("digest_weekday__lte", 7)),
                name="subscription_digest_at_an_hour_of_a_weekday",
                violation_error_message="A digest comes at an hour from 0 to 23, on a weekday from 1 to 7.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("timeline__isnull", False)),
                fields=("subscriber", "channel", "timeline"),
                name="subscription_once_per_timeline",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("policy__isnull", False)),
                fields=("subscriber", "channel", "policy"),
                name="subscription_once_per_policy",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("topic__isnull", False)),
                fields=("subscriber", "channel", "topic"),
                name="subscription_once_per_topic",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("actor__isnull", False), ("ended_at__isnull", True)),
                fields=("subscriber", "channel", "actor"),
                name="subscription_once_per_actor",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deadline__isnull", False), ("ended_at__isnull", True)),
                fields=("subscriber", "channel", "deadline"),
                name="subscription_once_per_deadline",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("everything", True)),
                fields=("subscriber", "channel", "everything"),
                name="subscription_once_per_everything",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscription",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True), ("search__isnull", False)),
                fields=("subscriber", "channel", "search"),
                name="subscription_once_per_search",
                violation_error_message="This is followed already.",
            ),
        ),
        migrations.AddField(
            model_name="webhooknotice",
            name="endpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="notices",
                to="timeline.webhookendpoint",
                verbose_name="webhook endpoint",
            ),
        ),
        migrations.AddField(
            model_name="webhooktest",
            name="endpoint",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="tests",
                to="timeline.webhookendpoint",
                verbose_name="webhook endpoint",
            ),
        ),
        migrations.AddField(
            model_name="webhookattempt",
            name="test",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="webhook_attempts",
                to="timeline.webhooktest",
                verbose_name="test message",
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["due_at", "id"], name="digest_pending_due_at"
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(("state__in", ["claimed", "inflight"])),
                fields=["lease_until"],
                name="digest_lease_until",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(
                fields=("subscriber", "cadence", "language", "moment"), name="digest_once_per_moment"
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(("cadence__in", ["daily", "weekly"])), name="digest_daily_or_weekly"
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("deadline__isnull", True),
                        ("event__isnull", False),
                        ("policy__isnull", True),
                        ("timeline__isnull", True),
                    ),
                    models.Q(
                        ("deadline__isnull", True),
                        ("event__isnull", True),
                        ("policy__isnull", False),
                        ("timeline__isnull", True),
                    ),
                    models.Q(
                        ("deadline__isnull", False),
                        ("event__isnull", True),
                        ("policy__isnull", True),
                        ("timeline__isnull", True),
                    ),
                    models.Q(
                        ("deadline__isnull", True),
                        ("event__isnull", True),
                        ("policy__isnull", True),
                        ("timeline__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="translation_of_exactly_one_record",
                violation_error_message="A translation belongs to exactly one event, policy, deadline or timeline.",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("event__isnull", False)),
                fields=("event", "language"),
                name="translation_once_per_event_and_language",
                violation_error_message="There is a translation into this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("policy__isnull", False)),
                fields=("policy", "language"),
                name="translation_once_per_policy_and_language",
                violation_error_message="There is a translation into this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("deadline__isnull", False)),
                fields=("deadline", "language"),
                name="translation_once_per_deadline_and_language",
                violation_error_message="There is a translation into this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="translation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("timeline__isnull", False)),
                fields=("timeline", "language"),
                name="translation_once_per_timeline_and_language",
                violation_error_message="There is a translation into this language already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="webhookendpoint",
            constraint=models.UniqueConstraint(
                condition=models.Q(("disabled_at__isnull", True)),
                fields=("subscriber", "url"),
                name="endpoint_once_per_subscriber",
                violation_error_message="This address is there already.",
            ),
        ),
        migrations.AddIndex(
            model_name="webhooknotice",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["due_at", "id"], name="webhooknotice_pending_due_at"
            ),
        ),
        migrations.AddIndex(
            model_name="webhooknotice",
            index=models.Index(
                condition=models.Q(("state__in", ["claimed", "inflight"])),
                fields=["lease_until"],
                name="webhooknotice_lease_until",
            ),
        ),
        migrations.AddIndex(
            model_name="webhooktest",
            index=models.Index(
                condition=models.Q(("state", "pending")), fields=["due_at", "id"], name="webhooktest_pending_due_at"
            ),
        ),
        migrations.AddIndex(
            model_name="webhooktest",
            index=models.Index(
                condition=models.Q(("state__in", ["claimed", "inflight"])),
                fields=["lease_until"],
                name="webhooktest_lease_until",
            ),
        ),
        migrations.AddIndex(
            model_name="webhookattempt",
            index=models.Index(fields=["endpoint", "-at"], name="webhook_attempt_newest"),
        ),
        migrations.AddIndex(
            model_name="webhookattempt",
            index=models.Index(fields=["at"], name="webhook_attempt_oldest"),
        ),
        migrations.AddConstraint(
            model_name="webhookattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("delivery__isnull", False), ("test__isnull", True)),
                    models.Q(("delivery__isnull", True), ("test__isnull", False)),
                    _connector="OR",
                ),
                name="webhook_attempt_of_one_message",
            ),
        ),
        migrations.RunPython(begin_editions, migrations.RunPython.noop),
        migrations.RunPython(allow_what_is_new, migrations.RunPython.noop),
    ]
