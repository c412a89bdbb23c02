"""Public credentials: uploaded on the desk's tickets, frozen, published."""
