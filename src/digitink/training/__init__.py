"""Train the shipped models. Needs the extra `train`; serving never imports it."""
