"""How the service is wired and run; what it does lives in the package `timeline`."""

from tracker.celery import app as celery_app

__all__ = ["celery_app"]
