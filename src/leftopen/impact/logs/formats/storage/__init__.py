"""Object stores of clouds."""
