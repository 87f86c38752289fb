"""Files and bytes → a place on the web: plans, stores of several kinds, hubs. Knows no podcasts."""
