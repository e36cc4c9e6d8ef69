from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from tests.services import port as ports
from tests.services.http_sink import TLS, Behaviour, HttpSink, answer, drip, drop, hang, raw
from tests.services.patience import HANGS
from timeline.alerts.webhook_addresses import Address, is_public, is_public_or_loopback
from timeline.alerts.webhook_http import Answer, NoAnswer, Place, post, resolve, trust


@pytest.fixture
def server() -> Iterator[HttpSink]:
    with HttpSink() as sink:
        yield sink


def send(sink: HttpSink, *, seconds: float = HANGS) -> Answer:
    return post(sink.url, b'{"a":1}', {"webhook-id": "m"}, seconds=seconds, may_reach=is_public_or_loopback)


def why(send: Callable[[], Any]) -> str:
    with pytest.raises(NoAnswer) as refused:
        send()
    return str(refused.value)


def named(*addresses: str) -> Callable[[str, int, float], list[Place]]:
    """A resolver that knows these addresses, whatever it is asked for."""
    return lambda host, port, seconds: [(socket.AF_INET, (address, port)) for address in addresses]


def test_a_message_is_posted_and_the_answer_read(server: HttpSink) -> None:
    server.then(answer(202, "Thanks", Retry_After="7"))

    assert send(server) == Answer(202, "7", "Thanks")

    [posted] = server.posted
    assert (posted.target, posted.body, posted.headers["webhook-id"]) == ("/hook", b'{"a":1}', "m")
    assert posted.headers["host"] == f"127.0.0.1:{server.port}"
    assert (posted.headers["accept-encoding"], posted.headers["content-length"]) == ("identity", "7")


def test_what_the_answer_says_is_kept_as_text_and_only_its_beginning(server: HttpSink) -> None:
    server.then(answer(500, "\x00<b>\x1b[2J é" + "x" * 9000))

    found = send(server)

    assert found.body.startswith("�<b>�[2J éxxx")
    assert len(found.body) < 4001


def test_an_address_that_is_not_public_is_not_connected_to(server: HttpSink) -> None:
    reason = why(lambda: post(server.url, b"", {}, seconds=HANGS, may_reach=is_public))

    assert reason == "127.0.0.1 has the address 127.0.0.1, which is not on the public internet; nothing is sent there."
    assert server.posted == []


def test_of_several_addresses_one_that_is_not_public_is_enough_to_send_nothing(server: HttpSink) -> None:
    resolved = named("8.8.8.8", "10.0.0.1")

    reason = why(
        lambda: post("http://hooks.example.org/", b"", {}, seconds=HANGS, may_reach=is_public, resolve=resolved)
    )

    assert reason.startswith("hooks.example.org has the address 10.0.0.1, ")


def _on(reserved: socket.socket, host: str) -> HttpSink:
    return HttpSink(host, port=ports.number(reserved))


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_looked_at() -> None:
    """DNS rebinding: the first answer is allowed, every later one is the address of somebody's own machine."""
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])
    asked = []

    def rebinding(host: str, port: int, seconds: float) -> list[Place]:
        asked.append(host)
        return [(socket.AF_INET, (next(answers), port))]

    def may_reach(address: Address) -> bool:
        return address == ip_address("127.0.0.2")

    # Reserved on all addresses, so that the port is free on both.
    with ports.reserve("") as reserved, _on(reserved, "127.0.0.2") as allowed, _on(reserved, "127.0.0.1") as forbidden:
        url = f"http://hooks.example.org:{allowed.port}/"

        assert post(url, b"", {}, seconds=HANGS, may_reach=may_reach, resolve=rebinding).status == 204
        assert (asked, len(allowed.posted)) == (["hooks.example.org"], 1)

        reason = why(lambda: post(url, b"", {}, seconds=HANGS, may_reach=may_reach, resolve=rebinding))
        assert reason.startswith("hooks.example.org has the address 127.0.0.1, which is not on the public internet")
        assert (len(allowed.posted), len(forbidden.posted)) == (1, 0)


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "017700000001", "127.1", "localhost", "127.0.0.1"])
def test_a_number_that_the_resolver_takes_for_this_machine_is_found_out(server: HttpSink, host: str) -> None:
    reason = why(lambda: post(f"http://{host}:{server.port}/", b"", {}, seconds=HANGS, may_reach=is_public))

    assert "which is not on the public internet; nothing is sent there." in reason
    assert server.posted == []


def test_a_redirect_is_an_answer_and_is_not_followed(server: HttpSink) -> None:
    with HttpSink() as elsewhere:
        server.then(answer(307, "", Location=elsewhere.url))

        assert send(server).status == 307

        assert (len(server.posted), elsewhere.posted) == (1, [])


def test_a_proxy_of_the_environment_is_not_used(server: HttpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    with HttpSink() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)

        assert send(server).status == 204

        assert (len(server.posted), proxy.posted) == (1, [])


