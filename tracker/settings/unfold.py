"""How the admin looks and what its sidebar offers; who may not see a list is not offered it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


def _may_view(name: str, app: str = "timeline") -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.has_perm(f"{app}.view_{name}")


def _link(title: Any, icon: str, name: str, app: str = "timeline") -> dict[str, Any]:
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{name}_changelist"),
        "permission": _may_view(name, app),
    }


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Longstop",
    "SITE_HEADER": "Longstop",
    "SITE_SUBHEADER": _("Timelines and deadlines"),
    "SITE_SYMBOL": "hourglass_bottom",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("timeline/icon.svg")},
    ],
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": True,
    "SHOW_BACK_BUTTON": True,
    "STYLES": [lambda request: static("timeline/admin/longstop.css")],
    "DASHBOARD_CALLBACK": "timeline.admin.dashboard.dashboard",
    "COLORS": {
        "primary": {
            "50": "oklch(97% .014 230)",
            "100": "oklch(94% .03 230)",
            "200": "oklch(89% .055 230)",
            "300": "oklch(80% .09 232)",
            "400": "oklch(69% .115 235)",
            "500": "oklch(58% .12 238)",
            "600": "oklch(48% .11 240)",
            "700": "oklch(42% .1 242)",
            "800": "oklch(36% .085 244)",
            "900": "oklch(30% .07 246)",
            "950": "oklch(22% .05 248)",
        },
    },
    "SIDEBAR": {
        "show_search": True,
        "command_search": True,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    {"title": _("Overview"), "icon": "space_dashboard", "link": reverse_lazy("admin:index")},
                    _link(_("Timelines"), "view_timeline", "timeline"),
                ],
            },
            {
                "title": _("Records"),
                "separator": True,
                "items": [
                    _link(_("Sources"), "article", "source"),
                    _link(_("Events"), "event", "event"),
                    _link(_("Policies"), "gavel", "policy"),
                    _link(_("Deadlines"), "hourglass_bottom", "deadline"),
                ],
            },
            {
                "title": _("Filed under"),
                "separator": True,
                "items": [
                    _link(_("Topics"), "sell", "topic"),
                    _link(_("Actors"), "groups", "actor"),
                    _link(_("Jurisdictions"), "account_balance", "jurisdiction"),
                ],
            },
            {
                "title": _("Calendars"),
                "separator": True,
                "items": [
                    _link(_("Declared days"), "event_busy", "calendarclosure"),
                    _link(_("Covered years"), "edit_calendar", "calendaryear"),
                ],
            },
            {
                "title": _("Computed"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _link(_("Outcomes"), "function", "outcome"),
                    _link(_("Recompute requests"), "sync", "recomputerequest"),
                ],
            },
            {
                "title": _("Readers"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _link(_("Alerts"), "notifications", "alert"),
                    _link(_("Deliveries"), "outgoing_mail", "delivery"),
                    _link(_("Digests"), "stacked_email", "digest"),
                    _link(_("Confirmations"), "mark_email_unread", "confirmation"),
                    _link(_("Subscribers"), "mail", "subscriber"),
                    _link(_("Webhooks"), "webhook", "webhookendpoint"),
                    _link(_("Webhook messages"), "send", "webhookattempt"),
                ],
            },
            {
                "title": _("Service"),
                "separator": True,
                "collapsible": True,
                "items": [
                    {
                        "title": _("Mails to look at"),
                        "icon": "preview",
                        "link": reverse_lazy("admin:timeline_alert_mails"),
                        "permission": _may_view("alert"),
                    },
                    _link(_("Bounces"), "mail_off", "bounce"),
                    _link(_("Mail domains"), "dns", "maildomain"),
                    _link(_("Sweeps"), "cleaning_services", "sweeprun"),
                ],
            },
            {
                "title": _("Accounts"),
                "separator": True,
                "collapsible": True,
                "items": [
                    _link(_("Users"), "person", "user", "auth"),
                    _link(_("Groups"), "shield_person", "group", "auth"),
                ],
            },
        ],
    },
}
