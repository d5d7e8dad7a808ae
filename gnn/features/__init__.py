"""What is known of an enterprise at a cut-off, in numbers: one file per question, each a table of named features."""
