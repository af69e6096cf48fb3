"""A small library of made-up documents, and findings in them, for the tests of answering."""

from dataclasses import replace

from rag.answering.evidence import Evidence
from rag.language.sentences import sentence_spans
from rag.model import Action, Document, Findings, Judgement, Measure, Paragraph, Passage, Sentence
from rag.query import Kind, Query, Scope, SearchTerms, Slots

REPORT = Document(
    id="north-2018",
    title="North: inspection of children's services, 3 to 14 September 2018",
    kind="ilacs",
    authority="North",
    inspection_start="2018-09-03",
    inspection_end="2018-09-14",
    lead_inspector="Ann Bell",
    judgements=(
        Judgement(
            "overall", "requires improvement", "Requires improvement to be good", "Overall effectiveness"
        ),
        Judgement("care_and_care_leavers", "good", "Good", "Children in care and care leavers"),
    ),
    paragraphs=(
        Paragraph("front page", "North\nLead inspector: Ann Bell\n3 to 14 September 2018", "front page"),
        Paragraph(
            "judgements",
            "Overall effectiveness: Requires improvement to be good\nChildren in care and care leavers: Good",
            "judgements",
        ),
        Paragraph(
            "what needs to improve, 1", "The quality of plans.", "improvement", "What needs to improve"
        ),
        Paragraph("what needs to improve, 2", "The pace of visits.", "improvement", "What needs to improve"),
        Paragraph(
            "7",
            "Care leavers are well supported. Of them, 56% are in work. However, visits are too rare.",
            section="Children in care and care leavers",
            page=4,
        ),
        Paragraph("8", "Foster carers are trained well because training was renewed."),
        Paragraph("9", "Leaders audited files. The audit found gaps:", section="Audit"),
        Paragraph("Audit, bullet 1", "the voice of the child;", "bullet", "Audit"),
        Paragraph("Audit, bullet 2", "the pace of plans.", "bullet", "Audit"),
    ),
)
PLAN = Document(
    id="north-plan",
    title="North Improvement Plan",
    kind="improvement-plan",
    authority="North",
    published="2016-09",
    period="2016–17",
    actions=(
        Action(
            "2.1",
            "Visit care leavers monthly.",
            "5",
            "Mar 2017",
            "Head of Care",
            "Theme 2: Care leavers",
            "",
            "action 2.1",
        ),
    ),
    measures=(
        Measure(
            "5",
            "% care leavers in work",
            "Head of Care",
            "annual",
            "58%",
            "Mar-17",
            "Theme 2: Care leavers",
            "KPI 5",
        ),
        Measure(
            "6",
            "Vacancy rate of social workers",
            "HR",
            "annual",
            "10%",
            "Mar-17",
            "Theme 3: Workforce",
            "KPI 6",
        ),
    ),
    paragraphs=(
        Paragraph(
            "Introduction, 1", "North was inspected in October 2014. Care leavers were judged inadequate."
        ),
        Paragraph(
            "action 2.1", "2.1 Visit care leavers monthly. | Due: Mar 2017 | Lead: Head of Care", "action"
        ),
        Paragraph("KPI 5", "5 % care leavers in work | Target: 58% | Target due: Mar-17", "measure"),
        Paragraph("KPI 6", "6 Vacancy rate of social workers | Target: 10% | Target due: Mar-17", "measure"),
    ),
)
SOUTH = Document(
    id="south-2018",
    title="South: inspection of children's services, May 2018",
    kind="ilacs",
    authority="South",
    inspection_start="2018-05-01",
    inspection_end="2018-05-11",
    judgements=(Judgement("overall", "inadequate", "Inadequate", "Overall effectiveness"),),
    paragraphs=(
        Paragraph("judgements", "Overall effectiveness: Inadequate", "judgements"),
        Paragraph("3", "Care leavers are poorly supported."),
    ),
)
DOCUMENTS = {document.id: document for document in (REPORT, PLAN, SOUTH)}


def evidence(
    *found: tuple[str, str],
    question: str = "?",
    kind: Kind = "passage",
    words: tuple[str, ...] = ("care", "leavers"),
    scores: dict[str, float] | None = None,
    **fields: object,
) -> Evidence:
    """Evidence in which these paragraphs were found, best first.

    A sentence's score is that of the word it holds in ``scores``, else 0.5.
    """
    passages = [passage(document, locator) for document, locator in found]
    sentences = [
        Sentence(p.document, p.locator, start, p.text[start:end], _score(p.text[start:end], scores or {}))
        for p in passages
        for start, end in sentence_spans(p.text)
    ]
    query = query_of(question, kind, words=words, own_words=words, **fields)
    findings = Findings(tuple(passages), tuple(sentences))
    return Evidence(query, findings, DOCUMENTS)


def query_of(question: str, kind: Kind, text: str = "?", **fields: object) -> Query:
    """A query with these terms, scope and slots, each by the name of its field."""
    parts = {"terms": SearchTerms(), "scope": Scope(), "slots": Slots()}
    own = {name: {f: fields[f] for f in fields if hasattr(part, f)} for name, part in parts.items()}
    assert fields.keys() == {field for names in own.values() for field in names}
    return Query(question, text, kind, **{name: replace(part, **own[name]) for name, part in parts.items()})


def passage(document: str, locator: str) -> Passage:
    source = DOCUMENTS[document]
    paragraph = next(p for p in source.paragraphs if p.locator == locator)
    return Passage(
        document,
        locator,
        paragraph.text,
        1.0,
        paragraph.kind,
        paragraph.section,
        date=source.date,
        authority=source.authority,
    )


def _score(text: str, scores: dict[str, float]) -> float:
    return next((value for word, value in scores.items() if word in text), 0.5)
