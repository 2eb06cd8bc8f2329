"""The networks: architecture, preprocessing, engines, registry and the trained artefacts."""
