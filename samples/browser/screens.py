"""The screens that people use: a phone held in one hand, a tablet, a desktop."""

from typing import Any

# By name, what Playwright's contexts are told.
SCREENS: dict[str, dict[str, Any]] = {
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 3,
        "has_touch": True,
        "is_mobile": True,
    },
    "tablet": {"viewport": {"width": 768, "height": 1024}, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}
