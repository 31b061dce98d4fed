"""What people put right in what the program read: kept beside it, and applied to it anew
whenever it is written."""
