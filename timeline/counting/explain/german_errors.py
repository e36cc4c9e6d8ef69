"""What can be wrong with a count, in German: the messages of errors by their English form, with what varies in braces."""

from __future__ import annotations

_PERIODS = (
    "schreiben Sie ganze Zahlen mit Jahren, Monaten, Wochen, Tagen, Arbeitstagen, vollen Tagen oder Stunden, etwa"
    " „75 Tage“, „10 Arbeitstage“, „1 Jahr 6 Monate“ oder „72 Stunden“"
)
_DATES = (
    "erlaubt sind Daten wie 2025-01-20, 2023-08, 2024, 2024-35 (drittes Quartal), 2024-40 (erstes Halbjahr),"
    " 2024-12-31~, 202X, 2025-01-XX, 2025-01-13/2025-01-19 und 2025-01-20/.."
)

ERRORS = {
    "{field} has {length} characters; at most {most} are allowed": "{length} Zeichen sind zu viele; erlaubt sind höchstens {most}",
    "direction {text} is not known; allowed are after and before": "die Richtung {text} gibt es nicht; erlaubt sind after und before",
    "period {text} must have between 1 and {most} characters; {allowed}": "ein Zeitraum hat 1 bis {most} Zeichen; "
    + _PERIODS,
    "period {text} is not understood at {at}; {allowed}": "der Zeitraum {text} ist bei {at} nicht zu verstehen; "
    + _PERIODS,
    "period {text} has {kind} {unit}; only days can be {again}; {allowed}": "der Zeitraum {text}: Arbeitstage und volle Tage gibt"
    " es nur in Tagen; " + _PERIODS,
    "period {text} names {unit} twice": "der Zeitraum {text} nennt {unit} zweimal",
    "period {text} names {unit} too late; years come first, then months, weeks and days": "der Zeitraum {text} nennt {unit} zu spät;"
    " erst kommen Jahre, dann Monate, Wochen und Tage",
    "period {text} has the amount {amount}; whole numbers from 1 are allowed": "der Zeitraum {text} hat die Anzahl {amount};"
    " erlaubt sind ganze Zahlen ab 1",
    "period {text} is too long; at most {most} are allowed": "der Zeitraum {text} ist zu lang; erlaubt sind höchstens {most}",
    "period {text} is zero; whole numbers from 1 are allowed": "der Zeitraum {text} ist null; erlaubt sind ganze Zahlen ab 1",
    "period {text} mixes hours with longer units; hours stand alone": "der Zeitraum {text} mischt Stunden mit längeren Einheiten;"
    " Stunden stehen allein",
    "period {text} mixes {kind} days with other units; they stand alone": "der Zeitraum {text} mischt Arbeitstage oder volle Tage mit"
    " anderen Einheiten; sie stehen allein",
    "period {text} is in hours and needs a clock time to start from, such as 2025-10-09T14:17": "der Zeitraum {text} zählt Stunden und"
    " braucht eine Uhrzeit als Beginn, etwa 2025-10-09T14:17",
    "period {text}: convention {id} has no rule for {units}; allowed are {allowed}": "für den Zeitraum {text} hat die Zählweise {id}"
    " keine Regel; sie kennt: {allowed}",
    "direction {text}: convention {id} counts {directions} only": "die Zählweise {id} zählt nur {directions}",
    "there is no counting convention {id}; allowed are {allowed}": "eine Zählweise {id} gibt es nicht; erlaubt sind {allowed}",
    "there is no calendar {id}; allowed are {own}, a country such as be, de or cn, and a country's subdivision such as de-nw,"
    " gb-eng or us-ma": "einen Kalender {id} gibt es nicht; erlaubt sind {own}, ein Land wie be, de oder cn und ein Gebiet eines"
    " Landes wie de-nw, gb-eng oder us-ma",
    "there is no IANA time zone {name}; allowed are names such as Europe/Brussels": "eine IANA-Zeitzone {name} gibt es nicht; erlaubt"
    " sind Namen wie Europe/Brussels",
    "calendar {id} does not cover the year {year}; it covers {covered}": "der Kalender {id} reicht nicht bis ins Jahr {year}; er"
    " erfasst {covered}",
    "start {text} is neither a day nor a local clock time; allowed are {allowed}": "der Beginn {text} ist weder ein Tag noch eine"
    " Uhrzeit am Ort; erlaubt sind ein Tag der Jahre 1 bis 9999 wie 2007-08-22 und eine Uhrzeit wie 2025-10-09T14:17, deren Zone"
    " gesondert angegeben wird",
    "date {text} must have between 1 and {most} characters; {allowed}": "ein Datum hat 1 bis {most} Zeichen; " + _DATES,
    "date {text} does not exist: {month} has days 01 to {days}": "das Datum {text} gibt es nicht: {month} hat die Tage 01 bis {days}",
    "date {text} has the month {month}; months 01 to 12 are allowed before a day": "das Datum {text} hat den Monat {month}; vor einem"
    " Tag sind die Monate 01 bis 12 erlaubt",
    "date {text} has the year 0; years 1 to 9999 are allowed": "das Datum {text} hat das Jahr 0; erlaubt sind die Jahre 1 bis 9999",
    "date {text} has no such clock time; allowed are 00:00 to 23:59:59, with Z or an offset": "die Uhrzeit in {text} gibt es nicht;"
    " erlaubt sind 00:00 bis 23:59:59, mit Z oder einem Abstand",
    "the clock time {moment} in {zone} leaves the years 1 to 9999": "die Uhrzeit {moment} in {zone} verlässt die Jahre 1 bis 9999",
    "the clock time {moment} was skipped in {zone} when the clock went forward": "die Uhrzeit {moment} gab es in {zone} nicht: Da"
    " wurde die Uhr vorgestellt",
    "counting {period} from {start} leaves the years 1 to 9999": "von {start} an gezählt, verlässt der Zeitraum die Jahre 1 bis 9999",
    "deadlines trigger each other in a circle: {members}": "Fristen lösen einander im Kreis aus: {members}",
    "deadlines supersede each other in a circle: {members}": "Fristen ersetzen einander im Kreis: {members}",
    "event {id}: a deadline cannot be the target of {does}": "Ereignis {id}: {does} kann keiner Frist gelten",
    "event {id}: extend needs until, or by with a due date to count from": "Ereignis {id}: Eine Verlängerung braucht ein Datum oder"
    " einen Zeitraum mit einem Fristende, ab dem gezählt wird",
    "event {id}: restart needs a period, because the rule only states a date": "Ereignis {id}: Ein Neubeginn braucht einen Zeitraum,"
    " denn die Regel nennt nur ein Datum",
    "event {id}: its suspension ends on {until}, before it begins on {day}": "Ereignis {id}: Die Aussetzung endet am {until}, bevor sie"
    " am {day} beginnt",
    "event {id}: a period in hours needs a clock time in its date, such as 2025-10-09T14:17": "Ereignis {id}: Ein Zeitraum in Stunden"
    " braucht eine Uhrzeit im Datum, etwa 2025-10-09T14:17",
}
