"""The commands of `innoatlas`, a module for each kind; `api.cli` puts them together."""
