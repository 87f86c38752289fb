"""Shows → what is published of them: feeds, pages, and what stands beside them. Pure."""
