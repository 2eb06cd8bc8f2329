"""The HTTP API as OpenAPI 3.1 describes it."""
