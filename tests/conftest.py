"""Fixtures that every test may ask for; nothing here runs for a test that does not ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import redis
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

from tests.order import in_order
from tests.services.installation import Databases, Installation
from tests.services.own_database import own_database
from tests.services.postgres import Postgres
from tests.services.run import POSTGRES_VARIABLE, VALKEY_VARIABLE
from tests.services.smtp import SmtpSink
from tests.services.valkey import Valkey

# How long and how hard the property tests look for a counterexample; none of them fails because a machine is slow. They try
# the same examples each time, so that a change is judged by what it changes; `--hypothesis-profile searching` tries others.
settings.register_profile(
    "longstop",
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("searching", settings.get_profile("longstop"), max_examples=2_000, derandomize=False)
settings.load_profile("longstop")

_DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "installation"}


@pytest.hookimpl(tryfirst=True, wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests that touch a database, which are the ones to run on PostgreSQL as well, and put files in order.

    Those marked `wording` are left out: docs/architecture.md says which may be.
    """
    for item in items:
        if item.get_closest_marker("wording"):
            continue
        fixtures = set(getattr(item, "fixturenames", ()))
        case = getattr(item, "cls", None)
        if (
            item.get_closest_marker("django_db")
            or fixtures & _DATABASE_FIXTURES
            or (isinstance(case, type) and issubclass(case, TransactionTestCase))
        ):
            item.add_marker(pytest.mark.database)
    yield
    if hasattr(config, "workerinput"):
        items[:] = in_order(items)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """Have it be noon (UTC) of this day for as long as the test runs: no midnight comes between two looks at the clock."""
    noon = datetime(2026, 6, 10, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    return noon.date()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server's own database `postgres`."""
    if address := os.environ.get(POSTGRES_VARIABLE):
        yield address
    else:
        with Postgres() as postgres:
            yield postgres.url("postgres")


@pytest.fixture(scope="session")
def _shared_valkey() -> Iterator[str]:
    if address := os.environ.get(VALKEY_VARIABLE):
        yield address
    else:
        with Valkey() as valkey:
            yield valkey.url()


@pytest.fixture
def broker_url(_shared_valkey: str, worker_id: str) -> str:
    """The REDIS_URL of an empty database of a running broker; each test process has its own."""
    number = int(worker_id.removeprefix("gw")) + 1 if worker_id.startswith("gw") else 0
    address = _shared_valkey.replace("db=0", f"db={number}")
    with redis.Redis.from_url(address) as client:
        client.flushdb()
    return address


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    """A broker of this test's own, which it may kill, freeze and start again."""
    with Valkey() as server:
        yield server


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server that keeps what it accepts and misbehaves when told to."""
    with SmtpSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def _shared_directory(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """What all test processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if worker_id.startswith("gw") else own


@pytest.fixture(scope="session")
def sqlite_databases(_shared_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Migrated SQLite files, whichever database this run tests."""
    return Databases(None, tmp_path_factory.mktemp("databases"), _shared_directory)


@pytest.fixture(scope="session")
def _databases(request: pytest.FixtureRequest, sqlite_databases: Databases) -> Databases:
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return sqlite_databases
    return Databases(request.getfixturevalue("postgres_server"), sqlite_databases.directory, sqlite_databases.shared)


@pytest.fixture(scope="session")
def django_db_setup(_databases: Databases, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A copy of the one migrated database, where pytest-django would migrate one more for each test process."""
    with django_db_blocker.unblock(), own_database(_databases):
        yield


@pytest.fixture
def installation(_databases: Databases, broker_url: str, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Installation]:
    """An empty installation in processes of its own, on the kind of database this run tests.

    Its database is another than the one `django_db` gives: read and write it through
    `installation.web()`, `installation.worker()` and `installation.manage()`.
    """
    with _databases.fresh() as database:
        yield Installation(database, broker_url, smtp_sink, tmp_path)
