"""What an address of the subscribe page names: one record, everything, or a search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.deadlines.queries import published_deadlines, published_policies, published_timelines
from timeline.deadlines.queries_search import Choice
from timeline.models import (
    EVERYTHING,
    FOLLOWED_RECORDS,
    Actor,
    Everything,
    SavedSearch,
    Target,
    Timeline,
    Topic,
)

from .filters import FIELDS, chosen_values, read_choice
from .refusals import BadValue, NotShown, shortened

_SLUG = re.compile(r"[-a-zA-Z0-9_]{1,100}")
_QUERY_LENGTH = 1500
_FILTERS = 20


def read_target(values: Mapping[str, str]) -> Target | None:
    """What the address names, of what readers may see; None where it names nothing.

    Raises NotShown for a record that does not exist, BadValue for several things at once or a search that is none.
    """
    named = [name for name in (*FOLLOWED_RECORDS, "everything", "search") if values.get(name)]
    if not named:
        return None
    if len(named) > 1:
        raise BadValue(
            _(
                "The address names several things to follow; one timeline, policy, topic, actor or deadline, "
                "everything, or one search is allowed."
            )
        )
    name = named[0]
    if name == "everything":
        if values[name] != "1":
            raise BadValue(
                _("“everything” is “%(value)s”; only 1 is allowed.") % {"value": shortened(values["everything"])}
            )
        return EVERYTHING
    if name == "search":
        return _read_search(values[name])
    found: Target = _record(name, values[name])
    return found


def subscribe_url(target: Target) -> str:
    """The address of the page to follow `target`."""
    if isinstance(target, Everything):
        query = {"everything": "1"}
    elif isinstance(target, SavedSearch):
        query = {"search": str(target)}
    else:
        query = {str(target._meta.model_name): target.slug}
    return f"{reverse('pages:subscribe')}?{urlencode(query)}"


def search_of(timeline: Timeline | None, choice: Choice) -> SavedSearch:
    """What a reader chose to see of a timeline, as something to follow."""
    values = dict(chosen_values(choice))
    values["topic"] = ",".join(topic.slug for topic in choice.topics)
    return SavedSearch.of({**values, "timeline": timeline.slug if timeline else ""})


def _record(name: str, slug: str) -> Any:
    records: dict[str, Any] = {
        "timeline": published_timelines,
        "policy": published_policies,
        "topic": Topic.objects.all,
        "actor": Actor.objects.all,
        "deadline": published_deadlines,
    }
    found = records[name]().filter(slug=slug).first() if _SLUG.fullmatch(slug) else None
    if found is None:
        raise NotShown(_("There is nothing to follow with the id “%(id)s”.") % {"id": shortened(slug)})
    return found


def _read_search(query: str) -> SavedSearch:
    if len(query) > _QUERY_LENGTH:
        raise BadValue(
            _("The search has %(length)s characters; up to %(most)s are allowed.")
            % {"length": len(query), "most": _QUERY_LENGTH}
        )
    values: dict[str, str] = {}
    try:
        pairs = parse_qsl(query, max_num_fields=_FILTERS)
    except ValueError as error:
        raise BadValue(_("The search has too many filters; %(most)s are allowed.") % {"most": _FILTERS}) from error
    for name, value in pairs:
        if name not in (*FIELDS, "timeline"):
            raise BadValue(
                _("The search has a filter “%(name)s”; there are: %(allowed)s.")
                % {"name": shortened(name), "allowed": ", ".join((*FIELDS, "timeline"))}
            )
        if name in values:
            raise BadValue(_("The search names “%(name)s” twice; once is allowed.") % {"name": name})
        values[name] = value.replace("\0", " ").strip()
    timeline = _record("timeline", values["timeline"]) if values.get("timeline") else None
    choice = read_choice(values, known_on=None)
    if choice.is_everything:
        raise BadValue(_("The search asks for nothing; a word or a filter is needed."))
    return search_of(timeline, choice)
