"""What people say of faces: which face they are asked about next, what they said, and taking it back."""
