"""The Content-Security-Policy header: strict everywhere, widened for the areas that a library draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

if TYPE_CHECKING:
    from csp.middleware import PolicyParts
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

# django-unfold runs Alpine.js, which evaluates expressions, and sets styles on elements;
# Swagger UI injects its styles.
_WIDENED = {
    "/admin/": {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]},
    # The same, and it shows mails in a frame that may run nothing.
    "/admin/timeline/alert/mails/": {
        "script-src": [SELF, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
        "frame-src": [SELF],
    },
    "/api/v1/docs/": {"style-src": [SELF, UNSAFE_INLINE]},
    # The local mailbox shows a mail in a frame that may run nothing.
    "/mailbox/": {"style-src": [SELF, UNSAFE_INLINE], "frame-src": [SELF], "script-src": [NONE]},
}


class AreaPolicyMiddleware(CSPMiddleware):
    """Adds the header to each response; a view's own policy wins over that of its area."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and parts.config is None and parts.replace is None:
            for prefix, widened in _WIDENED.items():
                if request.path_info.startswith(prefix):
                    parts.replace = widened
        return parts
