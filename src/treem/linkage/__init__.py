"""Records of the same child: which pairs are looked at, what each agreement weighs, who is one child, and why.

No Django and no database: a file goes in (``command``), or a child and its candidates (``lookalike``).
"""
