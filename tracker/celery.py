"""The Celery application: workers and beat start with `celery -A tracker`."""

import os

from celery import Celery

# Web and command processes have set their module already; a worker started bare is a production one.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings.production")

app = Celery("longstop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
