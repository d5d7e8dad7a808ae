"""The catalogue of measures: what can be said of every enterprise on a day, in columns, each described and dated."""
