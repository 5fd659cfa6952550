"""The Guide, which leads through a reflection one question at a time."""
