"""Answers as they come: with a table, lists and markers; declined; and one that would do harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rag.model import Answer, Citation

MADE_ON = date(2026, 11, 20)


def citation(number: int, **changes: object) -> Citation:
    """A citation of paragraph 38 of the Bristol inspection."""
    made = Citation(
        number=number,
        document="bristol-2018-inspection",
        title="Bristol: inspection of children's social care services, 10 to 21 September 2018",
        authority="Bristol",
        date="2018-09-21",
        locator="38",
        section="Care leavers",
        page=9,
        quote="have improved  significantly",
        text="Services for care leavers have improved significantly.",
        label="Bristol, inspection of September 2018, para 38 (p. 9)",
        verified=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


PLAN = citation(
    2,
    document="bristol-2016-plan",
    title="Children’s Services Improvement Plan",
    date="2016-09",
    locator="KPI 6a",
    page=None,
    quote="6a care leavers in EET | Target: 58%\nDue: Mar-17",
    label="Bristol, improvement plan 2016–17, KPI 6a",
)

TEXT = """**Better, but still *uneven*.**

| Inspection | Grade |
|---|---|
| October 2014 | **Inadequate** [1] |
| September 2018 | Requires improvement to be good [2] |

**Planned for 2016–17**

- **58%** by Mar-17 [2]
    1. of those aged 17
    2. of those aged 18

    in all
- Services “have improved significantly” [1]

> As the inspectors put it [1][9].

**Points**

1. First
2. Second
"""

CHANGE = Answer(
    question="How did Bristol's care leaver\nservice change?",
    resolved_question="How did Bristol's care leaver service change?",
    text=TEXT,
    outcome="answered",
    citations=(citation(1), PLAN),
    warnings=("1 statement(s) left out.",),
)

DECLINED = Answer(
    question="and the weather?",
    resolved_question="What is the weather in Bristol?",
    text="**That is not about inspections.**",
    outcome="out_of_scope",
    engine="openai:gpt-x",
)

EVIL = (
    "[click](https://evil.example) ![x](http://evil.example/x.png) "
    "<img src=x onerror=alert(1)> www.evil.example"
)
HARM = replace(
    CHANGE,
    question=f"=1+1 {EVIL}",
    resolved_question="",
    text=f"{EVIL}\n\n[1]: http://evil.example\n\n[1](http://evil.example) “{EVIL}” [1]\n\n```\n# no\n```\n"
    "\n<script>alert(1)</script>\n\n    - x\n\n&lt;b&gt; \u202etxet\u202c\x07 \\*no\\* `code` 1\\. a_b_",
    citations=(citation(1, quote=f"@SUM(A1) {EVIL}", title=EVIL, label=f"+{EVIL}", section="\t=2+2"),),
    warnings=(EVIL,),
)
