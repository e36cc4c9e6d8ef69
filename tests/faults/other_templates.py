"""The settings of tests with a folder of templates that come before the service's own."""

import os

from tracker.settings.test import *  # noqa: F403
from tracker.settings.test import TEMPLATES as _OWN

TEMPLATES = [{**_OWN[0], "DIRS": [os.environ["OTHER_TEMPLATES"], *_OWN[0]["DIRS"]]}, *_OWN[1:]]
