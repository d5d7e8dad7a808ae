"""Who owns and who controls: look-through shares, voting control, beneficial owners, from the stakes of a day."""
