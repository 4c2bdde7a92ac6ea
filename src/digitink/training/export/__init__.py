"""What was trained, written as it is served: ONNX, 8-bit integers, ensembles, and its card."""
