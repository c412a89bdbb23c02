"""``python -m shared.plumbing.front FILE``."""

from shared.plumbing.front.server import main

if __name__ == "__main__":
    main()
