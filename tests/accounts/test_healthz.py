"""`/healthz`: for whoever watches over the machine, and nothing for anyone else."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def test_all_is_well(client, db):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")


def test_a_migration_that_has_not_run_is_said(client, db):
    latest = MigrationLoader(connection).graph.leaf_nodes("accounts")[0]
    MigrationRecorder(connection).record_unapplied(*latest)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_a_database_that_is_gone_is_said(client, db, monkeypatch):
    def gone(*args, **kwargs):
        raise OperationalError("secret-host is gone")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", gone)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (503, b"not ready")


def test_it_asks_nobody_to_sign_in_and_leaves_no_cookie(client, db):
    answer = client.get("/healthz")

    assert dict(answer.cookies) == {}
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(client, db, method):
    assert getattr(client, method)("/healthz").status_code == 405


def test_over_https_it_still_answers_the_machine_itself(client, db, settings):
    """A proxy or a container asks over plain http, without the proxy's header."""
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/help/").status_code == 301
    assert client.get("/healthz").status_code == 200
