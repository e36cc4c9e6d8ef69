"""Explanations in German."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from ..edtf import EdtfDate
from .german_conventions import CALENDAR_NAMES, CONVENTION_CITATIONS, CONVENTION_NAMES, CONVENTION_RULES
from .german_errors import ERRORS
from .german_holidays import german_holiday
from .language import Language

_QUARTERS = ("erstes", "zweites", "drittes", "viertes")


class German(Language):
    months = (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    )  # fmt: skip
    weekdays = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
    quotes = ("„", "“")
    units: ClassVar[dict[str, tuple[str, str]]] = {
        "year": ("Jahr", "Jahre"),
        "month": ("Monat", "Monate"),
        "week": ("Woche", "Wochen"),
        "day": ("Tag", "Tage"),
        "working day": ("Arbeitstag", "Arbeitstage"),
        "clear day": ("voller Tag", "volle Tage"),
        "hour": ("Stunde", "Stunden"),
        "minute": ("Minute", "Minuten"),
    }
    errors = ERRORS
    convention_names = CONVENTION_NAMES
    convention_citations = CONVENTION_CITATIONS
    convention_rules = CONVENTION_RULES
    calendar_names = CALENDAR_NAMES
    phrases: ClassVar[dict[str, str]] = {
        "edtf-until": "bis {}",
        "edtf-from": "ab {}",
        "edtf-from-unknown": "ab {}, Ende unbekannt",
        "edtf-about": "etwa {}",
        "edtf-about-day": "um den {}",
        "edtf-uncertain": "{} (unsicher)",
        "weekday": "ein {}",
        "holiday": "ein Feiertag: {}",
        "unnamed-holiday": "ein Feiertag",
        "trigger/event": "Auslöser ist {event}, {name}.",
        "trigger/not-known": "Der Auslöser, {event}, ist nicht als geschehen bekannt; daher gibt es kein Datum.",
        "trigger/open-ended": "Der Auslöser, {event}, ist zeitlich offen ({name}); daher gibt es kein Datum.",
        "trigger/deadline-due": "Gezählt wird ab dem Fristende von {event}, {range}.",
        "trigger/deadline-start": "Gezählt wird ab dem Beginn von {event}, {range}.",
        "trigger/trigger-rescinded": "{event}, wovon an gezählt wird, ist aufgehoben; daher gibt es kein Datum.",
        "trigger/trigger-void": "{event}, wovon an gezählt wird, ist nichtig; daher gibt es kein Datum.",
        "trigger/trigger-suspended": "{event}, wovon an gezählt wird, ist ohne Ende ausgesetzt; daher gibt es kein Datum.",
        "trigger/trigger-undetermined": "{event}, wovon an gezählt wird, hat noch kein Datum; daher gibt es keines.",
        "trigger/trigger-superseded": "{event}, wovon an gezählt wird, ist abgelöst, die neue Frist aber nicht bekannt; daher gibt es"
        " kein Datum.",
        "trigger/no-date": "{event}, wovon an gezählt wird, hat kein Datum; daher gibt es keines.",
        "count-after": "{period} ab dem {start}, {how} ({convention}): {end}",
        "count-before": "{period} vor dem {start}, {how} ({convention}): {end}",
        "trigger-day-excluded": "dieser Tag nicht mitgezählt",
        "trigger-day-included": "dieser Tag mitgezählt",
        "working-days-only": "dieser Tag und geschlossene Tage nicht mitgezählt",
        "to-corresponding-day": "bis zum Tag mit derselben Zahl",
        "elapsed-hours": "als verstrichene Zeit",
        "event-hour-excluded": "die Stunde des Ereignisses nicht mitgezählt",
        "clip": "der Monat hat diesen Tag nicht, daher zählt sein letzter",
        "clock-back": "dazwischen wird die Uhr zurückgestellt, daher die frühere Uhrzeit",
        "clock-forward": "dazwischen wird die Uhr vorgestellt, daher die spätere Uhrzeit",
        "skip/weekend": "{range} (Wochenende)",
        "skip/holiday": "{range} ({name})",
        "skip/closed-days": "{name} geschlossene Tage",
        "skipped": "nicht mitgezählt: {}",
        "closed": "{why}",
        "roll-forward": "die Frist läuft weiter bis zum {end}",
        "roll-forward-over": "die Frist läuft über {over} weiter bis zum {end}",
        "roll-back": "die Frist geht zurück auf den {end}",
        "roll-back-over": "die Frist geht über {over} zurück auf den {end}",
        "passed-over": "den {day} ({why})",
        "closed-day": "{day} ist {why}",
        "stay": "{why}; nach dieser Zählweise bleibt es dabei",
        "minimum": "eine Frist von zwei oder mehr Tagen umfasst mindestens zwei Arbeitstage, daher läuft sie bis zum {end}",
        "clear": "beide Enden bleiben frei, daher der {end}",
        "begin": "Die Frist beginnt am Tag nach dem Eingang, {after}.",
        "and": " und ",
        "stated/stated": "Die Quelle nennt den {after}.",
        "stated/last-day-excluded": "Die Quelle nennt den ersten Tag danach; der letzte Tag ist der {after}.",
        "stated-by/stated": "{event} nennt den {after}.",
        "stated-by/last-day-excluded": "{event} nennt den ersten Tag danach; der letzte Tag ist der {after}.",
        "cross-check/agrees": "Zählt man {period}, ergibt sich derselbe Tag.",
        "cross-check/not-computable": "Das genannte Datum ließ sich nicht durch Zählen prüfen: {raw}.",
        "discrepancy/stated-wins": "Zählt man {period}, ergibt sich der {after}, nicht der {before}: Es gilt das genannte"
        " Datum, der Unterschied bleibt vermerkt.",
        "discrepancy": "genannt: {stated}, berechnet: {computed} ({period}, {convention})",
        "extend": "{event} verlängert die Frist vom {before} auf den {after}.",
        "extend/earlier": "{event} verlegt die Frist vom {before} auf den {after} vor.",
        "extend/same": "{event} lässt die Frist beim {after}.",
        "extend/new": "{event} setzt die Frist auf den {after}.",
        "extend/while-suspended": "{event} fügt dem Rest der ausgesetzten Frist {period} hinzu: {left}.",
        "restart": "{event} lässt die Frist neu beginnen: {period}, bis zum {after} statt bis zum {before}.",
        "restart/new": "{event} lässt die Frist neu beginnen: {period}, bis zum {after}.",
        "suspend/clock-stops": "{event} hält die Frist an; Rest: {period}.",
        "suspend/not-running": "{event} würde die Frist aussetzen; sie läuft aber nicht.",
        "suspend/too-late": "{event} kommt zu spät, um die Frist vom {before} auszusetzen.",
        "suspend/not-yet": "{event} soll die Frist später aussetzen.",
        "resume/runs-on": "Nach {event} läuft die Frist weiter, bis zum {after}.",
        "resume/not-suspended": "{event} würde die Frist weiterlaufen lassen; sie ist aber nicht ausgesetzt.",
        "satisfy": "{event}: Was fällig war, ist geschehen.",
        "rescind": "{event} hebt die Frist auf; sie gilt nicht mehr.",
        "reinstate": "{event} setzt die Frist wieder ein; sie gilt wieder.",
        "void": "{event} macht die Frist nichtig; sie hat nie gegolten.",
        "supersede": "{event} setzt {name} an ihre Stelle.",
        "supersede/unnamed": "{event} löst die Frist ab; sie gilt nicht mehr.",
        "announce": "Ausblick: {event} kündigt eine Änderung an, noch ohne Rechtswirkung.",
        "announce/until": "Ausblick: {event} kündigt den {after} an, noch ohne Rechtswirkung.",
        "possibility/earliest": "Das früheste Datum ergibt der {after}:",
        "possibility/earliest/undated": "Das früheste Datum:",
        "possibility/latest": "Das späteste Datum ergibt der {after}:",
        "possibility/latest/undated": "Das späteste Datum:",
        "range": "Das Datum liegt zwischen dem {before} und dem {after}.",
        "range/same": "Jeder mögliche Tag ergibt den {after}.",
        "segment/running": "Läuft",
        "segment/extended": "Verlängert",
        "segment/restarted": "Neu begonnen",
        "segment/suspended": "Ausgesetzt",
        "segment/resumed": "Läuft weiter",
        "segment/rolled": "Vom geschlossenen Tag verschoben",
        "segment/due": "Fällig",
        "segment/start": "Beginn: {}",
        "segment/start-not-counted": "Beginn: {}, nicht mitgezählt",
        "segment/possible": "Möglicherweise fällig",
        "segment/closed": "Wochenende oder Feiertag",
    }

    def day(self, day: date, *, year: bool = True) -> str:
        words = f"{day.day}. {self.months[day.month - 1]}"
        return f"{words} {day.year}" if year else words

    def same_month(self, first: date, last: date) -> str:
        return f"{first.day}.–{self.day(last)}"

    def edtf_part(self, day: EdtfDate) -> str:
        first = day.earliest
        assert first is not None, "only intervals are open"
        match day.precision:
            case "day":
                return self.day(first)
            case "instant":
                assert day.clock is not None
                return f"{self.day(first)}, {day.clock:%H:%M} Uhr"
            case "month":
                return f"{self.months[first.month - 1]} {first.year}"
            case "quarter":
                return f"{_QUARTERS[(first.month - 1) // 3]} Quartal {first.year}"
            case "half":
                return f"{_QUARTERS[(first.month - 1) // 6]} Halbjahr {first.year}"
            case "decade":
                return f"die {first.year}er-Jahre"
            case "century":
                return f"zwischen {first.year} und {first.year + 99}"
            case _:
                return str(first.year)

    def holiday(self, name: str | None, day: date | None) -> str:
        return german_holiday(name, day) if name else ""

    def not_computed(self, error: str) -> str:
        return f"Es ließ sich kein Datum berechnen: {self.error(error) or error}."
