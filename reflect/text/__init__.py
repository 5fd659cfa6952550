"""Text handling: cleans input, makes output safe, and folds text for comparison."""
