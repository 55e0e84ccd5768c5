"""What the standard facts are called in Chinese, and what lifts the rules that come along.

A label for every standard fact and every member of its codes; a house test says which one is missing. Noun phrases for
numbers, clauses for flags, as in English. Translated by hand for reading a refusal; the law's own terms are the law's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from debtflow.expressions import Label
from debtflow.records.holds import HoldKind
from debtflow.records.parties import Capacity, Channel
from debtflow.records.proceedings import Venue
from debtflow.records.purposes import Purpose
from debtflow.records.stages import Custody, Outcome, Phase, Role

__all__ = ["LABELS_ZH", "LIFTS_ZH"]


def _number(words: str) -> Label:
    return Label("zh", words)


def _flag(words: str, denied: str) -> Label:
    return Label("zh", words, denied)


_PHASES = (
    (Phase.WATCH, "预警"),
    (Phase.CONFIRMATION, "债务确认"),
    (Phase.REMINDER, "逾期提醒"),
    (Phase.NEGOTIATION, "协商"),
    (Phase.REFERRAL, "委外"),
    (Phase.LEGAL, "法律程序"),
    (Phase.FEEDBACK, "结果反馈"),
    (Phase.CLOSED, "已结案"),
)
_CUSTODY = (
    (Custody.CREDITOR, "债权人"),
    (Custody.AGENCY, "催收机构"),
    (Custody.LAW_FIRM, "律师事务所"),
    (Custody.BUYER, "债权受让人"),
)
_CHANNELS = (
    (Channel.PHONE, "电话"),
    (Channel.SMS, "短信"),
    (Channel.EMAIL, "电子邮件"),
    (Channel.APP, "应用内消息"),
    (Channel.LETTER, "信函"),
    (Channel.VISIT, "上门"),
)
_ROLES = (
    (Role.CREDITOR, "债权人"),
    (Role.AGENCY, "催收机构"),
    (Role.LAW_FIRM, "律师事务所"),
    (Role.ASSIGNEE, "债权受让人"),
    (Role.SYSTEM, "系统"),
)
_OUTCOMES = (
    (Outcome.PAID_IN_FULL, "全额清偿"),
    (Outcome.CURED, "逾期已还清"),
    (Outcome.SETTLED, "和解结清"),
    (Outcome.RESTRUCTURED, "债务重组"),
    (Outcome.WITHDRAWN_ERROR, "因差错撤回"),
    (Outcome.NOT_LIABLE_FRAUD, "因欺诈不承担债务"),
    (Outcome.DUPLICATE, "重复案件"),
    (Outcome.DISCHARGED_INSOLVENCY, "破产免责"),
    (Outcome.DECEASED_NO_ESTATE, "债务人死亡且无遗产"),
    (Outcome.TIME_BARRED, "已过诉讼时效"),
    (Outcome.FORGIVEN, "债务免除"),
    (Outcome.UNECONOMIC, "无催收价值"),
    (Outcome.UNTRACEABLE, "债务人下落不明"),
    (Outcome.EXHAUSTED, "催收手段已穷尽"),
    (Outcome.SOLD, "债权已转让"),
)

_PURPOSES = (
    (Purpose.COLLECT, "催收"),
    (Purpose.LOCATE, "查找债务人下落"),
    (Purpose.LIMITED_CONTENT, "有限内容留言"),
    (Purpose.VALIDATION_NOTICE, "债务确认通知"),
    (Purpose.VERIFICATION, "异议核实答复"),
    (Purpose.SAME_DISPUTE_ANSWERED, "重复异议答复"),
    (Purpose.END_OF_EFFORTS, "停止催收通知"),
    (Purpose.NOTICE_OF_REMEDY, "救济措施通知"),
    (Purpose.OPT_OUT_CONFIRMATION, "停用联系方式的确认"),
    (Purpose.NEGATIVE_INFORMATION, "不良信息告知"),
    (Purpose.ASSIGNMENT_NOTICE, "债权转让通知"),
    (Purpose.DEFAULT_NOTICE, "违约通知"),
    (Purpose.FORBEARANCE_OFFER, "宽限方案"),
    (Purpose.REQUIRED_BY_LAW, "法定通知"),
)
_CAPACITIES = (
    (Capacity.NOBODY, "无关第三人"),
    (Capacity.SPOUSE, "配偶"),
    (Capacity.PARENT_OF_MINOR, "未成年人的父母"),
    (Capacity.GUARDIAN, "监护人"),
    (Capacity.EXECUTOR, "遗产管理人"),
    (Capacity.SUCCESSOR_IN_INTEREST, "权利继受人"),
    (Capacity.ATTORNEY, "代理律师"),
)
_VENUES = (
    (Venue.RESIDENCE, "债务人住所地"),
    (Venue.SIGNED, "合同签订地"),
    (Venue.PROPERTY, "不动产所在地"),
    (Venue.ELSEWHERE, "其他地点"),
)
_HOLDS = {
    HoldKind.DISPUTE: ("债务存在争议", "没有未决争议"),
    HoldKind.CEASE_CONTACT: ("对方要求停止联系", "对方没有要求停止联系"),
    HoldKind.CHANNEL_OPT_OUT: ("对方要求停用此联系方式", "对方没有要求停用此联系方式"),
    HoldKind.REPRESENTED: ("已有代理人", "没有代理人"),
    HoldKind.INSOLVENCY_STAY: ("破产程序中止催收", "没有破产程序中止催收"),
    HoldKind.DECEASED: ("债务人已死亡", "未知债务人死亡"),
    HoldKind.MORATORIUM: ("处于延期偿付期", "不在延期偿付期"),
    HoldKind.VULNERABLE: ("属于弱势人群", "未知属于弱势人群"),
    HoldKind.HARDSHIP_REVIEW: ("困难情况审核中", "没有困难情况审核"),
    HoldKind.COMPLAINT_OPEN: ("有未结投诉", "没有未结投诉"),
    HoldKind.FRAUD_REVIEW: ("欺诈核查中", "没有欺诈核查"),
    HoldKind.PAYMENT_PENDING: ("已告知的款项尚未到账", "没有待到账的款项"),
    HoldKind.DATA_QUALITY: ("数据存疑", "数据无疑点"),
    HoldKind.MANUAL: ("有机构自行设置的停催限制", "没有机构自行设置的停催限制"),
    HoldKind.VALIDATION_PENDING: ("债务待确认", "没有待确认的债务"),
    HoldKind.INCONVENIENT_TIME_OR_PLACE: ("此时间或地点对其不便", "未知此时间或地点对其不便"),
    HoldKind.MILITARY_PROTECTION: ("正在服役", "未知正在服役"),
    HoldKind.MINOR_OR_INCAPACITY: ("未成年或缺乏行为能力", "未知缺乏行为能力"),
    HoldKind.EVIDENCE_PRESERVATION: ("证据保全中", "没有证据保全"),
    HoldKind.STAY_OF_PROCEEDINGS: ("诉讼程序中止", "诉讼程序没有中止"),
    HoldKind.EMPLOYER_PROHIBITS: ("用人单位禁止在该处联系", "没有用人单位禁止在该处联系"),
    HoldKind.IDENTITY_THEFT: ("债务被指源于身份盗用", "没有身份盗用通知"),
    HoldKind.DISCHARGED: ("债务已在破产中免责", "未知债务已免责"),
}
_NOTICES = [(purpose, words) for purpose, words in _PURPOSES if purpose > Purpose.LIMITED_CONTENT]

LABELS_ZH: Final[Mapping[str, Label]] = {
    # case
    "phase": Label("zh", "案件阶段", codes=_PHASES),
    "custody": Label("zh", "现处理方", codes=_CUSTODY),
    "confirmations": _number("债务确认次数"),
    "confirmed": _flag("债务已确认", "债务尚未确认"),
    "reminders_sent": _number("已发出的提醒次数"),
    "last_reminder_on": _number("最近一次提醒的日期"),
    "days_since_last_reminder": _number("距最近一次提醒的天数"),
    "stage_entered_on": _number("进入当前环节的日期"),
    "days_in_stage": _number("在当前环节的天数"),
    "failures_in_a_row": _number("连续未能通话的次数"),
    "talks_on_this_debt": _number("就本债务通话的次数"),
    "promises_broken": _number("失信的还款承诺次数"),
    "promise_open": _flag("有未到期的还款承诺", "没有未到期的还款承诺"),
    "arrangement_running": _flag("有正在履行的还款安排", "没有正在履行的还款安排"),
    "arrangements_broken": _number("违约的还款安排次数"),
    "charged_off": _flag("损失已核销入账", "债务仍在账"),
    "waived_by_offer": _number("拟议安排中放弃的金额"),
    "waived_before": _number("本案此前已减免的金额"),
    "first_reported_on": _number("首次报送征信的日期"),
    "undermined_decisions": _number("依据已变化且尚未复核的决定数"),
    "wave": _number("累计委外次数"),
    "recalled_on": _number("委外撤回日期（催收机构尚未证明已停止作业）"),
    "feedback_given": _flag("上一阶段的结果已反馈", "上一阶段的结果尚未反馈"),
    # ledger
    "owed": _number("所欠总额"),
    "arrears": _number("逾期金额"),
    "days_past_due": _number("逾期天数"),
    "given_up_if_completed": _number("若现在视还款安排为履行完毕，债权人放弃的金额"),
    "arrangement_kept": _flag("还款安排正在按约履行，且没有迟延", "没有正在履行的还款安排，或其中已有迟延"),
    # dossier
    "calls_counted_today": _number("当日致电该人的次数"),
    "calls_counted_today_and_6_days_before": _number("当日及此前6日致电该人的次数"),
    "messages_counted_today_and_6_days_before": _number("当日及此前6日向该人发送信息的次数"),
    "visits_counted_today_and_29_days_before": _number("当日及此前29日上门的次数"),
    "days_since_last_try": _number("距最近一次联系尝试的天数"),
    "last_try_on": _number("最近一次联系尝试的日期"),
    "talks_counted_today": _number("当日与该人通话的次数（含尚未回报的致电，合并计算所有债务与催收方）"),
    # dealings
    "purpose": Label("zh", "联系目的", codes=_PURPOSES),
    "communicated_on": _number("首次向债务人告知债务事项的日期"),
    "talked_on": _number("首次就本债务与债务人通话或面谈的日期"),
    "days_a_message_stood": _number("就本债务发出的信息未被退回的最长天数"),
    "told_of_assignment_on": _number("首次发出且未被退回的债权转让通知日，不论由谁发出"),
    "asked_where": _number("已向该人查询他人下落的次数"),
    **{f"first_{each.name.lower()}_on": _number(f"首次发出且未被退回的{words}的日期") for each, words in _NOTICES},
    **{f"last_{each.name.lower()}_on": _number(f"最近一次发出且未被退回的{words}的日期") for each, words in _NOTICES},
    "agreed_to_calls_on": _number("同意来电且此后尚未通话的日期"),
    "days_since_consent_to_calls": _number("距同意来电的天数"),
    "consented_to_hours": _flag("对方同意在其他时间联系", "对方没有同意在其他时间联系"),
    "consented_to_point": _flag("对方同意以此联系方式联系", "对方没有同意以此联系方式联系"),
    "consented_to_telling_this_person": _flag("债务人同意与此人沟通", "债务人没有同意与此人沟通"),
    "consented_to_reporting": _flag("债务人同意报送征信", "债务人没有同意报送征信"),
    "consented_to_sharing": _flag("债务人同意向其他处理者提供个人信息", "债务人没有同意向其他处理者提供个人信息"),
    "answers_their_message": _flag("对方以此方式发来的信息尚待答复", "没有对方以此方式发来的待答复信息"),
    "minutes_since_call_in_vain": _number("距上次拨打此号码无人接听的分钟数"),
    # holds
    **{f"hold_{kind.name.lower()}": _flag(*words) for kind, words in _HOLDS.items()},
    "person_reached_cannot_speak": _flag("被联系人已死亡、未成年或无行为能力", "未知被联系人死亡或无行为能力"),
    "person_reached_asked_to_cease": _flag("被联系人要求停止联系", "被联系人没有要求停止联系"),
    "cease_in_writing": _flag("停止联系的要求为书面提出", "停止联系的要求并非书面提出"),
    "dispute_in_writing": _flag("争议以书面提出", "争议没有以书面提出"),
    "hold_blocks_contact": _flag("停催限制禁止本次联系", "没有停催限制禁止本次联系"),
    "hold_blocks_escalation": _flag("停催限制禁止升级处理", "没有停催限制禁止升级处理"),
    "hold_blocks_referral": _flag("停催限制禁止委外", "没有停催限制禁止委外"),
    "hold_blocks_litigation": _flag("停催限制禁止法律行动", "没有停催限制禁止法律行动"),
    "hold_blocks_enforcement": _flag("停催限制禁止强制执行", "没有停催限制禁止强制执行"),
    "hold_blocks_reporting": _flag("停催限制禁止报送征信", "没有停催限制禁止报送征信"),
    "hold_blocks_sale": _flag("停催限制禁止转让债权", "没有停催限制禁止转让债权"),
    "debt_is_disputed": _flag("债务存在争议，或尚待核验", "债务没有争议，也无待核验事项"),
    "disputed_since": _number("争议开始的日期"),
    "hold_review_on": _number("停催限制最早的复核日期"),
    # action, and who asks
    "channel": Label("zh", "联系渠道", codes=_CHANNELS),
    "reaches_third_person": _flag("联系到的人不是债务人", "联系到的人是债务人"),
    "reached_stands_as": Label("zh", "被联系人的身份", codes=_CAPACITIES),
    "point_is_at_work": _flag("该联系方式属于工作单位", "该联系方式不属于工作单位"),
    "data_deleted": _flag("受托数据已返还或删除", "受托数据尚未返还或删除"),
    "days_until_last_instalment": _number("距所提安排最后一期的天数"),
    "venue": Label("zh", "管辖依据", codes=_VENUES),
    "judgment_by_default": _flag("判决为缺席判决", "判决不是缺席判决"),
    "military_affidavit": _flag("已宣誓说明债务人是否服役", "没有人宣誓说明债务人是否服役"),
    "report_is_marked_disputed": _flag("报送已注明债务存在争议", "报送未注明债务存在争议"),
    "waived_permille_of_owed": _number("拟减免金额占所欠总额的千分比"),
    "waived_permille_in_all": _number("连同本次在内，本案累计减免占减免前所欠总额的千分比"),
    "outcome": Label("zh", "结案结果", codes=_OUTCOMES),
    "actor_role": Label("zh", "申请人的角色", codes=_ROLES),
    "actor_has_custody": _flag("申请人是现处理方", "申请人不是现处理方"),
    "actor_is_creditor": _flag("申请人代表债权人", "申请人不代表债权人"),
    "actor_ends_own_part": _flag(
        "申请人是在答复交给自己的委托，或了结已被收回的事务", "该事项不属于申请人可自行了结的事务"
    ),
    "actor_proposed_it": _flag("申请人就是提议人", "申请人不是提议人"),
    # register, collector, clock
    "agency_licensed": _flag("催收机构持有当日有效的资质", "催收机构没有当日有效的资质"),
    "agency_violent": _flag("催收机构有暴力催收记录", "催收机构没有暴力催收记录"),
    "days_since_agency_evaluation": _number("距最近一次评估催收机构的天数"),
    "collector_uncertified": _flag(
        "申请人登记为催收员，但没有当日有效的资格", "申请人未登记为催收员，或持有当日有效的资格"
    ),
    "collector_of_another_party": _flag("申请人登记于另一家机构", "申请人未登记于另一家机构"),
    "today": _number("当日"),
    "minute_earliest": _number("该人可能所在各时区中最早的当地时间"),
    "minute_latest": _number("该人可能所在各时区中最晚的当地时间"),
    "today_at_the_earliest": _number("债务人可能所处各日中最早的一日"),
    "calls_to_this_point_today": _number("当日对该联系方式的通话次数"),
    "unanswered_calls_to_this_point_today": _number("当日对该联系方式的未接通话次数"),
    "messages_to_this_point_today": _number("当日对该联系方式的信息条数"),
    "messages_to_this_point_today_and_6_days_before": _number("当日及之前6日对该联系方式的信息条数"),
    "calls_about_this_debt_today": _number("当日就该笔债务的通话次数"),
    "calls_about_this_debt_today_and_6_days_before": _number("当日及之前6日就该笔债务的通话次数"),
    "messages_about_this_debt_today_and_6_days_before": _number("当日及之前6日就该笔债务的信息条数"),
    "talks_about_this_debt_today": _number("当日就该笔债务的有效通话次数"),
    "visits_about_this_debt_today_and_29_days_before": _number("当日及之前29日就该笔债务的上门次数"),
    "calls_by_this_party_today": _number("当日本机构的通话次数"),
    "calls_by_this_party_today_and_6_days_before": _number("当日及之前6日本机构的通话次数"),
    "talks_with_this_party_today": _number("当日与本机构的有效通话次数"),
    "visits_by_this_party_today_and_29_days_before": _number("当日及之前29日本机构的上门次数"),
    "calls_about_this_debt_by_this_party_today_and_6_days_before": _number("当日及之前6日本机构就该笔债务的通话次数"),
    "busy_calls_about_this_debt_by_this_party_today_and_6_days_before": _number("其中未能接通的次数"),
    "misdirected_calls_about_this_debt_by_this_party_today_and_6_days_before": _number("其中接通后发现号码有误的次数"),
    "talks_about_this_debt_with_this_party_today": _number("当日与本机构就该笔债务的有效通话次数"),
    "last_talk_about_this_debt_with_this_party_on": _number("最近一次与本机构就该笔债务有效通话之日(31日内没有则为0)"),
    "days_since_talk_about_this_debt_with_this_party": _number("距最近一次与本机构就该笔债务有效通话的天数"),
    "last_phone_talk_about_this_debt_with_this_party_on": _number(
        "最近一次与本机构就该笔债务电话有效通话之日(31日内没有则为0)"
    ),
    "days_since_phone_talk_about_this_debt_with_this_party": _number("距最近一次与本机构就该笔债务电话有效通话的天数"),
    "unanswered_calls_counted_today": _number("当日对债务人的未接通话次数"),
    "messages_counted_today": _number("当日对债务人的信息条数"),
    "visits_counted_today": _number("当日对债务人的上门次数"),
    "is_card": _flag("该债务为信用卡债务", "该债务不是信用卡债务"),
    "is_a_banks": _flag("该债务为信用卡或消费贷款", "该债务既非信用卡也非消费贷款"),
    "ten_thousandths_a_year": _number("按约定条款一年内的综合费率（万分之）"),
    "cn_limitation_ends_on": _number("《民法典》诉讼时效期间届满日"),
    "limitation_began_on": _number("告知的诉讼时效起算日"),
    "limitation_ends_on": _number("登记债务时计算的诉讼时效届满日"),
    "limitation_months": _number("告知的诉讼时效月数"),
    "part_payment_restarts_limitation": _flag("部分还款使时效重新起算", "部分还款不使时效重新起算"),
    "acknowledgement_restarts_limitation": _flag("承诺还款使时效重新起算", "承诺还款不使时效重新起算"),
}
"""Chinese labels by the names of the facts that rules of good practice and of China read."""

LIFTS_ZH: Final[Mapping[str, str]] = {
    "a certificate, entered with cases.register(Collector(...))": "以 cases.register(Collector(...)) 登记有效资格",
    "a new amount falling due": "有新的款项到期",
    "a report that is marked as disputed": "报送时注明存在争议",
    "a valid licence on file": "登记有效的资质",
    "an instalment being missed": "有一期未按时还款",
    "a notice of the assignment that does not come back": "送达债权转让通知",
    "a notice of what is to be reported": "事先告知拟报送的信息",
    "a shorter plan": "缩短分期期限",
    "another agency": "改用其他催收机构",
    "approval by a second person": "第二人批准",
    "approval by somebody else": "由他人批准",
    "asking as the creditor": "由债权人提出",
    "asking only where the debtor is": "仅询问债务人的联系方式",
    "calls to the debtor that reach nobody": "致电债务人而无人接听",
    "contact with the borrower or a guarantor": "联系债务人或其担保人",
    "confirm_debt": "债务确认（confirm_debt）",
    "confirm_stop_work": "证明已停止作业（confirm_stop_work）",
    "entering the collector with the firm for which they act": "按其所代表的机构登记该催收员",
    "evaluation of the agency": "评估该催收机构",
    "placement with whoever asks": "委托给申请人",
    "recall": "撤回委外（recall）",
    "recall and stop-work, or placement with whoever asks": "撤回并停止作业，或委托给申请人",
    "release of the hold": "解除停催限制",
    "returning or deleting it": "返还或删除该信息",
    "reversal of a payment": "还款被冲正",
    "review_decision": "复核该决定（review_decision）",
    "their consent to pay": "义务人同意履行",
    "the person's separate consent": "取得个人单独同意",
    "the person's written consent": "取得信息主体书面同意",
    "the arrangement being broken": "还款安排违约终止",
    "the end of the dispute": "争议终结",
    "the promise being kept, broken once its last day and grace have passed, or withdrawn": "还款承诺履行、期限及宽限期届满而失信，或者撤回",
}
"""Chinese words for what lifts the rules that come along, by their English words."""
