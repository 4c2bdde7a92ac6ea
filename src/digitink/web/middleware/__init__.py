"""Middleware, which every request passes through: gate, limits, headers, log and metrics."""
