"""Why a score is what it is: what features and ties add to it, in numbers and in words of both languages."""
