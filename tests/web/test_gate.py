"""One request with a body is worked on at a time, and a body has to come in time."""

import io
import threading
import time

from flask.testing import FlaskClient

from digitink.web.middleware.gate import Gate
from samples.drawing import named, png, render

SEVEN = png(render(named("7 crossed")))


def test_one_request_with_a_body_is_worked_on_at_a_time() -> None:
    at_work, most = 0, 0

    def application(environ: dict[str, object], start_response: object) -> list[bytes]:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        time.sleep(0.02)
        at_work -= 1
        return [b""]

    gate = Gate(application, 1000)

    def ask() -> None:
        gate({"CONTENT_LENGTH": "3", "wsgi.input": io.BytesIO(b"abc")}, None)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_a_body_that_is_cut_short_is_told_so(client: FlaskClient) -> None:
    response = client.post(
        "/api/v1/digit", data=SEVEN[:100], content_type="image/png", environ_overrides={"CONTENT_LENGTH": "5000"}
    )
    assert (response.status_code, response.mimetype) == (408, "application/problem+json")
