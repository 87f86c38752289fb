"""Tags written back: titles, numbers, covers and chapters into audio files, and covers that fit.

``wanted`` says what a file is to say of itself. ``writing`` changes it in a copy, and proves that
the sound is the same before the copy takes the file's place; ``id3``, ``mp4`` and ``vorbis`` know
how each format keeps labels. ``covers`` makes of a picture one that apps take.
"""
