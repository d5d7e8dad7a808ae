"""Pictures of answers, for people who would rather look than read: PNG and SVG, Chinese in an embedded font."""
