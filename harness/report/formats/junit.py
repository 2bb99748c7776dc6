"""JUnit XML, which the schemas of Ant and Jenkins both allow: suites, and cases in folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.report.words.text import clipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from junitparser import TestCase, TestSuite

LONGEST = 1_000
LONGEST_MESSAGE = 4_000


def junit(name: str, suites: Iterable[TestSuite]) -> Iterator[bytes]:
    """The whole file."""
    from io import BytesIO

    from junitparser import JUnitXml

    document = JUnitXml(name)
    for suite in suites:
        document.add_testsuite(suite)
    # The other counts of suites have no place in the schema of Jenkins.
    document.tests = sum(suite.tests for suite in document)
    document.failures = sum(suite.failures for suite in document)
    document.errors = sum(suite.errors for suite in document)
    written = BytesIO()
    document.write(written, pretty=True)
    yield written.getvalue()


def case_in(folders: Iterable[str], name: str) -> TestCase:
    """A case; readers make folders of what stands between dots."""
    from junitparser import TestCase

    return TestCase(clipped(name, LONGEST), ".".join(clipped(folder, LONGEST).replace(".", "_") for folder in folders))
