"""Pages and static files are sent compressed to those who take it, and are the same in the end."""

import gzip

import pytest
from flask.testing import FlaskClient

from samples.drawing import named, png, render

TAKES = {"Accept-Encoding": "gzip, br"}


@pytest.mark.parametrize("address", ["/", "/static/css/base.css", "/static/js/page.js", "/static/icons.svg"])
def test_text_is_sent_compressed(client: FlaskClient, address: str) -> None:
    with client.get(address) as whole, client.get(address, headers=TAKES) as small:
        assert small.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in small.headers["Vary"]
        assert "Accept-Encoding" in whole.headers["Vary"]
        assert int(small.headers["Content-Length"]) == len(small.data) < 0.6 * len(whole.data)
        assert gzip.decompress(small.data) == whole.data
        assert "Content-Encoding" not in whole.headers


@pytest.mark.parametrize("takes", ["", "identity", "br", "gzip;q=0"])
def test_who_does_not_take_it_gets_it_whole(client: FlaskClient, takes: str) -> None:
    with client.get("/static/js/page.js", headers={"Accept-Encoding": takes}) as response:
        assert "Content-Encoding" not in response.headers
        assert response.get_data(as_text=True).startswith("//")


def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    with client.get("/static/js/page.js", headers=TAKES) as first:
        tag = first.headers["ETag"]
    with client.get("/static/js/page.js", headers={**TAKES, "If-None-Match": tag}) as again:
        assert again.status_code == 304
        assert again.data == b""


def test_a_part_of_a_file_is_sent_as_it_is(client: FlaskClient) -> None:
    with client.get("/static/js/page.js", headers={**TAKES, "Range": "bytes=0-99"}) as part:
        assert part.status_code == 206
        assert "Content-Encoding" not in part.headers
        assert len(part.data) == 100


def test_pictures_and_answers_of_the_api_stay_as_they_are(client: FlaskClient) -> None:
    seven = png(render(named("7 crossed")))
    for response in (
        client.get("/api/v1/model", headers=TAKES),
        client.post("/api/v1/digit", data=seven, content_type="image/png", headers=TAKES),
    ):
        assert response.status_code == 200
        assert "Content-Encoding" not in response.headers
