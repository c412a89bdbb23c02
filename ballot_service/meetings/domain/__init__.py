"""Rules of meetings: pure, values in and values out."""
