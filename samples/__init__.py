"""What tests, benchmarks and screenshots share: drawings, writing, photographs, hostile pictures, real services.

`lines` and `photographed` compose handwriting and photographs of it.
`servers`, `bulk` and `browser` start servers, clusters and a browser, and harm or use them.
It imports digitink, and nothing of those that share it: neither `tests` nor `benchmarks` nor `docs`.
"""
