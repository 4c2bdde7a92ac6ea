"""Unpack what Unix `compress` packed: files that end in .Z, for which Python has no module."""

_MAGIC = b"\x1f\x9d"
_LONGEST_CODE = 0x1F  # the bits of the third byte that say how many bits a code has at most
_WITH_CLEAR = 0x80  # its bit that says that code 256 empties the table
_CLEAR = 256
_SHORTEST_CODE = 9
_GROUP = 8  # codes are written eight at a time; what is left of a group when their length changes is padding


def uncompress(packed: bytes) -> bytes:
    """Return what was packed. Raises ValueError where packed is no such file or is damaged."""
    if len(packed) < 3 or packed[:2] != _MAGIC:
        raise ValueError("not a file that compress wrote")
    longest, with_clear = packed[2] & _LONGEST_CODE, bool(packed[2] & _WITH_CLEAR)
    if not _SHORTEST_CODE <= longest <= 16:
        raise ValueError(f"codes of up to {longest} bits, where 9 to 16 are possible")
    table = _first_table(with_clear)
    parts: list[bytes] = []
    previous: bytes | None = None
    bits, at = _SHORTEST_CODE, 3
    while at < len(packed):
        group = packed[at : at + bits]
        at += len(group)
        buffer, width = int.from_bytes(group, "little"), bits
        for place in range(min(_GROUP, 8 * len(group) // width)):
            code = buffer >> place * width & (1 << width) - 1
            if code == _CLEAR and with_clear:
                table, previous, bits = _first_table(with_clear), None, _SHORTEST_CODE
                break
            if code < len(table):
                part = table[code]
            elif code == len(table) and previous is not None:
                part = previous + previous[:1]  # the entry that this very code completes
            else:
                raise ValueError(f"code {code} stands for nothing yet")
            parts.append(part)
            if previous is not None and len(table) < 1 << longest:
                table.append(previous + part[:1])
            previous = part
            if len(table) >= 1 << bits and bits < longest:
                bits += 1
                break
    return b"".join(parts)


def _first_table(with_clear: bool) -> list[bytes]:
    """Return what the codes stand for at the beginning: each byte for itself, and the clear code for nothing."""
    table = [bytes([value]) for value in range(256)]
    return [*table, b""] if with_clear else table
