"""Protection of children: what is reported about a child in danger, and its statutory clocks.

So far the intake of information (tiếp nhận thông tin) with its emergency measures; cases come on top of it.
"""
