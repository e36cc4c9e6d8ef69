"""What webhooks need beside deliveries: test messages, notices of a disabled endpoint, and a secret that was replaced."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0006_digests_keep_their_moment"),
    ]

    operations = [
        migrations.AddField(
            model_name="webhookendpoint",
            name="previous_secret",
            field=models.CharField(
                blank=True,
                editable=False,
                help_text="It signs as well for a while after a rotation.",
                max_length=100,
                verbose_name="previous secret",
            ),
        ),
        migrations.AddField(
            model_name="webhookendpoint",
            name="rotated_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="secret rotated at"),
        ),
        migrations.AlterField(
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
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="timeline.webhookendpoint",
                        verbose_name="webhook endpoint",
                    ),
                ),
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
                (
                    "endpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tests",
                        to="timeline.webhookendpoint",
                        verbose_name="webhook endpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "webhook test message",
                "verbose_name_plural": "webhook test messages",
                "ordering": ["due_at", "pk"],
                "abstract": False,
            },
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
    ]
