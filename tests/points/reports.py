"""Short reports on one authority as inspectors print them: two inspections, and a visit after the second."""

from __future__ import annotations

from pathlib import Path

EARLIER = """Bristol City of

Inspection of children's social care services

Inspection dates: 6 October 2014 to 22 October 2014

Judgement	Grade
The impact of leaders on social work practice with children and families	Requires improvement to be good
The experiences and progress of children who need help and protection	Good
The experiences and progress of children in care and care leavers	Inadequate
Overall effectiveness	Requires improvement to be good

What needs to improve

- The timeliness and recording of return interviews when children go missing from home.
- The recruitment of adopters from all communities.

The experiences and progress of children who need help and protection is good

1. Social workers see children regularly. Their caseloads are manageable.
"""
LATER = """Bristol City of

Inspection of children's social care services

Inspection dates: 10 September 2018 to 21 September 2018

Judgement	Grade
The impact of leaders on social work practice with children and families	Good
The experiences and progress of children who need help and protection	Requires improvement to be good
The experiences and progress of children in care	Requires improvement to be good
The experiences and progress of care leavers	Inadequate
Overall effectiveness	Requires improvement to be good

What needs to improve

- The take-up of return home interviews for children who go missing from home.
- The frequency and quality of supervision of social workers.

The experiences and progress of children who need help and protection requires improvement to be good

1. Supervision of social workers is too rare. Children who go missing are seldom interviewed on their return.
"""
VISIT = """23 February 2019

Dear Ms Smith

Monitoring visit of Bristol children's services

This letter summarises the findings of the monitoring visit to Bristol children's services on 31 January and
1 February 2019.

Overview

The take-up of return home interviews by children who go missing from home has improved.

Findings and evaluation of progress

Adoption is not covered by this letter. The offices have moved to a new building.
"""
LEEDS = """Leeds City Council

Monitoring visit of Leeds children's services

This letter summarises the findings of the monitoring visit to Leeds children's services on 4 and 5 June 2019.

Thresholds are well understood.
"""


def write_reports(folder: Path, **texts: str) -> Path:
    """A folder with these reports, each a text file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder
