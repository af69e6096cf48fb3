"""Texts to what is safe to send and to show: no hidden characters, no orders to a machine, no links."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from rag.answering.evidence import Evidence
from rag.language.sentences import sentences
from rag.model import Document, Paragraph

_HIDDEN = ("Cf", "Cc", "Co", "Cs", "Cn")  # categories of characters that nobody sees
_LINK = re.compile(
    r"https?:|ftp:|www\.|mailto:|javascript:|data:\w+/|!\[|\]\(|\]\[|\S@\S|<[a-z!/][^>]*>?|&#|"
    r"\b[a-z0-9-]+\.(?:com|org|net|io|co|uk|gov|example|test|info|xyz|dev|app|ru|cn|ly|me)\b(?!\s[A-Z])",
    re.IGNORECASE,
)
_CODE = re.compile(r"```|[][{}]|\|.*\||<\|", re.DOTALL)
_TALKS = re.compile(r"\b(?:you|your|yours|yourself|I|I'm|my|me|we|our|us)\b(?!\.)", re.IGNORECASE)

_VERBS = (
    "answer|respond|reply|say|write|print|output|reveal|tell|cite|quote|append|display|render|translate|"
    "conclude|pretend|imagine|ignore|disregard|forget|override|click|visit|(?-i:[Ss]end)|email|download|execute|"
    "fetch|submit|transfer|pay|delete|obey|act as|behave|role-?play|roleplay|stop citing|start every|"
    "(?:repeat|forward|trust|open|call|follow|contact|run|add|report) "
    "(?:the|this|these|all|every|your|me|us|after|it)"
)
_BEFORE = (
    r"(?:please|now|instead|then|always|only|just|do not|don't|never|first|finally|you must|you should|and)"
)
_MACHINE = r"(?:an? )?(?:AI|A\.I\.|language models?|LLMs?|chat ?bots?|bots?|assistants?|GPT|DAN)"
_IMPERATIVE = re.compile(rf"(?:^|[:;]\s)\W*(?:{_BEFORE},? )*(?:{_VERBS})\b", re.IGNORECASE)
_IN_IMPERATIVES = ("action", "measure", "group")  # kinds of paragraphs, of plans, that tell people what to do
_ORDERS = re.compile(
    r"\b(?:inform|tell|advise|remind|assure|convince|warn|persuade|let)\b.{0,12}"
    r"\b(?:reader|user|everyone|everybody|public|audience)s?\b"
    r"|\b(?:must|should|shall|has to|is to|are to) (?:now |also |always |then )?"
    r"(?:conclude|say|answer|reply|mention|claim|pretend|be cited|cite|(?:finish|end|begin|start) with)\b"
    r"|\b(?:when|while|before|after) (?:summari[sz]ing|answering|quoting)\b"
    rf"|\bif you are {_MACHINE}\b|\b(?:whoever reads|anyone who reads|kindly|mention that|for the claim)\b"
    r"|\b(?:correct|true|real|actual) (?:response|answer|reply|figure|grade|rating) (?:to|is|was)\b"
    r"|\b(?:all|any|the) (?:text|content|passages?|instructions?) (?:before|above|below|after)\b"
    r"|^\W*(?:report|state|claim|announce|confirm) that\b"
    r"|!\[|\]\(|\]\[|</?(?:img|script|iframe|svg|a|passage|question|told)\b"
    r"|\b(?:ignore|disregard|forget|override|bypass|discard)\b.{0,60}"
    r"\b(?:instructions?|prompts?|rules?|previous|above|prior|guidelines?|passages?|everything|system|told)\b"
    r"|\b(?:system|developer|hidden) (?:prompts?|messages?|instructions?|mode|override)\b"
    rf"|\b(?:you are|you're|act as|pretend|behave like|become)\b.{{0,40}}\b{_MACHINE}\b"
    rf"|\b(?:you are|you're) (?:now|no longer|hereby)\b|\bjailbr"
    rf"|\b(?:note|attention|message|instructions?|memo|order) (?:to|for) (?:the |any |all )?{_MACHINE}\b"
    rf"|\b(?:dear|any|every|all|if you are|hey) {_MACHINE}\b.{{0,60}}\b(?:must|should|shall|read|answer|say)"
    r"|^\W*(?:system|assistant|user|human|ai|developer|tool|function|note to ai)\s*[:>\]]"
    r"|<\|?/?\s*(?:system|assistant|user|im_start|im_end|tool|function|inst)|\[/?INST\]|```"
    r"|tool_?call|function_?call"
    r"|[\"']?(?:name|tool|arguments|function)[\"']?\s*:\s*[\"'{]"
    r"|\bin (?:your (?:answer|reply|response)|the (?:answer|reply|output))\b"
    r"|\byour (?:answer|reply|response|output|rules|training)\b"
    r"|\b(?:your|the user's|their|the reader's) (?:passwords?|credentials|api keys?|chat history)\b"
    r"|\b(?:cite|quote|label)\b.{0,30}\b(?:paragraph|passage|para|label|source|as)\b\s*(?:\d|P\d|\[)",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """A text without the characters that nobody sees."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in _HIDDEN)


def plain_text(text: str) -> str:
    """A text to stand inside a fence: nothing hidden, and no mark with which the fence is made."""
    return visible(text).replace("<", "‹").replace(">", "›")


def is_order(sentence: str, kind: str = "") -> bool:
    """Whether a sentence, of that kind of paragraph, orders a machine, rather than telling what was found."""
    seen = visible(sentence)
    return bool(_ORDERS.search(seen) or (kind not in _IN_IMPERATIVES and _IMPERATIVE.search(seen)))


def unfit_to_show(text: str) -> str:
    """Why the words of a model may not be shown whatever they rest on; empty where they may."""
    own = re.sub(r"“[^”]*”", " ", text)
    if _LINK.search(text):
        return "it holds a link or an address"
    if _CODE.search(text):
        return "it is not plain prose"
    if is_order(text):
        return "it repeats an order, which is no finding"
    return "it speaks of you or me; tell what was found" if _TALKS.search(own) else ""


def without_orders(evidence: Evidence) -> Evidence:
    """The same without the sentences, of what was found, that give a machine orders."""
    documents = evidence.documents
    found = [
        (documents[p.document], documents[p.document].paragraph(p.locator))
        for p in evidence.findings.passages
    ]
    ordering = [
        (document, paragraph)
        for document, paragraph in found
        if any(is_order(sentence, paragraph.kind) for sentence in sentences(paragraph.text))
    ]
    if not ordering:
        return evidence
    kinds = {(passage.document, passage.locator): passage.kind for passage in evidence.findings.passages}
    kept = tuple(
        sentence
        for sentence in evidence.findings.sentences
        if not is_order(sentence.text, kinds.get((sentence.document, sentence.locator), ""))
    )
    cleaned = dict(documents)
    for document, paragraph in ordering:
        cleaned[document.id] = _with_paragraph(cleaned[document.id], _cleaned(paragraph))
    return replace(evidence, findings=replace(evidence.findings, sentences=kept), documents=cleaned)


def _cleaned(paragraph: Paragraph) -> Paragraph:
    printed = sentences(paragraph.text)
    kept = (sentence for sentence in printed if not is_order(sentence, paragraph.kind))
    return replace(paragraph, text=" ".join(kept))


def _with_paragraph(document: Document, changed: Paragraph) -> Document:
    paragraphs = tuple(changed if p.locator == changed.locator else p for p in document.paragraphs)
    return replace(document, paragraphs=paragraphs)
