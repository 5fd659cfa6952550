"""The wording check: finds blame, excuses and other phrases worth reconsidering."""
