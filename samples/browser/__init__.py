"""A headless browser, a hand that draws in it, and what is measured there."""
