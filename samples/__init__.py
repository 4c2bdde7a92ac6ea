"""What tests, benchmarks and screenshots share: drawings, writing, photographs, hostile pictures, and real services.

`servers`, `bulk` and `browser` start servers, clusters and a browser, and harm or use them.
It imports digitink, and nothing of those that share it: neither `tests` nor `benchmarks` nor `docs`.
"""
