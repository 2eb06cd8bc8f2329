"""Face finders: one interface, our own network and YuNet behind it."""
