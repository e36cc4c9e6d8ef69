"""The admin: where editors enter records and publishers let readers see them."""

from . import accounts, calendars, computed, deadlines, filed_under, records

__all__ = ["accounts", "calendars", "computed", "deadlines", "filed_under", "records"]
