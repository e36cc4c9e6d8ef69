from .errors import UnknownCalendar


def get_calendar(calendar_id: str) -> str:
    if calendar_id not in {"us-federal", "us-ofr", "eu-institutions"}:
        raise UnknownCalendar(calendar_id)
    return calendar_id
