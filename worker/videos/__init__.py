"""What a worker does with videos, beside its batches: sample them, and make tracks of their faces."""
