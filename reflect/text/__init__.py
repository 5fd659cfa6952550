"""Text: cleaned on its way in, made safe on its way out, folded for comparing."""
