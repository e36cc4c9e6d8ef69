"""German names of holidays. Calendars name their days in English; a name that is not here is a name of its own and stays as it is."""

from __future__ import annotations

from datetime import date

_OBSERVED = " (observed)"

_LIBERATION = "Jahrestag der Befreiung vom Nationalsozialismus und der Beendigung des Zweiten Weltkriegs in Europa"
_NAMES = {
    "75th anniversary of the liberation from Nazism and the end of the Second World War in Europe": f"75. {_LIBERATION}",
    "80th anniversary of the liberation from Nazism and the end of the Second World War in Europe": f"80. {_LIBERATION}",
    "All Saints": "Allerheiligen",
    "All Saints' Day": "Allerheiligen",
    "All Souls": "Allerseelen",
    "Anniversary of the Schuman declaration": "Jahrestag der Schuman-Erklärung",
    "Anniversary of the Schuman declaration / Ascension": "Jahrestag der Schuman-Erklärung und Christi Himmelfahrt",
    "Armistice Day": "Waffenstillstand",
    "Ascension": "Christi Himmelfahrt",
    "Ascension Day": "Christi Himmelfahrt",
    "Assumption": "Mariä Himmelfahrt",
    "Assumption Day": "Mariä Himmelfahrt",
    "Augsburg Peace Festival": "Augsburger Hohes Friedensfest",
    "Belgian national day": "belgischer Nationalfeiertag",
    "Boxing Day": "Zweiter Weihnachtstag",
    "Christmas Day": "Erster Weihnachtstag",
    "Corpus Christi": "Fronleichnam",
    "Day after New Year's Day": "Tag nach Neujahr",
    "Easter Monday": "Ostermontag",
    "Easter Sunday": "Ostersonntag",
    "Epiphany": "Heilige Drei Könige",
    "Friday after Ascension": "Freitag nach Christi Himmelfahrt",
    "German Unity Day": "Tag der Deutschen Einheit",
    "Good Friday": "Karfreitag",
    "Immaculate Conception": "Mariä Empfängnis",
    "Labour Day": "Tag der Arbeit",
    "Maundy Thursday": "Gründonnerstag",
    "National Day": "Nationalfeiertag",
    "New Year's Day": "Neujahr",
    "Pentecost": "Pfingstsonntag",
    "Pentecost Monday": "Pfingstmontag",
    "Reformation Day": "Reformationstag",
    "Repentance and Prayer Day": "Buß- und Bettag",
    "Saint Stephen's Day": "Stephanstag",
    "Second Day of Christmas": "Zweiter Weihnachtstag",
    "Whit Monday": "Pfingstmontag",
    "Women's Day": "Frauentag",
    "World Children's Day": "Weltkindertag",
    "Year-end closure": "Schließung zum Jahresende",
}


def german_holiday(name: str, day: date | None) -> str:
    """The German name of a day that a calendar names in English; the name itself where it has none."""
    if name.endswith(_OBSERVED):
        return f"{german_holiday(name.removesuffix(_OBSERVED), day)} (Ersatztag)"
    # On the first of May it is the day of German-speaking countries, in September that of the United States.
    if name == "Labor Day" and day is not None and (day.month, day.day) == (5, 1):
        return "Tag der Arbeit"
    return _NAMES.get(name, name)
