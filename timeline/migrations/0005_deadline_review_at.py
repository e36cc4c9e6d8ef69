import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0004_confirmation")]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="review_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now, editable=False, null=True, verbose_name="review at"
            ),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("publication_status", "published"), ("review_at__isnull", False)),
                fields=["review_at"],
                name="deadline_review_at",
            ),
        ),
    ]
