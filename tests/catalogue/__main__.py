"""Bring every catalogue up to the source, write its .mo file, and say what is still to translate."""

from __future__ import annotations

import sys

from .catalogue import LANGUAGES, ROOT, catalogue_path, compiled, merge, message_of, read_catalogue
from .extract import extract


def main() -> int:
    """Exit status 1 while something is untranslated."""
    wanted = extract(ROOT)
    missing = 0
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        merge(catalogue, wanted)
        path = catalogue_path(language)
        catalogue.save(str(path))
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
        untranslated = [entry for entry in catalogue if not entry.translated()]
        for entry in untranslated:
            print(f"{entry.occurrences[0][0]}: {message_of(entry).text}")
        print(f"{language}: {len(catalogue)} messages, {len(untranslated)} to translate in {path.relative_to(ROOT)}")
        missing += len(untranslated)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
