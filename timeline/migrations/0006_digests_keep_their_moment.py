from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0005_editions_in_parts")]

    operations = [
        migrations.RemoveConstraint(model_name="digest", name="digest_once_per_moment"),
        migrations.AddField(
            model_name="digest",
            name="moment",
            # Nothing has made a digest yet.
            field=models.DateTimeField(default="2026-11-23T00:00Z", verbose_name="moment"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(
                fields=("subscriber", "cadence", "language", "moment"), name="digest_once_per_moment"
            ),
        ),
        migrations.AddIndex(
            model_name="leadtime",
            index=models.Index(condition=models.Q(("time__isnull", False)), fields=["time"], name="lead_time_time"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("state", "gathered")), fields=["digest"], name="delivery_gathered"),
        ),
    ]
