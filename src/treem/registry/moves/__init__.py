"""Children who move: to another commune, which must take them on; out of the province; away for ever; and back."""
