"""A change of boundaries out of a table: looked at before, applied as one, undone as one."""
