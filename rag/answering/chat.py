"""What people say to a chat beside questions on what inspectors found, to a short reply without citations."""

from __future__ import annotations

from itertools import islice

from rag.answering.declining import list_loaded
from rag.answering.evidence import Evidence
from rag.answering.statements import Reply, counted
from rag.examples import possible_questions
from rag.query import Kind

OFFERED = 2

HOW_IT_WORKS = (
    "I quote the loaded documents word for word, show the printed paragraph of each statement, and say so "
    "where they hold no answer. Nothing that you type leaves this computer unless a chat model is set up."
)
_NO_QUESTION: dict[Kind, str] = {
    "smalltalk": "Hello, and thank you. Ask me what inspectors found.",
    "advice": "I leave opinions, advice, forecasts and drafts to you; I can show what the inspectors wrote.",
    "unrelated": "That is nothing that inspection documents tell.",
}


def reply(evidence: Evidence) -> Reply | None:
    """The reply to what is no question on what the documents say; None where it is one."""
    query = evidence.query
    if not any(map(str.isalnum, query.question)):
        return None
    if query.kind == "corpus" and not query.scope.absent:
        return Reply("answered", f"{_tell_loaded(evidence)} {HOW_IT_WORKS}")
    if query.kind in _NO_QUESTION:
        return Reply("out_of_scope", f"{_NO_QUESTION[query.kind]} {_offer(evidence)}")
    return None


def _offer(evidence: Evidence) -> str:
    """Questions that can be asked of what is loaded; what that is, where none come to mind."""
    documents = list(evidence.documents.values())
    offered = [f"*{question}*" for question in islice(possible_questions(documents), OFFERED)]
    return f"You could ask: {' or '.join(offered)}" if offered else list_loaded(documents)


def _tell_loaded(evidence: Evidence) -> str:
    """How many documents are loaded, on how many authorities; of a single one all by name."""
    documents = evidence.scope
    authorities = {document.authority for document in documents if document.authority}
    number = counted(len(documents), "document")
    if len(authorities) == 1 and evidence.query.scope.authorities:
        named = "; ".join(document.name for document in documents)
        return f"**{number} on {evidence.query.scope.authorities[0]}:** {named}."
    on = counted(len(authorities), "authority")
    return f"**{number} on {on}.** {list_loaded(documents)}"
