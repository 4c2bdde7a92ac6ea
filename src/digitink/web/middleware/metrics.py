"""Count requests and predictions for Prometheus."""

import os
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector

from digitink.results import Prediction

# prometheus_client's own: the variable that names the folder where the counters of several processes meet.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

# From one blank picture to a photograph with a page of digits, in seconds.
_DURATIONS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_METHODS = ("GET", "HEAD", "POST", "DELETE", "OPTIONS")  # visitors may make up any number of others
_CONFIDENCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 1)


class Metrics:
    """The counters of one application. Those of several worker processes are summed where they are shown."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        if FOLDER in os.environ:
            values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]
        here: dict[str, Any] = {"registry": self._registry}
        self._requests = Counter("digitink_requests", "Requests answered.", ["method", "route", "status"], **here)
        self._durations = Histogram(
            "digitink_request_seconds", "From a request's arrival to its answer.", ["route"], buckets=_DURATIONS, **here
        )
        self._predictions = Counter("digitink_predictions", "Predictions, by label.", ["label"], **here)
        self._rejections = Counter("digitink_rejections", "Predictions that were rejected.", **here)
        self._confidence = Histogram(
            "digitink_confidence", "The confidence of predictions that were not rejected.", buckets=_CONFIDENCES, **here
        )

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._durations.labels(route).observe(seconds)

    def count_prediction(self, prediction: Prediction) -> None:
        """Count a digit that was read."""
        self._predictions.labels(str(prediction.digit)).inc()
        if prediction.rejected:
            self._rejections.inc()
        else:
            self._confidence.observe(prediction.confidence)

    def text(self) -> bytes:
        """All of it, of all workers, in Prometheus' text format."""
        registry = self._registry
        if FOLDER in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
