"""What a rule is: a row that says what a kind of change means for those who send and read messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from harness.records import NamedTuple
from harness.vocabulary import PROOF, STRUCTURE

if TYPE_CHECKING:
    from harness.vocabulary import Basis, Direction, Effect, Impact, Subject

# Who looks for a proof; `JUDGES` says what each asks, and `harness.verdict` has a function of each name.
Judge = Literal[
    "schema",
    "added-schema",
    "missing-parameter",
    "missing-body",
    "missing-header",
    "missing-credentials",
    "remaining-credentials",
    "old-name",
    "path-parameter",
    "status-range",
    "media-type-range",
    "lost-media-type",
    "remaining-media-type",
    "style",
    "empty-value",
    "reserved-characters",
    "encoding",
    "reference",
    "sunset",
]
JUDGES: dict[Judge, str] = {
    "schema": "is any message lost or gained, by the schemas of both documents?",
    "added-schema": "does a schema that comes or goes allow less, or more, than no schema at all?",
    "missing-parameter": "does the old document take a request without the parameter?",
    "missing-body": "does the old document take a request without a body?",
    "missing-header": "does the old document promise the header, and the new one no longer?",
    "missing-credentials": "does the old document take a request without credentials?",
    "remaining-credentials": "do the ways to authenticate that are left take the same credentials?",
    "old-name": "is a request that uses the old name or place refused?",
    "path-parameter": "is every text that the place of the path had still taken there?",
    "status-range": "does the response of the range, or `default`, describe the same?",
    "media-type-range": "does the range of media types describe the same bodies?",
    "lost-media-type": "is a request with a body of the old media type refused?",
    "remaining-media-type": "do a range, or types of the old range, describe what is sent?",
    "style": "is a value written in one form and read as another?",
    "empty-value": "is a request with the name of the parameter alone refused?",
    "reserved-characters": "has a value of the parameter reserved characters?",
    "encoding": "is a part of a form sent in a form in which it is not expected?",
    "sunset": "until which day was it announced to be there?",
    "reference": "does a reference lead nowhere in one of the documents?",
}


class Rule(NamedTuple):
    """One kind of change.

    A row that names no aspect is for the aspects of its subjects that no other row names.

    Attributes:
        id: direction, subject, event in kebab case: the pattern, not the remedy.
        subjects: of which kinds of objects it is.
        impact: what it comes to, where no judge proves another.
        checks: one sentence that begins with "Checks that".
        why: why it breaks, or why it does not.
        source: the standard or convention, with its section.
        aspects: what of the subjects, as `aspect_of` says it; an empty tuple stands for those that no row names.
        effects, directions: which changes it is for; an empty tuple stands for any.
        decided_by: "structure", "convention", or the judge that looks for a proof.
        otherwise: what decides where the judge finds neither a message nor a proof; None where that is undecided.
        risk: why clients notice all the same where the judge proves that no message is lost; empty where they do not.
        law: what it comes to without the conventions; None where that is the same.
        instead: what to do, empty where there is nothing to do.
        since: the version of harness that has it.
        area: its module, as people call it; the catalogue says it.
    """

    id: str
    subjects: tuple[Subject, ...]
    impact: Impact
    checks: str
    why: str
    source: str
    aspects: tuple[str, ...] = ()
    effects: tuple[Effect, ...] = ()
    directions: tuple[Direction, ...] = ()
    decided_by: Literal["structure", "convention"] | Judge = STRUCTURE
    otherwise: Literal["structure", "convention"] | None = None
    risk: str = ""
    law: Impact | None = None
    instead: str = ""
    since: str = "0.1.0"
    area: str = ""

    @property
    def judge(self) -> Judge | None:
        """Who looks for a proof, None where nobody does."""
        match self.decided_by:
            case "structure" | "convention":
                return None
            case judge:
                return judge

    @property
    def basis(self) -> Basis:
        """What the impact rests on where no judge decides; "proof" where nothing else does."""
        match self.decided_by:
            case "structure" | "convention" as basis:
                return basis
            case _:
                return self.otherwise or PROOF
