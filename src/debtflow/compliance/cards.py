"""Cards: a rule, a book or a duty as a piece of HTML that stands by itself in a notebook or on a page.

Nothing is fetched and nothing runs: no script, no font, no picture. All words are escaped, and every colour is said
beside its ground, so that a card is readable on a light page and on a dark one. No meaning rests on colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Final

from debtflow.compliance.provisions import Provision
from debtflow.compliance.tongues import ENGLISH, Tongue
from debtflow.records.findings import Tone
from debtflow.values.law import Basis, Citation

__all__ = ["COLOURS", "book_card", "card", "law", "mark", "owed_card", "rows", "rule_card"]

_LIGHT: Final = (
    "--ground:#ffffff;--ink:#1f2933;--pale:#5b6673;--edge:#d8dde3;--soft:#f5f7f9;"
    "--go:#17693a;--go-soft:#e6f4ea;--wait:#7d5200;--wait-soft:#fdf1dc;--stop:#a4231b;--stop-soft:#fdeae8;"
    "--note:#3d4f9e;--note-soft:#eceffb"
)
_DARK: Final = (
    "--ground:#1b1f24;--ink:#e6eaee;--pale:#a3adb8;--edge:#3a424b;--soft:#242a31;"
    "--go:#7ed9a0;--go-soft:#173324;--wait:#f0c36d;--wait-soft:#3a2d12;--stop:#ff9d93;--stop-soft:#43201d;"
    "--note:#aab8ff;--note-soft:#262d4d"
)
# A page says that it is dark by the reader's own setting, or a notebook by a mark of its own on the body.
_STYLE: Final = (
    f".debtflow{{{_LIGHT};color-scheme:light}}"
    f"@media (prefers-color-scheme:dark){{.debtflow{{{_DARK};color-scheme:dark}}}}"
    f"[data-jp-theme-light=true] .debtflow,.vscode-light .debtflow{{{_LIGHT};color-scheme:light}}"
    f"[data-jp-theme-light=false] .debtflow,.vscode-dark .debtflow{{{_DARK};color-scheme:dark}}"
    ".debtflow{box-sizing:border-box;max-width:56rem;margin:.5em 0;padding:1rem 1.15rem;border:1px solid var(--edge);"
    "border-radius:8px;background:var(--ground);color:var(--ink);font:14px/1.5 -apple-system,'Segoe UI',Roboto,"
    "'Helvetica Neue',Arial,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif;"
    "text-align:left;overflow-wrap:anywhere}"
    ".debtflow *{box-sizing:border-box}"
    ".debtflow code{font:12.5px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
    "color:inherit;background:none;padding:0}"
    ".debtflow .head{display:flex;flex-wrap:wrap;gap:.2rem .75rem;align-items:center}"
    ".debtflow .what{font-size:16px;font-weight:600}.debtflow .what code{font-size:15px}"
    ".debtflow .pale{color:var(--pale);font-size:13px}"
    ".debtflow .mark{display:inline-block;padding:.1rem .6rem;border-radius:999px;font-weight:600;white-space:nowrap}"
    ".debtflow .go{color:var(--go);background:var(--go-soft)}.debtflow .wait{color:var(--wait);background:var(--wait-soft)}"
    ".debtflow .stop{color:var(--stop);background:var(--stop-soft)}"
    ".debtflow .note{color:var(--note);background:var(--note-soft)}"
    ".debtflow .tag{font-size:12px;padding:0 .5rem;line-height:1.6}"
    ".debtflow .finding{margin:.8rem 0 0;padding:.1rem 0 .1rem .85rem;border-left:3px solid var(--edge);background:none}"
    ".debtflow .finding.stop{border-color:var(--stop)}.debtflow .finding.wait{border-color:var(--wait)}"
    ".debtflow .finding.note{border-color:var(--note)}.debtflow .finding{color:var(--ink)}"
    ".debtflow .says{display:flex;flex-wrap:wrap;gap:.1rem .6rem;align-items:baseline;font-weight:600}"
    ".debtflow .apart{margin-top:.5rem}"
    ".debtflow dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem .8rem;margin:.25rem 0 0;padding:0}"
    ".debtflow dt{color:var(--pale);font-weight:400;font-size:13px;margin:0;padding:0}"
    ".debtflow dd{margin:0;padding:0}"
    ".debtflow .foot{margin:.9rem 0 0;padding:.55rem .8rem;border-radius:6px;background:var(--soft)}"
    ".debtflow .foot b{font-weight:600}.debtflow .last{margin:.7rem 0 0}"
    ".debtflow table{border-collapse:collapse;width:100%;margin:.7rem 0 0;color:var(--ink);font-size:13px}"
    ".debtflow th,.debtflow td{text-align:left;vertical-align:top;padding:.4rem .8rem .4rem 0;border:0;"
    "border-top:1px solid var(--edge);background:none;color:var(--ink);white-space:normal}"
    ".debtflow td:nth-child(2){width:50%}.debtflow th{border-top:0;color:var(--pale);font-weight:400}"
)

COLOURS: Final[Mapping[Tone, str]] = {
    Tone.FORBID: "stop",
    Tone.PRESUME: "stop",
    Tone.APPROVE: "wait",
    Tone.ADVISE: "note",
}
"""What stands in the way for good, what somebody can lift, what is only noted."""


def card(parts: Iterable[str], language: str = "en") -> str:
    """Parts (HTML) as one card, with its style."""
    return f'<div class="debtflow" lang="{escape(language)}"><style>{_STYLE}</style>{"".join(parts)}</div>'


def mark(words: str, colour: str, *, small: bool = False) -> str:
    """Words in a coloured field: `go`, `wait`, `stop` or `note`."""
    return f'<span class="mark{" tag" if small else ""} {colour}">{escape(words)}</span>'


def rows(labelled: Iterable[tuple[str, str]]) -> str:
    """Labels with what is said to each (HTML); what is empty is left out."""
    made = "".join(f"<dt>{escape(label)}</dt><dd>{said}</dd>" for label, said in labelled if said)
    return f"<dl>{made}</dl>" if made else ""


def law(cites: Citation, tongue: Tongue) -> str:
    """The law, how it is known, and a mark where nobody has read it; the house's own policy is no law to be read."""
    known = tongue.basis_words[cites.basis]
    doubt = "" if cites.basis in (Basis.VERIFIED, Basis.HOUSE) else " " + mark(tongue.not_verified, "wait", small=True)
    return f'{escape(tongue.placed(cites))} <span class="pale">({escape(known)})</span>{doubt}'


