"""Lists of agencies, people and villages out of spreadsheets: read, previewed, applied and undone as one."""
