"""The lender whose cases are reported on."""

from __future__ import annotations

import pytest
from tests.reports.office import CaseOffice


@pytest.fixture
def office() -> CaseOffice:
    return CaseOffice()