# ---- rules, books, duties -----------------------------------------------------------------------------------------


def _in_force(stated: Provision) -> str:
    since = "always" if stated.since == date.min else f"since {stated.since}"
    return since if stated.until is None else f"{since}, until {stated.until}"


def rule_card(stated: Provision, tone: Tone, *, governs: str, when: str, notes: Iterable[str]) -> str:
    """A rule: what it says, what it looks at, when it stands in the way, and its law."""
    shown = (
        ("when", escape(when)),
        ("governs", f"<code>{escape(governs)}</code>"),
        ("law", law(stated.cites, ENGLISH)),
        ("in force", escape(_in_force(stated))),
        ("notes", escape("; ".join(notes))),
    )
    head = (
        f'<div class="head">{mark(ENGLISH.tone_marks[tone], COLOURS[tone])}'
        f'<span class="what"><code>{escape(stated.id)}</code></span></div>'
        f'<div class="says apart">{escape(stated.sentence(stated.last_change))}</div>'
    )
    return card([head, rows(shown)])


def book_card(
    label: str,
    rules: Iterable[tuple[Provision, Tone]],
    checks: Iterable[tuple[str, Tone, Citation]],
    duties: Iterable[Provision],
    what_ifs: Iterable[str],
) -> str:
    """A rulebook: a line for each rule, check and duty with what it says and where it stands."""
    lines = [_line(each, mark(ENGLISH.tone_marks[tone], COLOURS[tone], small=True)) for each, tone in rules]
    looked = [
        f"<tr><td>{mark('check', COLOURS[tone], small=True)}</td><td><code>{escape(named)}</code></td>"
        f"<td>{law(cites, ENGLISH)}</td></tr>"
        for named, tone, cites in checks
    ]
    owed = [_line(each, mark("duty", "note", small=True)) for each in duties]
    count = f"{len(lines)} rules, {len(looked)} checks, {len(owed)} duties; numbers as of their last change"
    asked = "".join(f'<div class="foot"><b>what if</b>: {escape(each)}</div>' for each in what_ifs)
    titles = "".join(f"<th>{name}</th>" for name in ("", "rule", "law"))
    head = f'<div class="head"><span class="what">{escape(label)}</span><span class="pale">{count}</span></div>{asked}'
    body = "".join([*lines, *looked, *owed])
    return card([head, f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"])


def _line(stated: Provision, tone: str) -> str:
    says = escape(stated.sentence(stated.last_change))
    return (
        f'<tr><td>{tone}</td><td>{says}<br><span class="pale"><code>{escape(stated.id)}</code>, '
        f"{escape(_in_force(stated))}</span></td><td>{law(stated.cites, ENGLISH)}</td></tr>"
    )


def owed_card(
    stated: Provision,
    of: str,
    says: str,
    *,
    due_on: date | None,
    days_left: int | None,
    not_known: Iterable[str],
    barred_by: Iterable[str],
) -> str:
    """A duty that stands: until when, on what, by which law, and what bars it."""
    state, colour = "not known", "wait"
    if days_left is not None:
        state, colour = (f"due in {days_left} days", "wait") if days_left else ("due today", "wait")
        if days_left < 0:
            state, colour = "missed", "stop"
    shown = (
        ("due on", escape(str(due_on or ""))),
        ("not known", escape(", ".join(not_known))),
        ("barred by", escape(", ".join(barred_by))),
        ("law", law(stated.cites, ENGLISH)),
        ("duty", f"<code>{escape(stated.id)}</code>"),
    )
    head = (
        f'<div class="head">{mark(state, colour)}<span class="what">{escape(of)}</span></div>'
        f'<div class="says apart">{escape(says)}</div>'
    )
    return card([head, rows(shown)])
