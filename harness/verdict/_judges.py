"""The judges that rules name, but for that of schemas: what each finds out about a change of what is no schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.verdict._absences import ABSENCES
from harness.verdict._described import DESCRIBED
from harness.verdict._encodings import ENCODINGS
from harness.verdict._forms import FORMS
from harness.verdict._references import REFERENCES
from harness.verdict._security import judged_removal

if TYPE_CHECKING:
    from collections.abc import Callable

    from harness.comparison import Change
    from harness.rules import Judge
    from harness.verdict._finding import Judgement
    from harness.verdict._inquiry import Inquiry

# None where the judge has nothing to say, and the rule decides by what it names otherwise.
JUDGES: dict[Judge, Callable[[Inquiry, Change], Judgement | None]] = {
    **ABSENCES,
    **DESCRIBED,
    **FORMS,
    **ENCODINGS,
    **REFERENCES,
    "remaining-credentials": judged_removal,
}
