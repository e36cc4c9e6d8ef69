from ..errors import UnknownConvention


def get_convention(convention_id: str) -> str:
    if convention_id not in {
        "calendar-days",
        "us-business-days",
        "us-frcp-6",
        "us-ofr",
        "eu-1182-71",
        "eu-entry-into-force",
    }:
        raise UnknownConvention(convention_id)
    return convention_id
