"""The floor's own colour: one rule of CSS, with ink that can be read on it (WCAG 2.2, 1.4.3)."""

WHITE, BLACK = "#ffffff", "#000000"
CONTRAST_MIN = 4.5  # WCAG 2.2 AA for text of normal size; on every colour white or black reaches it.


def stylesheet_of(colour: str) -> str:
    """`:root:root` weighs as much as the dark theme's rule and comes later, so it holds in both themes."""
    ink = WHITE if contrast(colour, WHITE) >= CONTRAST_MIN else BLACK
    return f":root:root{{--brand:{colour};--brand-ink:{ink};--brand-ink2:{ink}}}\n"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    red, green, blue = (_linear(int(digits[start : start + 2], 16) / 255) for start in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
