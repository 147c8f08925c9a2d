"""Kommuner, nämnder, people and roles: made and changed outside reports, each change logged."""
