"""From a built workspace to subscribers: what to send, what they would notice, and the proof.

Knows podcasts and their feeds; ``podfeed.publish`` below it knows bytes and keys.
"""
