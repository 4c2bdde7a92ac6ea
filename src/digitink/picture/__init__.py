"""Any picture, decoded safely, to one array of gray levels. Imports nothing of digitink's but its errors."""

from digitink.picture.decode import FORMATS
from digitink.picture.levels import Luminance
from digitink.picture.limits import MAX_PIXELS, Limits
from digitink.picture.load import Picture, decode_data_url, load, open_image

__all__ = ["FORMATS", "MAX_PIXELS", "Limits", "Luminance", "Picture", "decode_data_url", "load", "open_image"]
