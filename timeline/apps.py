"""The Django application `timeline`."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "timeline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect who listens.

        Edits ask for a recompute and begin an edition, changed outcomes plan alerts, and both ring for a worker; mail
        providers report what came back.
        """
        # Models can be imported only now.
        from timeline.alerts import checks, mail_events, plan  # noqa: F401  (the checks register themselves)
        from timeline.alerts.doorbell import mail_waiting
        from timeline.deadlines import editions, edits
        from timeline.deadlines.doorbell import recompute_requested
        from timeline.tasks import ring_for_mail, ring_for_recompute

        edits.connect()
        editions.connect()
        plan.connect()
        mail_events.connect()
        mail_waiting.connect(ring_for_mail, dispatch_uid="ring-for-mail")
        recompute_requested.connect(ring_for_recompute, dispatch_uid="ring-for-recompute")
