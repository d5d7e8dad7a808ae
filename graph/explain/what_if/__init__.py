"""May this guarantee be added?"""
