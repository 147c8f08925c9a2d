from reporting.models.committee import Committee, Membership, Municipality, Role, User

__all__ = ["Committee", "Membership", "Municipality", "Role", "User"]
