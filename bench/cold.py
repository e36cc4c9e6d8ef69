"""`python -m bench.cold PATH`: print the CPU milliseconds of making a page, all middleware included and nothing kept."""

from __future__ import annotations

import io
import statistics
import sys
import time
from typing import Any

ROUNDS = 20


def main() -> int:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    path, _, query = sys.argv[1].partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    spent = []
    for _round in range(ROUNDS + 3):
        status: list[str] = []
        began = time.process_time()
        response: Any = application(dict(environ), lambda line, headers, status=status: status.append(line))
        b"".join(response)
        response.close()
        spent.append(time.process_time() - began)
        if status != ["200 OK"]:
            raise RuntimeError(f"{path} was answered with {status}")
    # The first ones compile templates and look up calendars.
    print(1000 * statistics.median(spent[3:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
