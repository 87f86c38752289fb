"""A feed, a listing or recordings → a show in a workspace, and the proof that nothing was lost."""
