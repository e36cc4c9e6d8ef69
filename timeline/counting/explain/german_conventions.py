"""The conventions and calendars of this package in German, by their ids."""

from __future__ import annotations

CONVENTION_NAMES = {
    "calendar-days": "Kalendertage",
    "us-frcp-6": "Zivilprozessregeln des Bundes der USA",
    "us-ofr": "Amt des Federal Register",
    "us-business-days": "Arbeitstage des Bundes der USA",
    "us-hsr": "Wartefristen nach Hart-Scott-Rodino",
    "eu-1182-71": "Verordnung 1182/71",
    "eu-entry-into-force": "Inkrafttreten von Rechtsakten der Union",
    "de-bgb-187-1": "BGB § 187 Abs. 1 mit § 193",
    "de-bgb-187-1-no-193": "BGB § 187 Abs. 1 ohne § 193",
    "de-bgb-187-2": "BGB § 187 Abs. 2, ab Beginn eines Tages",
    "uk-cpr-2.8": "englische Zivilprozessregeln, volle Tage",
    "uk-cpr-2.8-earliest": "englische Zivilprozessregeln, mindestens so viele volle Tage",
    "uk-corresponding-date": "Regel des entsprechenden Tages",
    "uk-corresponding-date-from-midnight": "Regel des entsprechenden Tages, ab Mitternacht",
    "uk-ico-2019": "Information Commissioner, Leitlinie ab August 2019",
    "uk-ico-2018": "Information Commissioner, Leitlinie bis August 2019",
    "cn-civil": "Zivilgesetzbuch der VR China",
}

# The others are cited as their own law cites them.
CONVENTION_CITATIONS = {
    "calendar-days": "gewöhnliche Zählung in Anordnungen und Gesetzen der USA",
    "de-bgb-187-1": "BGB § 187 Abs. 1, §§ 188, 193",
    "de-bgb-187-1-no-193": "BGB § 187 Abs. 1, § 188",
    "de-bgb-187-2": "BGB § 187 Abs. 2, § 188",
    "eu-1182-71": "VO 1182/71 Art. 3",
    "eu-entry-into-force": "VO 1182/71 Art. 4; AEUV Art. 297",
    "uk-ico-2019": "ICO, Leitlinie zum Auskunftsrecht (ab August 2019)",
    "uk-ico-2018": "ICO, Leitlinie zum Auskunftsrecht (Mai 2018 bis August 2019)",
    "cn-civil": "Zivilgesetzbuch der VR China, Art. 200–204",
}

