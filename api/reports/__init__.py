"""Reports: what is said of an answer in one language, as a page to print and as PDF, from one and the same parts."""
