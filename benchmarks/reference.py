"""The design digitink starts from, as a server to compare with: Flask's own server, one request at a time, Keras."""

import base64
import io
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"

import keras
import numpy as np
from flask import Flask, request
from PIL import Image


def create_app() -> Flask:
    """POST /predictImage as that design answers it; what its weights are makes no difference to how long it takes."""
    app = Flask(__name__)
    model = keras.Sequential(
        [
            keras.layers.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(512, activation="relu"),
            keras.layers.Dropout(0.2),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )

    @app.post("/predictImage")
    def predict() -> str:
        data = request.get_json()["data"].partition(",")[2]
        picture = Image.open(io.BytesIO(base64.b64decode(data))).convert("L").resize((28, 28))
        seen = (np.asarray(picture) < 128).astype("float32")[np.newaxis]
        model.predict(seen)  # once to print it, once to answer
        return str(model.predict(seen).argmax())

    return app


if __name__ == "__main__":
    create_app().run(port=int(sys.argv[1]), threaded=False)
