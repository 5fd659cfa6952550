"""What screens are made of; a widget never sees the journal."""
