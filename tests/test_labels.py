"""A model of other labels, which its card names, goes every road that the digits' model goes."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from digitink import ModelError, Recognizer, cli, idx
from digitink.corrections import Store
from digitink.explanation import explain
from digitink.labels import DIGITS, SIGNS, named
from digitink.web import create_app
from digitink.web.settings import Settings
from samples.drawing import DRAWINGS, data_url, png, render
from samples.models import LETTERS, random_model

pytest.importorskip("onnx", reason="the extra `train` is not installed")

PICTURES = [render(drawing) for drawing in DRAWINGS]
# The labels, and whether what is none of them has a score too.
MODELS = {
    "letters": (LETTERS, False),
    "letters or none": (LETTERS, True),
    "digits and signs": ([*DIGITS, *SIGNS], True),
}


@pytest.fixture(scope="module", params=MODELS)
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a model of other labels."""
    return random_model(tmp_path_factory.mktemp("model") / "other.onnx", *MODELS[request.param])


@pytest.fixture(scope="module")
def other(model: Path) -> Recognizer:
    """What reads with it."""
    return Recognizer(model)


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty store, which the environment names."""
    url = f"sqlite:///{tmp_path / 'store' / 'corrections.sqlite3'}"
    monkeypatch.setenv("DIGITINK_DATABASE_URL", url)
    return url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()


def test_a_prediction_is_one_of_the_card_s_labels(other: Recognizer) -> None:
    labels = json.loads(other.model.path.with_suffix(".json").read_text())["labels"]
    assert [str(label) for label in other.model.labels] == labels
    predictions = other.predict_batch(PICTURES)
    assert len({prediction.digit for prediction in predictions}) > 3
    for picture, prediction in zip(PICTURES, predictions, strict=True):
        assert len(prediction.probabilities) == len(labels)
        assert sum(prediction.probabilities) == pytest.approx(1)
        assert prediction.label == labels[int(np.argmax(prediction.probabilities))]
        assert prediction.digit == (int(prediction.label) if prediction.label.isdigit() else prediction.label)
        assert other.predict(picture).digit == prediction.digit
        explanation = explain(other, picture)
        assert explanation.prediction.digit == prediction.digit
        assert len(explanation.logits) == other.model.classes
    other.read(PICTURES[0])  # what it says beside the network that reads lines is no matter of this test


def test_the_api_answers_and_counts_labels(other: Recognizer, store: Store) -> None:
    client = create_app(other, store, Settings(rate_limit="off")).test_client()
    labels, prediction = list(other.model.labels), other.predict(PICTURES[0])
    for path in ("digit", "explanation"):
        body = client.post(f"/api/v1/{path}", data=png(PICTURES[0]), content_type="image/png").get_json()
        body = body.get("prediction", body)
        assert body["digit"] == prediction.digit
        assert body["probabilities"] == pytest.approx(prediction.probabilities)
    assert client.post("/predictImage", json={"data": data_url(PICTURES[0])}).text == prediction.label
    model = client.get("/api/v1/model").get_json()
    assert (model["labels"], model["classes"]) == (labels, other.model.classes)
    assert f'digitink_predictions_total{{label="{prediction.label}"}} 2.0' in client.get("/metrics").text
    document = client.get("/api/docs/openapi.json").get_json()
    assert document["components"]["schemas"]["Prediction"]["properties"]["digit"]["enum"] == labels


def test_corrections_are_kept_listed_and_exported(other: Recognizer, store: Store, tmp_path: Path) -> None:
    settings = Settings(rate_limit="off", corrections_token=SecretStr("token"))
    client = create_app(other, store, settings).test_client()
    labels = other.model.labels
    known = [labels[-1], labels[0], None]
    for picture, digit in zip(PICTURES, known, strict=False):
        sent = {"data": data_url(picture), "digit": digit}
        assert client.post("/api/v1/corrections", json=sent).status_code == 201
    refused = client.post("/api/v1/corrections", json={"data": data_url(PICTURES[0]), "digit": "no label"})
    assert refused.status_code == 400
    assert f"should be {named(labels)}" in refused.get_json(force=True)["detail"]
    listed = client.get("/api/v1/corrections", headers={"Authorization": "Bearer token"}).get_json()
    assert [correction["digit"] for correction in listed] == known[::-1]
    assert [correction["read"] for correction in listed] == [
        other.predict(picture).digit for picture in PICTURES[2::-1]
    ]
    run = CliRunner().invoke
    lines = [line.split("\t") for line in run(cli.main, ["corrections", "list"]).stdout.splitlines()]
    assert [line[2] for line in lines] == ["none", *map(str, known[1::-1])]
    assert run(cli.main, ["corrections", "export", str(tmp_path / "out")]).exit_code == 0
    names = (tmp_path / "out" / "labels.txt").read_text().splitlines()
    numbers = idx.read(tmp_path / "out" / "corrections-labels-idx1-ubyte", dimensions=1)
    assert names[: len(DIGITS)] == list(DIGITS)
    assert [names[number] for number in numbers] == [str(known[1]), str(known[0])]
    assert len(list((tmp_path / "out" / "drawings").iterdir())) == 3


def test_a_label_that_is_no_file_name_is_exported(store: Store, tmp_path: Path, recognizer: Recognizer) -> None:
    store.add(PICTURES[0], recognizer.predict(PICTURES[0]), "5" * 64, "../:")
    assert CliRunner().invoke(cli.main, ["corrections", "export", str(tmp_path / "out")]).exit_code == 0
    (drawing,) = (tmp_path / "out" / "drawings").iterdir()
    assert drawing.name.startswith("..%2F%3A-")


@pytest.mark.parametrize("labels", ["AB", [1, 2], ["A", ""], ["A", "A"], ["A", "B", "C"]])
def test_a_card_whose_labels_do_not_fit_is_refused(tmp_path: Path, labels: list[str]) -> None:
    path = random_model(tmp_path / "other.onnx", "AB", rejects=False)
    card = json.loads(path.with_suffix(".json").read_text())
    path.with_suffix(".json").write_text(json.dumps(card | {"labels": labels}))
    with pytest.raises(ModelError, match="label"):
        Recognizer(path)


@pytest.mark.parametrize(
    ("labels", "words"), [(range(10), "0 to 9"), (LETTERS, "A to Z"), ("AC", "A, C"), (["AB"], "AB")]
)
def test_labels_are_named_in_short(labels: Sequence[str], words: str) -> None:
    assert named(list(labels)) == words
