"""What plain `schemathesis run` finds of the faults of the marina: `python -m tests.mutants.plain [COUNT] [SEED]`.

Each fault is asked for under one version, by its document, with the header of the version and credentials: as somebody
would who has one document of many. What is found on the server without faults counts for nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.mutants.marina import Marina, served
from tests.mutants.marina_documents import DAYS, HEADER, PEOPLE, document
from tests.mutants.marina_faults import FAULTS

_EXAMPLES = 10
_SECONDS = 600


def main() -> None:
    """Print a line of JSON for each fault: whether anything is found, and by which of its checks."""
    count, seed = (*sys.argv[1:], *("20", "plain")[len(sys.argv) - 1 :])[:2]
    with TemporaryDirectory(prefix="harness-plain-") as folder:
        for day in DAYS:
            (Path(folder) / f"{day}.json").write_text(json.dumps(document(day)))
        before = {day: _failures(folder, day) for day in DAYS}
        for fault in Random(seed).sample(sorted(FAULTS), int(count)):  # noqa: S311 - it picks faults
            found = {day: sorted(_failures(folder, day, fault) - before[day]) for day in DAYS}
            line = {"fault": fault, "check": FAULTS[fault], "found": any(found.values()), "by": found}
            print(json.dumps(line), flush=True)


def _failures(folder: str, day: str, *faults: str) -> set[tuple[str, str]]:
    """The code and the operations of each failure."""
    report, person = Path(folder) / "report.json", PEOPLE[0]
    program = Path(sys.executable).with_name("schemathesis")
    headers = (f"{HEADER}: {day}", f"Authorization: Bearer {person.token}", f"Marina-Crew: {person.crew}")
    with served(Marina(*faults)) as url:
        subprocess.run(
            [
                *(program, "run", Path(folder) / f"{day}.json", "--url", url, "--seed", "1", "--continue-on-failure"),
                *("-n", str(_EXAMPLES), "--no-shrink", "--no-color", "--request-timeout", "4"),
                *("--report", "json", "--report-json-path", report),
                *(word for header in headers for word in ("-H", header)),
            ],
            cwd=folder,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    failures = json.loads(report.read_text())["failures"]
    report.unlink()
    return {(failure["code"], name) for failure in failures for name in failure["operations"]}


if __name__ == "__main__":
    main()
