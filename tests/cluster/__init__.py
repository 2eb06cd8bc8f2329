"""Several hosts, as network namespaces on one machine, and what happens to them."""
