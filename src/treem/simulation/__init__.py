"""The invented province of the demonstration.

The generators (``places``, ``villages``, ``names``, ``people``) know no Django and no clock: they turn a
list of communes, a seed and a day into rows. Nobody in them exists; names are chance combinations.
"""
