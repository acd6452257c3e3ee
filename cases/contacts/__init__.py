"""What is done with, or for, someone: contacts, group meetings, situations, and their copy in i-milo."""
