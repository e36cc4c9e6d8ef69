"""What a local installation needs before its web server starts: tables, an admin, demonstration timelines."""

from __future__ import annotations

import hashlib
import os
import sys

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tracker.local.places import Places


def migrate() -> None:
    """Bring the tables up to date; takes no time when they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Preparing the database", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def ensure_admin(places: Places) -> None:
    """Create the user `admin` with a random password, or forget the kept one once it has been changed."""
    from django.contrib.auth import get_user_model

    users = get_user_model()
    admin = users.objects.filter(username="admin").first()
    if admin is None:
        places.admin_password.unlink(missing_ok=True)
        users.objects.create_superuser("admin", password=places.secret(places.admin_password))
    elif places.admin_password.exists() and not admin.check_password(places.secret(places.admin_password)):
        places.admin_password.unlink()
        print("The password of admin has been changed, so the one that was made for it is forgotten", flush=True)


def load_demonstration(places: Places) -> None:
    """Load demo/*.yaml the first time this database is used; what editors did later is never touched."""
    from timeline.models import Timeline

    name = connection.settings_dict["HOST"] + "/" + str(connection.settings_dict["NAME"])
    stamp = places.var / f"demonstration-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    state = stamp.read_text() if stamp.exists() else ""
    if state == "loaded" or (not state and Timeline.objects.exists()):
        return
    files = sorted(str(path) for path in (settings.BASE_DIR / "demo").glob("*.yaml"))
    print(f"Loading {len(files)} demonstration timelines", flush=True)
    # An interrupted first load is taken up again: loading a file twice changes nothing.
    stamp.write_text("loading")
    call_command("loadtimeline", *files)
    stamp.write_text("loaded")


def main() -> None:
    """Run all of it; ends with status 1 and a sentence when something cannot be done."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings.local")
    django.setup()
    places = Places(settings.VAR_DIR)
    try:
        migrate()
        ensure_admin(places)
        load_demonstration(places)
    except (CommandError, django.db.Error, OSError) as error:
        sys.exit(f"Longstop cannot be prepared: {error}")


if __name__ == "__main__":
    main()
