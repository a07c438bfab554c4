"""Exchange with the ministry's child software: what stands there, what changed since, files that carry only that."""
