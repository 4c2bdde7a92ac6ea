"""Corrections: what people say their drawings really were."""

from digitink.corrections.store import Receipt, Store, from_environment, open_store
from digitink.corrections.table import Correction

__all__ = ["Correction", "Receipt", "Store", "from_environment", "open_store"]
