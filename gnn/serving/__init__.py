"""One enterprise at a time: a day scored once and kept, and what is answered of a party from it, with reasons."""
