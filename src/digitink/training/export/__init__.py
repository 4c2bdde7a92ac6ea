"""Export trained networks as they are served: ONNX, 8-bit integers, ensembles, and their cards."""
