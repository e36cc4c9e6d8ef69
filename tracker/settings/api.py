"""The API: read by anybody, written by nobody, as often as a program needs and no oftener."""

import os
from typing import Any

from tracker.env import Environment

_env = Environment(os.environ)

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "timeline.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.AnonRateThrottle"],
    # Requests of one address in a minute; each web process counts for itself unless the cache is shared.
    "DEFAULT_THROTTLE_RATES": {"anon": f"{_env.number('API_REQUESTS_PER_MINUTE', 600, least=1, most=1_000_000)}/min"},
    # Without a proxy in front, the header that names the client is the client's own word.
    "NUM_PROXIES": 1 if _env.flag("TRUST_PROXY") else 0,
    "EXCEPTION_HANDLER": "timeline.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Longstop",
    "DESCRIPTION": (
        "Timelines, policies, events, sources, and deadlines with how each was computed. Read only.\n\n"
        "`known_on` answers with what was known on an earlier day: what was not known then is not there. `on` asks how"
        " things stand on another day. A refusal has a sentence in `detail`, and the parameter it is about in"
        " `parameter`. Lists come in pages: follow `next`."
    ),
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
    "ENUM_NAME_OVERRIDES": {
        "EventKindEnum": "timeline.models.EventKind",
        "PolicyKindEnum": "timeline.models.PolicyKind",
        "ActorKindEnum": "timeline.models.ActorKind",
        "DeadlineStateEnum": "timeline.models.DeadlineState",
    },
}
