"""From findings to work: what a report asks to improve, whether it was asked before, what was said since."""

from __future__ import annotations

from rag.points.briefing import write_briefing
from rag.points.plan import plan_actions
from rag.points.raised import find_raised

__all__ = ["find_raised", "plan_actions", "write_briefing"]
