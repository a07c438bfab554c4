"""Assessment of communes fit for children (xã, phường phù hợp với trẻ em).

An empty room on its floor.
"""
