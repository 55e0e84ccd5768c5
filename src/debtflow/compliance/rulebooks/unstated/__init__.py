"""What the texts say and no rule here does: held elsewhere in the library, or left out, and why.

A rule owner who reads a book beside its text finds here what is missing from it, in the order of the text and with how
surely it is known. What is stated and off is an option and stands in the catalogue. No rule stands in these rooms.
"""

from __future__ import annotations

from debtflow.compliance.rulebooks.unstated.held_elsewhere import HELD_ELSEWHERE
from debtflow.compliance.rulebooks.unstated.left_out import LEFT_OUT
from debtflow.compliance.rulebooks.unstated.rows import Unstated

__all__ = ["HELD_ELSEWHERE", "LEFT_OUT", "Unstated"]
