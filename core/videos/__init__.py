"""Videos: received whole, claimed by a worker, sampled into images frame by frame, and joined into tracks.

What holds for images holds here: SQL owns the work, and whoever's claim is on the row may go on, nobody else.
"""
