"""No tables: the module is here so that this app is told when migrations are done (grants follow them)."""
