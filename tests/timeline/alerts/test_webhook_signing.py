from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
import standardwebhooks
from django.utils import timezone

from tests.factories.webhooks import SECRET, WebhookEndpointFactory
from timeline.alerts.webhook_signing import make_secret, secrets_of, signed_headers

BODY = '{"test": 2432232314}'


def test_a_signature_is_that_of_the_specification() -> None:
    """The example that the receivers' libraries are tested with."""
    headers = signed_headers(
        [SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", BODY.encode(), datetime.fromtimestamp(1614265330, UTC)
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_receiver_verifies_with_either_secret_after_a_rotation_and_with_no_other() -> None:
    older, newer = make_secret(), make_secret()
    headers = signed_headers([newer, older], "m", BODY.encode(), timezone.now())

    for secret in (older, newer):
        assert standardwebhooks.Webhook(secret).verify(BODY, headers) == {"test": 2432232314}
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(make_secret()).verify(BODY, headers)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(newer).verify(BODY.replace("2", "3"), headers)


def test_a_secret_has_as_many_bytes_as_the_specification_asks_for() -> None:
    secret = make_secret()

    assert secret.startswith("whsec_")
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"))) <= 64
    assert make_secret() != secret


def test_the_secret_before_a_rotation_signs_for_a_day() -> None:
    rotated = datetime(2025, 3, 1, tzinfo=UTC)
    endpoint = WebhookEndpointFactory.build(previous_secret="whsec_b2xk", rotated_at=rotated)

    assert secrets_of(endpoint, rotated + timedelta(hours=23)) == [SECRET, "whsec_b2xk"]
    assert secrets_of(endpoint, rotated + timedelta(hours=24)) == [SECRET]
    assert secrets_of(WebhookEndpointFactory.build(), rotated) == [SECRET]
