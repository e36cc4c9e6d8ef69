"""nginx with one file to serve, and wrk to ask for it: the yardstick of how fast a page can be sent."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

TOOLS = ("nginx", "wrk")
_CONFIGURATION = """
daemon off; worker_processes auto; pid {d}/nginx.pid; error_log {d}/nginx.log; {user}
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 100000000;
  types {{ text/html html; }}
  client_body_temp_path {d}/t1; proxy_temp_path {d}/t2; fastcgi_temp_path {d}/t3; uwsgi_temp_path {d}/t4; scgi_temp_path {d}/t5;
  server {{ listen 127.0.0.1:{port}; root {d}/www; }}
}}
"""


def missing() -> str:
    """Why there is no yardstick, in a sentence; empty when there is one. Root's nginx and wrk are installed."""
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-q"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *absent]
        subprocess.run(install, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    if absent:
        names = " and ".join(absent)
        return f"{names} missing, so nothing was compared with a file: 'apt-get install {' '.join(absent)}' as root."
    return ""


@contextmanager
def serving(body: bytes, directory: Path) -> Iterator[str]:
    """The address of nginx serving `body` as a file under `directory`, with as many workers as there are cores."""
    from tracker.local.ports import any_free

    folder = directory / "www"
    folder.mkdir(exist_ok=True)
    (folder / "page.html").write_bytes(body)
    port = any_free("127.0.0.1")
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = directory / "nginx.conf"
    configuration.write_text(_CONFIGURATION.format(d=directory, port=port, user=user))
    address = f"http://127.0.0.1:{port}/page.html"
    server = subprocess.Popen(["nginx", "-c", str(configuration), "-p", str(directory)])
    try:
        _await(address, body)
        yield address
    finally:
        server.terminate()
        server.wait()


def rate(address: str, seconds: int = 4) -> float:
    """Requests a second that wrk gets answered over eight connections; raises RuntimeError where any was refused."""
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--timeout", "20s", address]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in printed or "Socket errors" in printed:
        raise RuntimeError(f"{address} did not answer everything:\n{printed}")
    return float(printed.split("Requests/sec:")[1].split()[0])


def _await(address: str, body: bytes) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                if answer.read() != body:
                    raise RuntimeError("nginx serves something else, so its rate says nothing")
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError("nginx did not start")
