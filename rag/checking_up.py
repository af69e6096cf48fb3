"""Options of ``pinpoint doctor`` to what is well, what is to do and what is wrong; and what can be, mended.

Only a repair writes. It deletes no document's file, no conversation and no key.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from rag.doctor import (
    Finding,
    check_disk,
    check_embedding,
    check_keys,
    check_other_models,
    check_reading,
    check_roles,
    check_variables,
    faults,
    readable_settings,
    told_by,
)
from rag.errors import DamagedIndex, IndexBusy, InvalidSetting, RagError
from rag.places import as_written, is_url, resolved
from rag.printing import json_text, progress_bars
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.engine.ports import Soundness
    from rag.engine.rows import SourceFile
    from rag.indexing import IndexReport, Progress
    from rag.indexing.checked import CheckedIndex

WELL, WRONG = 0, 1
MOST_NAMED = 5  # files or documents in a line
MEND = "run `pinpoint doctor --repair`"


@dataclass(frozen=True, slots=True)
class Checkup:
    """Everything that was found, in order, and what a repair goes by.

    ``blocked`` names what keeps an index from being made; it is empty where nothing does. ``damaged`` is
    whether the index's file is not sound, ``soundness`` what else of it is not; None where that could not
    be looked at.
    """

    findings: Sequence[Finding]
    blocked: str = ""
    damaged: bool = False
    soundness: Soundness | None = None


def doctor(options: Namespace) -> int:
    """Say what is well, what is to do and what is wrong, and mend what can be mended where that is asked."""
    settings = _settings_of(options)
    checkup, done = check_up(settings), list[Finding]()
    if options.repair:
        with progress_bars() as progress:
            done = list(repair(settings, checkup, progress))
        checkup = check_up(settings)
    findings = [*done, *checkup.findings]
    print(json_text([asdict(finding) for finding in findings]) if options.json else written(findings))
    return WRONG if any(finding.state == "wrong" for finding in findings) else WELL


def written(findings: Sequence[Finding]) -> str:
    """Findings for the terminal: a line each, in groups, and how many are not well."""
    lines = []
    for about, group in groupby(findings, key=lambda finding: finding.about):
        lines.append(about)
        for finding in group:
            told = "; ".join(filter(None, (" ".join(finding.told.split()), finding.do)))
            lines.append(f"  {finding.state:5}  {told}")
    wrong = sum(finding.state == "wrong" for finding in findings)
    to_do = sum(finding.state == "to do" for finding in findings)
    counts = [f"{count} {state}" for count, state in ((wrong, "wrong"), (to_do, "to do")) if count]
    return "\n".join([*lines, ", ".join(counts) or "All is well."])


def check_up(settings: Settings) -> Checkup:
    """Look at everything that answers depend on; what goes wrong is told, not raised."""
    from rag.indexing.checked import CheckedIndex

    embedding = check_embedding(settings.embedding)
    no_model = ["the embedding model"] if embedding.state == "wrong" else []
    index = CheckedIndex.at(settings.index, settings)
    looked = _check_index(index, has_model=not no_model)
    findings = [
        *check_variables(),
        embedding,
        *check_other_models(settings),
        *looked.findings,
        *(() if looked.damaged else _check_documents(index, _folders(settings))),
        check_reading(),
        check_keys(settings.keys),
        *check_roles(settings),
        check_disk(settings.index),
    ]
    return replace(looked, findings=findings, blocked=", ".join([*faults(), *no_model]))


def _settings_of(options: Namespace) -> Settings:
    """As in ``rag.opening``, but that what cannot be read is as it comes."""
    from rag.indexing import index_folder

    settings = readable_settings()
    corpus = options.corpus or settings.corpus
    return replace(settings, corpus=corpus, index=index_folder(corpus, options.index, settings))


def _folders(settings: Settings) -> list[Path]:
    """The folder of documents, and that of what visitors gave, where there is one."""
    from rag.visitors import FOLDER

    visitors = settings.index.resolve() / FOLDER
    return [settings.corpus, *([visitors] if visitors.is_dir() else [])]


# the index


def _check_index(index: CheckedIndex, *, has_model: bool) -> Checkup:
    """What is to be said of the index alone."""
    try:
        stale = index.why_stale() if has_model else ""
        soundness = index.soundness(of_model=has_model and not stale)
    except InvalidSetting:
        return Checkup([])  # told with the settings
    except DamagedIndex as error:
        do = f"{MEND}, which sets it aside and makes it anew from the documents"
        return Checkup([replace(told_by("index", error), do=do)], damaged=True)
    except RagError as error:
        return Checkup([_unread("index", error)])
    if soundness is None:
        told = f"{index.store.place} holds no index yet, or one by an earlier version"
        return Checkup([Finding("index", "to do", told, "run `pinpoint index`")])
    found = list(_unsound(soundness))
    if stale:
        found.append(Finding("index", "to do", f"all has to be read anew: {stale}", "run `pinpoint index`"))
    if not found:
        holds = f"{_counted(soundness.documents, 'document')}, {_counted(soundness.chunks, 'vector')}"
        found.append(Finding("index", "ok", f"{index.store.place} is sound: {holds}"))
    return Checkup(found, soundness=soundness)


def _unsound(found: Soundness) -> Iterator[Finding]:
    if ids := found.without_text:
        told = f"paragraphs are missing of {_named(ids, 'document')}"
        yield Finding("index", "wrong", told, f"{MEND}, which reads all files again")
    if ids := found.without_vectors:
        told = f"vectors are missing or wrong of {_named(ids, 'document')}"
        yield Finding("index", "wrong", told, f"{MEND}, which embeds anew")
    if found.unfound:
        told = f"no search by words finds {_counted(found.unfound, 'paragraph')}"
        yield Finding("index", "wrong", told, MEND)
    if names := found.broken_copies:
        told = f"what the library holds is not what is in {_named(names, 'collection')}"
        yield Finding("index", "wrong", told, f"{MEND}, which makes that anew from the library")


# the documents


def _check_documents(index: CheckedIndex, folders: Sequence[Path]) -> Iterator[Finding]:
    try:
        sources = index.state().sources
        reports = [index.preview([folder]) for folder in folders]
    except InvalidSetting:
        return  # told with the settings
    except RagError as error:
        yield _unread("documents", error)
        return
    yield from _changes(reports, list(sources))
    for file, reason in sorted({pair for report in reports for pair in report.unreadable}):
        why = told_by("documents", reason)
        yield replace(why, told=f"{file}: {why.told}")
    if copies := sorted({pair for report in reports for pair in report.copies}):
        told = [f"{file} of {id}" for file, id in copies]
        yield Finding("documents", "ok", f"copies are passed over, of {_named(told, 'file')}")
    yield from _lying_elsewhere(sources, folders)


def _changes(reports: Sequence[IndexReport], known: Sequence[str]) -> Iterator[Finding]:
    """What came, changed and went since the documents were read."""
    added = sorted({id for report in reports for id in report.added})
    updated = sorted({id for report in reports for id in report.updated})
    removed = sorted({id for report in reports for id in report.removed})
    for told, ids in (("new", added), ("changed since", updated), ("gone, its document still here", removed)):
        if ids:
            yield Finding("documents", "to do", f"{told}: {_named(ids, 'file')}", MEND)
    if same := len(set(known) - {*updated, *removed}):
        yield Finding("documents", "ok", f"{_counted(same, 'document')} as their files are")


def _lying_elsewhere(sources: Mapping[str, SourceFile], folders: Sequence[Path]) -> Iterator[Finding]:
    """What is to be said of documents beside those of the corpus."""
    from rag.indexing.files import may_be_there

    places = [resolved(folder) for folder in folders]
    for place in places[1:]:
        given = sum(source.path.is_relative_to(place) for source in sources.values())
        yield Finding("documents", "ok", f"{_counted(given, 'document')} given by visitors, in {place}")
    gone = [
        id
        for id, source in sources.items()
        if not (any(source.path.is_relative_to(place) for place in places) or may_be_there(source.path))
    ]
    if gone:
        told = f"not where it was indexed, but kept as it was read: {_named(gone, 'file')}"
        yield Finding("documents", "to do", told, "index the folder where it lies now")


# mending


def repair(settings: Settings, checkup: Checkup, progress: Progress) -> Iterator[Finding]:
    """Mend what can be mended without losing anything, and tell each thing that was done.

    A damaged index is set aside and made anew; where that cannot be done now, nothing is done.
    """
    if checkup.blocked:
        told = f"nothing was mended, since it would be made with something else than {checkup.blocked}"
        yield Finding("repair", "wrong", told, "see to that first")
        return
    done = False
    try:
        for told in _mend(settings, checkup, progress):
            done = True
            yield Finding("repair", "ok", told)
    except RagError as error:
        yield told_by("repair", error)
    else:
        if not done:
            yield Finding("repair", "ok", "there was nothing to mend")


def _mend(settings: Settings, checkup: Checkup, progress: Progress) -> Iterator[str]:
    """Do it, and tell each thing once it is done."""
    from rag.engine.embedded.library import LIBRARY_FILE, SET_ASIDE
    from rag.indexing.checked import CheckedIndex
    from rag.indexing.files import list_files

    index, folders, found = CheckedIndex.at(settings.index, settings), _folders(settings), checkup.soundness
    anew = bool(checkup.damaged or (found and found.without_text))
    if checkup.damaged:
        list_files([settings.corpus], {}, index.objects)  # where there is nothing, none is set aside
        others = _roots_elsewhere(index.folder / LIBRARY_FILE, folders)
        index.set_aside_damaged()  # unless only rows are damaged, which are all written anew
        folders += others or ()
        lost = "" if others is not None else "; what was indexed from other folders has to be indexed again"
        if not (index.folder / LIBRARY_FILE).exists():
            yield f"the damaged index was set aside in {index.folder}{lost}"
    if found:
        yield from _mend_library(index, found)
    changed = bool(found and found.broken_copies)
    is_new = not index.state().sources
    if is_new and not checkup.damaged:  # a repair may have been stopped after it set the library aside
        folders += _roots_elsewhere(index.folder / SET_ASIDE, folders) or ()
    for together in [folders] if is_new else [[folder] for folder in folders]:
        report = index.update(together, progress, anew=anew and folders[0] in together)  # with all known
        changed |= report.changed
        if report.changed:
            folder = ", ".join(map(as_written, together))
            counts = (("added", report.added), ("updated", report.updated), ("removed", report.removed))
            yield f"{folder} was indexed: {', '.join(f'{len(ids)} {done}' for done, ids in counts if ids)}"
    if changed:
        index.seal()


def _mend_library(index: CheckedIndex, found: Soundness) -> Iterator[str]:
    """Make anew what can be made from the paragraphs that are kept."""
    if found.unfound:
        index.index_words()
        yield "what is searched by words was made anew from the paragraphs"
    if found.without_vectors:
        index.embed_again(found.without_vectors)
        yield f"embedded anew: {_named(found.without_vectors, 'document')}"
    if found.broken_copies:
        index.unseal(found.broken_copies)
        yield "collections that were not what the library holds were given up; large ones are made anew"


def _roots_elsewhere(library: Path, folders: Sequence[Path]) -> list[Path] | None:
    """Folders and files that were indexed beside these, as far as they are there; None if nothing tells."""
    from rag.engine.embedded.soundness import untouched
    from rag.engine.embedded.state import state_of

    if not library.exists():
        return None
    try:
        with untouched(library) as db:
            sources = state_of(db).sources
    except RagError:
        return None
    places = [resolved(folder) for folder in folders]
    roots = {Path(source.root) for source in sources.values() if isinstance(source.root, str)}  # if damaged
    there = [root for root in roots if is_url(root) or root.exists()]
    return sorted(root for root in there if not any(root.is_relative_to(place) for place in places))


# in words


def _unread(about: str, error: RagError) -> Finding:
    return told_by(about, error, "to do" if isinstance(error, IndexBusy) else "wrong")


def _named(names: Sequence[str], what: str) -> str:
    """How many there are, and the first of them by name."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{_counted(len(names), what)} ({', '.join(names[:MOST_NAMED])}{more})"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
