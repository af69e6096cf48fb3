"""Requests and answers to figures for Prometheus: how many, of what kind, how long; never what they say."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from rag.model import Answer


class Measures:
    """Counters of one service, told in the text format of Prometheus."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "pinpoint_requests", "Requests by route and status", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "pinpoint_request_seconds", "Seconds by route", ["route"], registry=self._registry
        )
        self._answers = Counter(
            "pinpoint_answers", "Answers by outcome and kind", ["outcome", "kind"], registry=self._registry
        )

    def count(self, route: str, status: int, seconds: float) -> None:
        """Count a request that has been answered."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count an answer."""
        self._answers.labels(answer.outcome, answer.asked_as).inc()

    def told(self) -> bytes:
        """All of them, as Prometheus reads them."""
        return generate_latest(self._registry)
