"""Pack as Unix compress does, for tests."""


def compress(content: bytes, longest: int = 16, clear_after: int | None = None) -> bytes:
    """Return content as a .Z file with codes of up to longest bits, its table emptied once at so many entries."""
    packed = bytearray([0x1F, 0x9D, longest | 0x80])
    group: list[int] = []
    bits = 9

    def flush() -> None:
        nonlocal group
        if group:
            whole = sum(code << place * bits for place, code in enumerate(group))
            packed.extend(whole.to_bytes(bits, "little"))
            group = []

    def write(code: int) -> None:
        group.append(code)
        if len(group) == 8:
            flush()

    table = {bytes([value]): value for value in range(256)}
    free, part = 257, b""
    for position in range(len(content)):
        byte = content[position : position + 1]
        if part + byte in table:
            part += byte
            continue
        write(table[part])
        if free < 1 << longest:
            table[part + byte] = free
            free += 1
        if free - 1 >= 1 << bits and bits < longest:  # the reader learns an entry one code later
            flush()
            bits += 1
        part = byte
        if clear_after is not None and free >= clear_after:
            write(256)
            flush()
            table = {bytes([value]): value for value in range(256)}
            free, bits, clear_after = 257, 9, None
    if part:
        write(table[part])
        whole = sum(code << place * bits for place, code in enumerate(group))
        packed.extend(whole.to_bytes((len(group) * bits + 7) // 8, "little"))
    return bytes(packed)
