"""Files → facts. Sounds and pictures are measured by their bytes; ``cache`` remembers them.

``audio`` and ``artwork`` are the doors. Behind the first, ``containers`` picks the reader of a
format (``mp3``, ``mp4``, ``ogg``, ``flac``, ``riff``), ``decoding`` counts what no header tells,
and ``tagging`` reads tags, covers and chapters.
"""
