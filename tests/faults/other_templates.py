"""The settings of tests with a folder of templates that come before the service's own."""

import os

from tests.faults.clock_settings import *  # noqa: F403
from tests.faults.clock_settings import TEMPLATES as _OWN

TEMPLATES = [{**_OWN[0], "DIRS": [os.environ["OTHER_TEMPLATES"], *_OWN[0]["DIRS"]]}, *_OWN[1:]]
