"""Lists of children out of spreadsheets: read and cleaned in a process of their own, compared by sets, written in pieces."""
