"""What falls when some fall: scenarios on the facts of a day, answered in four levels."""