@pytest.mark.parametrize(
    "behaviour",
    [
        hang(),
        drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500, 0.1),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0.05),
    ],
)
def test_an_answer_that_takes_too_long_ends_however_busy_it_looks(server: HttpSink, behaviour: Behaviour) -> None:
    server.then(behaviour)

    # A timeout for each read alone would end otherwise, after half a minute.
    assert why(lambda: send(server, seconds=0.5)) == "There was no whole answer within 0.5 seconds."


def test_a_body_that_drips_ends_with_the_time_and_the_status_stands(server: HttpSink) -> None:
    def behave(handler: Any) -> None:
        # The head at once, however slow the machine is.
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")
        drip(b"x" * 900, 0.1)(handler)

    server.then(behave)

    assert send(server, seconds=2).status == 200


def test_a_server_that_never_finishes_the_handshake_ends_with_the_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"https://hooks.example.org:{silent.getsockname()[1]}/"
        resolved = named("127.0.0.1")
        reason = why(lambda: post(url, b"", {}, seconds=0.5, may_reach=is_public_or_loopback, resolve=resolved))

    assert reason == "There was no whole answer within 0.5 seconds."


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (drop, "The connection failed: Remote end closed connection without response."),
        (raw(b"\x16\x03\x01 what"), "The connection failed: ��� what."),
        (
            raw(b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 80_000 + b"\r\n\r\n"),
            "The answer has more than 65,536 bytes before its body.",
        ),
        (
            raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 101 + b"\r\n"),
            "The connection failed: got more than 100 headers.",
        ),
    ],
)
def test_what_is_no_answer_is_said(server: HttpSink, behaviour: Behaviour, reason: str) -> None:
    server.then(behaviour)

    assert why(lambda: send(server)) == reason


def test_a_body_without_end_is_not_read_to_the_end(server: HttpSink) -> None:
    server.then(raw(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 20_000_000))

    assert len(send(server).body) <= 4000


def test_a_door_that_is_closed_and_a_name_that_nobody_has_are_said() -> None:
    with ports.reserve() as nobody:
        url = f"http://127.0.0.1:{ports.number(nobody)}/"
        reason = why(lambda: post(url, b"", {}, seconds=HANGS, may_reach=is_public_or_loopback))

    assert reason == "The connection failed: Connection refused."
    assert why(
        lambda: post("http://nobody.invalid/", b"", {}, seconds=HANGS, may_reach=is_public_or_loopback)
    ).startswith("The name nobody.invalid cannot be resolved: ")


def test_of_two_addresses_the_one_that_answers_is_used(server: HttpSink) -> None:
    closed = named("127.0.0.9", "127.0.0.1")

    answered = post(
        f"http://hooks.example.org:{server.port}/",
        b"",
        {},
        seconds=HANGS,
        may_reach=is_public_or_loopback,
        resolve=closed,
    )

    assert (answered.status, server.posted[0].headers["host"]) == (204, f"hooks.example.org:{server.port}")


def test_a_resolver_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()

    def hanging(*arguments: Any, **options: Any) -> list[Any]:
        released.wait(HANGS)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hanging)

    with pytest.raises(TimeoutError):
        resolve("hooks.example.org", 443, 0.1)
    released.set()


@pytest.fixture
def secure(monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpSink]:
    """A server whose certificate is for hooks.example.org, signed by an authority that this process trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "authority.pem"))
    trust.cache_clear()
    with HttpSink(secure=True) as sink:
        yield sink
    trust.cache_clear()


def send_to(name: str, sink: HttpSink, seconds: float = HANGS) -> Answer:
    return post(
        f"https://{name}:{sink.port}/hook",
        b"{}",
        {},
        seconds=seconds,
        may_reach=is_public_or_loopback,
        resolve=named("127.0.0.1"),
    )


def test_a_message_goes_over_tls_to_the_address_in_the_name_of_the_host(secure: HttpSink) -> None:
    secure.then(answer(200, "ok"))

    assert send_to("hooks.example.org", secure) == Answer(200, "", "ok")

    assert secure.posted[0].headers["host"] == f"hooks.example.org:{secure.port}"


def test_a_certificate_for_another_name_does_not_hold(secure: HttpSink) -> None:
    reason = why(lambda: send_to("other.example.org", secure))

    assert reason == (
        "The certificate does not hold: Hostname mismatch, certificate is not valid for 'other.example.org'."
    )
    assert secure.posted == []


def test_a_certificate_of_an_unknown_authority_does_not_hold(secure: HttpSink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    trust.cache_clear()

    assert why(lambda: send_to("hooks.example.org", secure)) == (
        "The certificate does not hold: unable to get local issuer certificate."
    )
    assert secure.posted == []


def test_a_drip_over_tls_ends_with_the_time_as_well(secure: HttpSink) -> None:
    secure.then(drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 500, 0.1))

    assert why(lambda: send_to("hooks.example.org", secure, 0.7)) == "There was no whole answer within 0.7 seconds."


def test_a_server_that_speaks_no_tls_is_said(server: HttpSink) -> None:
    assert why(lambda: send_to("hooks.example.org", server)).startswith("There is no TLS connection: ")
