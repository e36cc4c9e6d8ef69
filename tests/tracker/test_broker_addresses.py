"""The broker's address in the spellings of redis-py and of Celery."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis
from celery import Celery

from tests.services.valkey import Valkey
from tracker.broker import celery_url, redis_url, socket_url
from tracker.env import SettingError


@pytest.mark.parametrize(
    "address", ["redis://localhost:6379/0", "rediss://:secret@broker.example:6380/1", "unix:///run/redis.sock?db=2"]
)
def test_an_address_that_redis_reads_is_kept(address: str) -> None:
    assert redis_url(address) == address


def test_celerys_spelling_of_a_socket_is_understood() -> None:
    assert redis_url("redis+socket:///run/redis.sock?virtual_host=2") == "unix:///run/redis.sock?db=2"


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("localhost:6379", "REDIS_URL is of the kind 'localhost'; redis://, rediss:// or unix:// is allowed."),
        ("amqp://localhost", "REDIS_URL is of the kind 'amqp'; redis://, rediss:// or unix:// is allowed."),
        ("redis://", "REDIS_URL has no usable host or port; redis://localhost:6379/0 is allowed."),
        ("redis://a:70000", "REDIS_URL has no usable host or port; redis://localhost:6379/0 is allowed."),
        ("unix://x", "REDIS_URL names a socket without an absolute path; unix:///run/redis.sock is allowed."),
    ],
)
def test_an_address_of_something_else_is_refused(address: str, sentence: str) -> None:
    with pytest.raises(SettingError) as refusal:
        redis_url(address)
    assert refusal.value.sentence == sentence


def test_a_network_address_is_the_same_for_celery() -> None:
    assert celery_url("rediss://:secret@broker.example:6380/1") == "rediss://:secret@broker.example:6380/1"


@pytest.mark.parametrize("folder", ["plain", "with space", "ümlaut & more?#"])
def test_both_clients_reach_the_same_database_behind_a_socket(tmp_path: Path, folder: str, valkey: Valkey) -> None:
    path = valkey.home / folder / "broker.sock"
    path.parent.mkdir()
    path.symlink_to(valkey.socket)
    address = socket_url(path, 3)
    with redis.Redis.from_url(address) as client:
        client.set("here", "yes")
    with Celery(broker=celery_url(address), set_as_current=False).connection_for_read() as connection:
        assert connection.default_channel.client.get("here") == b"yes"
