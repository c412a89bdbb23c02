"""The public record of a closed box: archive, checkpoint, closing record, leftover scans."""
