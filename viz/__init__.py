"""Pages, drawings and exports."""
