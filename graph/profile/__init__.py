"""One party on one page (一企一档): what is known of it on a day, who says so, how sure, and what would change it."""
