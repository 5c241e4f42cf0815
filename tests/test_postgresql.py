"""Everything again, on PostgreSQL."""

import os
import subprocess
import sys

import pytest

from config.env import BASE
from tests.conftest import POSTGRES


@pytest.mark.postgres
def test_the_whole_suite_passes_on_postgresql():
    command = [sys.executable, "-m", "pytest", "-q", "-m", "not e2e and not postgres"]

    run = subprocess.run(
        [*command, "-p", "no:cacheprovider"],
        cwd=BASE,
        env=os.environ | {"DATABASE_URL": POSTGRES},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]
