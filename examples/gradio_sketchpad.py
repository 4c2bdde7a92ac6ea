"""Draw a digit with gradio, and see how probable each is: python examples/gradio_sketchpad.py."""

from typing import Any

import gradio

from digitink import Recognizer

recognizer = Recognizer()


def probabilities(drawing: dict[str, Any]) -> dict[str, float]:
    """Return the probability of each digit in what a Sketchpad gives."""
    read = recognizer.predict(drawing["composite"])
    return {str(digit): probability for digit, probability in enumerate(read.probabilities)}


page = gradio.Interface(probabilities, gradio.Sketchpad(), gradio.Label(num_top_classes=3), analytics_enabled=False)
page.launch(show_error=True)
