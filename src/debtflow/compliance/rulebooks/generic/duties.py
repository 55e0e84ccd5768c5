"""Generic duties: what good practice asks to be done in time everywhere; the numbers are the house's own.

None of these quotes a statute. This file knows no legal order.
"""

from __future__ import annotations

from debtflow.compliance.duties import Duty, duty
from debtflow.compliance.facts import FactSymbols
from debtflow.compliance.rulebooks.generic.citations import ALWAYS, policy, practice
from debtflow.expressions import Symbol
from debtflow.records.stages import Phase
from debtflow.values.law import Dated

__all__ = ["DUTIES"]


def _days(name: str, days: int, article: str) -> Dated:
    return Dated.constant(f"house.{name}", days, unit="days", cites=policy(article))


DISPUTE_DAYS = _days("answer_dispute_days", 30, "disputes")
FEEDBACK_DAYS = _days("feedback_days", 10, "feedback")
STOP_WORK_DAYS = _days("stop_work_days", 5, "recall of placements")


@duty(
    "generic.duty.answer_dispute",
    due=lambda f: f.disputed_since + DISPUTE_DAYS,
    discharged_by={"release_hold"},
    cites=practice("disputes"),
    since=ALWAYS,
    says={
        "en": "A dispute is answered within {answer_dispute_days} days",
        "zh": "异议应在 {answer_dispute_days} 日内答复",
    },
)
def answer_dispute(f: FactSymbols) -> Symbol:
    return f.debt_is_disputed


@duty(
    "generic.duty.review_hold",
    due=lambda f: f.hold_review_on,
    discharged_by={"amend_hold", "release_hold"},
    cites=practice("holds"),
    since=ALWAYS,
    says={"en": "A hold is looked at again on the day that was set for it", "zh": "停催限制应按期复核"},
)
def review_hold(f: FactSymbols) -> Symbol:
    return f.hold_review_on > 0


@duty(
    "generic.duty.stop_work",
    due=lambda f: f.recalled_on + STOP_WORK_DAYS,
    discharged_by={"confirm_stop_work"},
    cites=practice("placement"),
    since=ALWAYS,
    says={
        "en": "The agency shows within {stop_work_days} days of the recall that it stopped work",
        "zh": "催收机构应在撤回后 {stop_work_days} 日内停止作业并证明",
    },
)
def stop_work(f: FactSymbols) -> Symbol:
    return f.recalled_on > 0


@duty(
    "generic.duty.feedback",
    due=lambda f: f.stage_entered_on + FEEDBACK_DAYS,
    discharged_by={"submit_feedback"},
    cites=practice("feedback"),
    since=ALWAYS,
    says={
        "en": "What came of a placement or of legal action is reported within {feedback_days} days",
        "zh": "委外或诉讼结果应在 {feedback_days} 日内反馈",
    },
)
def feedback(f: FactSymbols) -> Symbol:
    return (f.phase == Phase.FEEDBACK) & ~f.feedback_given


DUTIES: tuple[Duty, ...] = (answer_dispute, review_hold, stop_work, feedback)
