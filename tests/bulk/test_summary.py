"""What a run came to can be added up, sent and printed."""

from collections import Counter

from digitink.bulk.summary import Summary


def test_summaries_add_up_and_travel() -> None:
    one, two = Summary(3, 1, 1.9, Counter(Blank=1)), Summary(2, 0, 1.9, Counter(Blank=1, Torn=1))
    both = Summary.from_json((one + two).to_json())
    assert both == Summary(5, 1, 3.8, Counter(Blank=2, Torn=1))
    assert str(both).splitlines() == [
        "5 read, 1 of them rejected, mean confidence 95.0%",
        "2 refused: Blank",
        "1 refused: Torn",
    ]


def test_nothing_is_no_division() -> None:
    assert str(Summary()) == "0 read, 0 of them rejected, mean confidence 0.0%"
    assert Summary.from_json(Summary().to_json()) == Summary()
