"""What every test shares: how Hypothesis searches."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadline: two test workers share two processors, and a slow moment there is no fault of the code.
settings.register_profile("dev", deadline=None, print_blob=True)
# Continuous integration searches the same examples each time, so that a red run can be repeated.
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True)
# The named long run: `HYPOTHESIS_PROFILE=soak .venv/bin/python -m pytest tests/laws`.
settings.register_profile(
    "soak",
    parent=settings.get_profile("dev"),
    max_examples=5_000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))
