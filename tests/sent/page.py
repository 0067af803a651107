"""docs/requests.md"""
def page() -> str:
    return ""
