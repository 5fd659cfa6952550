"""What fills the terminal, one at a time; a stylesheet beside each."""
