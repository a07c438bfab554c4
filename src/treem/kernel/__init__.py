"""The lowest floor: errors, time, periods, ratios, Vietnamese text. Imports nothing of the project."""
