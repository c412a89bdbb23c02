"""What the people in the hall are shown before they vote: the way to the box, and the one warning.

`ostraka up --lan` writes down where the hall's doors are (``about``); a small service of its own
shows the welcome page over plain HTTP (``app``), and the desk shows the poster for the screen.
"""

from shared.plumbing.hall.about import Hall
from shared.plumbing.hall.pages import poster_blueprint, welcome_blueprint

__all__ = ["Hall", "poster_blueprint", "welcome_blueprint"]
