"""The addresses of the public pages."""

from django.urls import URLPattern, path

from .about import about
from .calculator import calculator
from .catalogue import conventions
from .deadlines import deadline
from .events import event
from .home import home
from .policies import policy
from .sharing.cards import card
from .sharing.embed import embed
from .subscription_manage import manage_page
from .subscriptions import confirm_page, subscribe_page, unsubscribe_digest_page, unsubscribe_page
from .timelines import entry, timeline, timelines
from .webhooks import webhooks_page

app_name = "pages"
urlpatterns: list[URLPattern] = [
    path("", home, name="home"),
    path("timelines/", timelines, name="timelines"),
    path("timelines/<slug:slug>/", timeline, name="timeline"),
    path("timelines/<slug:slug>/at/<slug:anchor>/", entry, name="entry"),
    path("policies/<slug:slug>/", policy, name="policy"),
    path("events/<slug:slug>/", event, name="event"),
    path("deadlines/<slug:slug>/", deadline, name="deadline"),
    path("embed/<slug:slug>/", embed, name="embed"),
    path("cards/<str:kind>/<slug:slug>.png", card, name="card"),
    path("calculator/", calculator, name="calculator"),
    path("conventions/", conventions, name="conventions"),
    path("about/", about, name="about"),
    path("subscribe/", subscribe_page, name="subscribe"),
    path("subscriptions/confirm/<str:token>/", confirm_page, name="confirm"),
    path("subscriptions/unsubscribe/<str:token>/", unsubscribe_page, name="unsubscribe"),
    path("subscriptions/digest/<str:token>/", unsubscribe_digest_page, name="unsubscribe-digest"),
    path("subscriptions/<str:token>/", manage_page, name="manage"),
    path("subscriptions/<str:token>/webhooks/", webhooks_page, name="webhooks"),
]
