from __future__ import annotations

import pytest

from assistant.cli.finding import Finding, check, problem
from assistant.errors import DeviceMissing


@pytest.mark.parametrize(
    ("finding", "verdict"),
    [
        (Finding("disk", True, "much"), "ok"),
        (Finding("disk", False, "little"), "warning"),
        (Finding("disk", False, "none", exit_code=3), "problem"),
    ],
)
def test_only_what_ends_the_program_is_a_problem(finding: Finding, verdict: str) -> None:
    assert finding.verdict.plain == verdict


def test_what_is_well_needs_no_mending() -> None:
    assert check("disk", True, "much", "make room").mend == ""
    assert check("disk", False, "little", "make room") == Finding("disk", False, "little", "make room")


def test_a_message_is_a_finding_and_its_mend() -> None:
    found = problem("sound", DeviceMissing("there is no speaker; connect one; then try again"), 3)
    assert found == Finding("sound", False, "there is no speaker", "connect one; then try again", 3)
