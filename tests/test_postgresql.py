"""Everything again, on PostgreSQL: begun in `conftest.py` beside the rest, waited for here."""

import pytest

from tests.conftest import ON_POSTGRESQL


@pytest.mark.postgres
def test_the_whole_suite_passes_on_postgresql(request: pytest.FixtureRequest):
    run, said = request.config.stash[ON_POSTGRESQL]

    status = run.wait()

    said.seek(0)
    assert status == 0, said.read()[-7000:]
