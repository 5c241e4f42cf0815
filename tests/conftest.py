"""Fixtures for every test: the named people, and where PostgreSQL is."""

import pytest

from tests.people import Person, sign_up


@pytest.fixture
def ada(db) -> Person:
    return sign_up("ada")


@pytest.fixture
def ben(db) -> Person:
    return sign_up("ben")


@pytest.fixture
def cleo(db) -> Person:
    return sign_up("cleo")
