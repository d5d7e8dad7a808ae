"""What the files of `truth/` say; written beside them."""

README = """# The truth of this synthetic world

The folder above holds what a firm would deliver. This one holds what no feed says. Everything is invented.
"""
