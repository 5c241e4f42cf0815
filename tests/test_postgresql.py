"""All but the browser walks, on SQLite and on PostgreSQL: begun in `conftest.py` beside those,
waited for here.
"""

import pytest

from tests.conftest import BESIDE


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_the_rest_of_the_suite_passes_beside(request: pytest.FixtureRequest, database: str):
    beside = request.config.stash[BESIDE][database]
    status, said = beside.wait()

    assert status == 0, "\n".join([*beside.failures, said[-7000:]])
