"""What is deleted: by age, once a day, and on request."""