CONVENTION_RULES = {
    "calendar-days": (
        "Der Tag des Ereignisses zählt nicht mit, jeder andere zählt. Monate und Jahre enden am Tag mit derselben "
        "Zahl oder am letzten Tag des Monats. Ein Wochenende oder Feiertag verschiebt das Ende nicht. Stunden "
        "sind verstrichene Zeit."
    ),
    "us-frcp-6": (
        "Der Tag des Ereignisses zählt nicht mit, jeder andere zählt. Ist der letzte Tag ein Samstag, Sonntag "
        "oder gesetzlicher Feiertag, läuft die Frist bis zum nächsten Tag weiter, der keiner ist; rückwärts "
        "gezählt läuft sie weiter zurück. Feiertage eines Bundesstaats zählen nur vorwärts. Stunden laufen sofort "
        "und durch Zeitumstellungen hindurch; ein Ende an einem geschlossenen Tag fällt auf dieselbe Uhrzeit des "
        "nächsten offenen Tages."
    ),
    "us-ofr": (
        "Der Tag nach der Veröffentlichung ist der erste Tag; jeder Tag zählt. Ist der letzte Tag einer, an dem "
        "das Amt des Federal Register geschlossen ist, gilt der nächste Tag, an dem es offen ist."
    ),
    "us-business-days": (
        "Der Tag des Ereignisses zählt nicht mit; von den anderen zählen nur Tage, die kein Samstag, Sonntag oder "
        "gesetzlicher Feiertag sind. „Tage“ sind hier Arbeitstage."
    ),
    "us-hsr": (
        "Der Tag des Eingangs zählt nicht mit, jeder andere zählt, und die Frist endet um 23:59 Uhr "
        "Ostküstenzeit. Endete sie an einem Samstag, Sonntag oder gesetzlichen Feiertag, endet sie am nächsten "
        "regulären Arbeitstag."
    ),
    "eu-1182-71": (
        "Der Tag des Ereignisses zählt nicht mit. Feiertage, Samstage und Sonntage zählen, außer bei Fristen in "
        "Arbeitstagen. Eine nicht nach Stunden bemessene Frist, deren letzter Tag ein Feiertag, Samstag oder "
        "Sonntag ist, endet am nächsten Arbeitstag; eine rückwärts gezählte verschiebt sich nicht. Eine Frist von "
        "zwei oder mehr Tagen umfasst mindestens zwei Arbeitstage. Monate und Jahre enden am Tag mit derselben "
        "Zahl oder am letzten Tag des Monats. Bei Stunden zählt die Stunde des Ereignisses nicht mit."
    ),
    "eu-entry-into-force": (
        "Ein Rechtsakt, der am n-ten Tag nach seiner Veröffentlichung in Kraft tritt, tut dies an diesem Tag, ob "
        "offen oder geschlossen."
    ),
    "de-bgb-187-1": (
        "Der Tag des Ereignisses zählt nicht mit. Wochen enden am Wochentag mit demselben Namen, Monate und Jahre "
        "am Tag mit derselben Zahl oder am letzten Tag des Monats. Wäre eine Erklärung oder Leistung an einem "
        "Samstag, Sonntag oder Feiertag des Landes fällig, tritt der nächste Werktag an dessen Stelle; eine "
        "rückwärts gezählte Frist verschiebt sich nicht."
    ),
    "de-bgb-187-1-no-193": (
        "Wie BGB § 187 Abs. 1, für Fristen, an deren letztem Tag nichts zu erklären oder zu leisten ist: Ein "
        "Samstag, Sonntag oder Feiertag verschiebt ihn nicht."
    ),
    "de-bgb-187-2": (
        "Der Tag, an dem die Frist beginnt, ist ihr erster. Sie endet am Tag vor dem mit derselben Zahl oder "
        "demselben Namen oder am letzten Tag des Monats. Ein Samstag, Sonntag oder Feiertag verschiebt ihn nicht."
    ),
    "uk-cpr-2.8": (
        "Tage sind volle Tage. Binnen einer Zahl von Tagen nach einem Ereignis: Dessen Tag zählt nicht mit. Vor "
        "einem Ereignis: Weder dieser Tag noch der Tag der Handlung zählt. Von fünf oder weniger Tagen zählen nur "
        "Arbeitstage. Eine vorwärts gezählte Frist, die endet, wenn die Geschäftsstelle des Gerichts geschlossen "
        "ist, endet am nächsten Tag, an dem sie offen ist."
    ),
    "uk-cpr-2.8-earliest": (
        "Der erste Tag, an dem etwas geschehen darf, das mindestens so viele volle Tage braucht: Beide Enden "
        "zählen nicht mit. Von fünf oder weniger Tagen zählen nur Arbeitstage. Der gefundene Tag verschiebt sich "
        "nicht."
    ),
    "uk-corresponding-date": (
        "Der Tag des Ereignisses zählt nicht mit. Monate und Jahre enden am Tag mit derselben Zahl oder, wo es "
        "keinen gibt, am letzten Tag des Monats. Ein Wochenende oder Feiertag verschiebt das Ende nicht."
    ),
    "uk-corresponding-date-from-midnight": (
        "Ein Anspruch, der genau am Anfang eines Tages entsteht, hat diesen ganzen Tag in seiner Frist; sie endet "
        "am Tag vor dem mit derselben Zahl. Ein Wochenende oder Feiertag verschiebt das Ende nicht."
    ),
    "uk-ico-2019": (
        "Vom Tag des Eingangs bis zum Tag mit derselben Zahl im letzten Monat oder dessen letztem Tag; ist das "
        "ein Wochenende oder Feiertag, bis zum nächsten Arbeitstag."
    ),
    "uk-ico-2018": (
        "Vom Tag nach dem Eingang bis zum Tag mit derselben Zahl im letzten Monat oder dessen letztem Tag; ist "
        "das ein Wochenende oder Feiertag, bis zum nächsten Arbeitstag."
    ),
    "cn-civil": (
        "Der Tag des Ereignisses zählt nicht mit; Stunden laufen sofort. Monate und Jahre enden am Tag mit "
        "derselben Zahl oder am letzten Tag des Monats. Ist der letzte Tag ein gesetzlicher Ruhetag, endet die "
        "Frist am nächsten Tag, der keiner ist; ein zum Arbeitstag erklärtes Wochenende ist keiner. Eine "
        "rückwärts gezählte Frist verschiebt sich nicht."
    ),
}

CALENDAR_NAMES = {
    "us-federal": "gesetzliche Feiertage der Vereinigten Staaten",
    "us-federal+closures": (
        "gesetzliche Feiertage der Vereinigten Staaten und durch Präsidialerlass geschlossene Tage"
    ),
    "us-ofr": "Tage, an denen das Amt des Federal Register geschlossen ist",
    "eu-institutions": "Feiertage der Organe der Europäischen Union",
}
