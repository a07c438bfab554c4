"""Children's councils, forums, opinions.

An empty room on its floor.
"""
