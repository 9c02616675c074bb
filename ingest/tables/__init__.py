"""Tables into the graph: a mapping says how a row becomes nodes and relationships."""
