"""Who can be called for which debt, for how much, in which order, and by which article?"""
