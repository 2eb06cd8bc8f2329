"""Jobs: making them, adding images, their state and counts, and what people do to them."""
