"""The rules of the box: how far it is (states), what the desk may order, what may be cast."""
