"""The reflect themes, one dark and one light, which complement Textual's own."""

from textual.theme import BUILTIN_THEMES, Theme

from reflect.errors import UsageError

DARK = Theme(
    name="reflect-dark",
    primary="#8fb3d9",
    secondary="#b7a6d6",
    accent="#e0b872",
    foreground="#d8dde3",
    background="#15191e",
    surface="#1a1f26",
    panel="#242b34",
    success="#93c48b",
    warning="#e0b872",
    error="#e08a83",
    dark=True,
    variables={
        "quiet": "#8d97a3",
        "lesson": "#e8cf9a",
        "found": "#15191e on #e0b872",
        "border": "#3a4450",
        "border-blurred": "#2b333d",
        "footer-key-foreground": "#8fb3d9",
        "footer-background": "#1a1f26",
        "block-cursor-background": "#2f4a66",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "none",
        "input-selection-background": "#4a6a8c 60%",
    },
)
LIGHT = Theme(
    name="reflect-light",
    primary="#2b5f93",
    secondary="#6b4f9c",
    accent="#8a5a00",
    foreground="#20262d",
    background="#faf8f4",
    surface="#f3f0ea",
    panel="#e7e2d8",
    success="#2f6b34",
    warning="#8a5a00",
    error="#a8322a",
    dark=False,
    variables={
        "quiet": "#5d6670",
        "lesson": "#6a4500",
        "found": "#20262d on #f2cf7a",
        "border": "#b9b2a4",
        "border-blurred": "#d6d0c4",
        "footer-key-foreground": "#2b5f93",
        "footer-background": "#f3f0ea",
        "block-cursor-background": "#cfe0f1",
        "block-cursor-foreground": "#10161c",
        "block-cursor-text-style": "none",
        "input-selection-background": "#9cc0e4 60%",
    },
)
OURS = (DARK, LIGHT)


def defaults(theme: Theme) -> dict[str, str]:
    """Return default values of our style variables for themes that don't define them."""
    colors = theme.to_color_system().generate()
    return {
        "quiet": colors["text-muted"],
        "lesson": colors["warning"],
        "found": f"{colors['background']} on {colors['warning']}",
    }


def check_theme(name: str) -> None:
    """Check that a theme exists; "" stands for the default.

    Raises:
        UsageError: if there is no such theme.
    """
    known = [*(theme.name for theme in OURS), *BUILTIN_THEMES]
    if name and name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Themes: {', '.join(known)}."
        raise UsageError(f"no such theme: {name!r}", hint=hint)
