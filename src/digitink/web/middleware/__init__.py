"""What every request passes through: the gate, the limits, the headers, the log, the metrics."""
