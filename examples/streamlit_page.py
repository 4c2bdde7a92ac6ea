"""A page that takes scans and shows what is written in them as a table: streamlit run examples/streamlit_page.py."""

import streamlit

from digitink import PictureError, Recognizer

recognizer = streamlit.cache_resource(Recognizer)()  # opened once, for all visitors


def row(name: str, picture: bytes) -> dict[str, object]:
    """Read one picture; where that cannot be done, say why."""
    try:
        reading = recognizer.read(picture)
    except PictureError as error:
        return {"file": name, "why not": str(error)}
    return {"file": name, "number": reading.text, "confidence": reading.confidence}


streamlit.title("Numbers in scans")
files = streamlit.file_uploader("Scans or photographs", accept_multiple_files=True)
if files:
    streamlit.dataframe([row(file.name, file.getvalue()) for file in files])
