"""Records that may be of one child: found, shown side by side, decided, merged, and taken apart again."""
