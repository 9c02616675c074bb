"""The bottom layer: schema, stores, settings and errors. Imports nothing else of ours."""
