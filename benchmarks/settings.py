"""The project as it is served, with one page more: the bare one that the others are measured by."""

from config.settings import *  # noqa: F403 - these are the project's settings, with one change

ROOT_URLCONF = "benchmarks.urls"
