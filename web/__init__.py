"""The Flask app: one blueprint a page or API resource."""
