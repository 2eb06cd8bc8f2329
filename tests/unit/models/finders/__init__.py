"""The face finders: decoding, looks, registry, YuNet."""
