"""Measure what hostile pictures cost a server: CPU seconds for each, and the memory of its largest process."""

from samples.servers.costs import responses

_SHOWN = 10


def main() -> None:
    """Print the costliest, and what all of them took."""
    asked = responses()
    print(f"{'picture':44}{'address':22}{'status':>6}{'s':>7}")
    for one in sorted(asked, key=lambda each: -each.seconds)[:_SHOWN]:
        print(f"{one.name:44}{one.path:22}{one.status:>6}{one.seconds:7.2f}")
    total = sum(one.seconds for one in asked)
    print(f"\n{len(asked)} requests took {total:.0f} s and at most {asked[-1].peak} MB in a process")


if __name__ == "__main__":
    main()
